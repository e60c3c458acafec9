import { readFileSync } from 'node:fs';

/** What a run of checks found: a line a check on standard output, and at the end whether all of them held. */
export class Outcome {
  private failures = 0;

  /** One check. The details are printed below it when it does not hold. */
  check(holds: boolean, what: string, details: readonly string[] = []): void {
    console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
    if (holds) return;
    this.failures += 1;
    this.note(...details);
  }

  /** Lines that belong to the check above. */
  note(...lines: readonly string[]): void {
    for (const line of lines) console.log(`       ${line.replaceAll('\n', '\n       ')}`);
  }

  /** Checks that belong together, with the time that they took, and the processor time with that of processes that ended. */
  async part<T>(name: string, checks: () => Promise<T>): Promise<T> {
    const [begun, cpu] = [performance.now(), cpuSeconds()];
    const result = await checks();
    const took = Math.round((performance.now() - begun) / 1000);
    console.log(`---    ${name} (${took} s, processor time ${Math.round(cpuSeconds() - cpu)} s)`);
    return result;
  }

  /** How many checks did not hold. */
  get failed(): number {
    return this.failures;
  }
}

/** The clock ticks of Linux in a second. */
const TICKS = 100;

/** Seconds of processor time of this process and, where Linux says so, of those that it started and that have ended. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ofEndedChildren();
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html the 16th and the 17th field, behind the name in brackets */
function ofEndedChildren(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return 0;
  }
}
