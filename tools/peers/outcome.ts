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

  /** Checks that belong together, with the time that they took. */
  async part<T>(name: string, checks: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await checks();
    console.log(`---    ${name} (${Math.round((performance.now() - begun) / 1000)} s)`);
    return result;
  }

  /** How many checks did not hold. */
  get failed(): number {
    return this.failures;
  }
}
