import type { LogProcessorSettings } from '../../../lib/core/settings/log-processor-settings';

/** What a program is given as its argument, in JSON. */
export interface BatchOrder {
  /** Objects of each batch. */
  readonly files: number;
  /** Batches that are not counted: code is compiled and connections are made in them. */
  readonly warmUp: number;
  readonly batches: number;
  /** What the log processor has in its code and its layer: the built-in rules, and the prefilter. */
  readonly rulesFile: string;
  readonly prefilterFile: string;
  readonly settings: LogProcessorSettings;
  /** What a typical handler compares records with. */
  readonly pairs: readonly (readonly [eventSource: string, eventName: string])[];
}

/** The order that the program was started with. */
export function readOrder(): BatchOrder {
  return JSON.parse(process.argv[2] ?? '') as BatchOrder;
}

/** The key of an object; each batch has its own. */
export function keyOf(batch: number, file: number): string {
  return `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/03/${batch}_${file}.json.gz`;
}

/**
 * Runs batches one after the other, and prints what one of them takes, and the most memory that the process had.
 *
 * Where no batch is left uncounted, the first is counted from the start of the process: what the handler loads, its rules among
 * it, is in the figure, as it is in a function's first invocation. Otherwise the process is one in which the handler is loaded.
 */
export async function measureBatches(
  { warmUp, batches }: BatchOrder,
  run: (batch: number) => Promise<void>,
  counted: () => Record<string, number> = () => ({}),
): Promise<void> {
  for (let batch = 0; batch < warmUp; batch += 1) await run(batch);
  const [fromMs, fromCpu] = warmUp === 0 ? [0, undefined] : [performance.now(), process.cpuUsage()];
  const before = counted();
  for (let batch = warmUp; batch < warmUp + batches; batch += 1) await run(batch);
  const { user, system } = process.cpuUsage(fromCpu);
  const wallMs = (performance.now() - fromMs) / batches;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  // Behind what a handler logs.
  const counts = Object.entries(counted()).map(([name, count]) => [
    name,
    (count - (before[name] ?? 0)) / batches,
  ]);
  const usage = { wallMs, cpuMs: (user + system) / 1000 / batches, peakMb, ...Object.fromEntries(counts) };
  console.log(`\n${JSON.stringify(usage)}`);
  process.exit(0);
}
