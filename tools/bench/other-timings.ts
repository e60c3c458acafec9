import { join } from 'node:path';
import { type BenchWorld, COMMAND_LINE, ROOT } from './bench-world';
import { cpuTimed } from './cpu-timed';
import { failedLogins } from './data/failed-logins';
import { median, medianRatio, type Timing, timeInterleaved } from './interleaved';
import { benchValidate } from './validate';

/** What has no row in the table, by the name that `--only` takes. */
export const OTHER_TIMINGS: Readonly<Record<string, (world: BenchWorld) => Promise<void>>> = {
  /** `validate` beside the AWS CLI, and its memory. */
  validate: async ({ plan: { isQuick } }) => {
    const order = {
      commandLine: COMMAND_LINE,
      hours: isQuick ? 4 : 336,
      runs: isQuick ? 1 : 3,
      accounts: isQuick ? 2 : 80,
    };
    const left = await benchValidate(order, printTimings);
    if (left !== undefined) console.log(`\n  ${left}: validate is not compared with the AWS CLI`);
  },
  /** Scans in which every record counts for a correlation. */
  correlations: async ({ plan: { isQuick }, folder }) => {
    const failures = { records: isQuick ? 5_000 : 300_000, runs: isQuick ? 1 : 3 };
    await benchCorrelations(join(folder, 'failed-logins'), failures);
    if (!isQuick) await benchCorrelations(join(folder, 'million'), { records: 1_000_000, runs: 1 });
  },
};

/** What correlations cost where every record counts for them, in CPU time and with a heap of 512 MB. */
async function benchCorrelations(
  folder: string,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<void> {
  const order = { commandLine: COMMAND_LINE, rules: join(ROOT, 'lib/rules'), records };
  const { withCorrelations, withoutCorrelations } = failedLogins(folder, order);
  const contenders = [withCorrelations, withoutCorrelations];
  const peaksMb = contenders.map(() => 0);
  const timed = contenders.map((one, at) =>
    cpuTimed(one, ({ peakMb }) => {
      peaksMb[at] = Math.max(peaksMb[at] ?? 0, peakMb);
    }),
  );
  printTimings(`scan of ${records} failed log-ins, CPU time`, await timeInterleaved(timed, runs));
  for (const [at, { name }] of contenders.entries())
    console.log(`    ${name}: at most ${peaksMb[at]?.toFixed(0)} MB`);
}

/** A line per contender: its median time, and how many times as long the first one took. */
function printTimings(what: string, timings: readonly Timing[]): void {
  console.log(`\n  ${what} (median of ${timings[0]?.timesMs.length ?? 0} interleaved runs)`);
  const [first] = timings;
  if (first === undefined) return;
  for (const timing of timings) {
    const time = `${median(timing.timesMs).toFixed(0)} ms`.padStart(9);
    const ratio =
      timing === first ? '' : `  ${first.name} takes ${medianRatio(first, timing).toFixed(2)} x this`;
    console.log(`    ${timing.name.padEnd(22)}${time}${ratio}`);
  }
}
