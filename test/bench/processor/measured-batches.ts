/** What a program is given as its argument, in JSON. */
export interface BatchOrder {
  /** Objects of each batch. */
  readonly files: number;
  readonly batches: number;
  /** The built-in rules as the package ships them. */
  readonly rulesFile: string;
  /** What a typical handler compares records with. */
  readonly pairs: readonly (readonly [eventSource: string, eventName: string])[];
}

/** Batches that are not counted: code is compiled and connections are made in them. */
const WARM_UP = 2;

/** The order that the program was started with. */
export function readOrder(): BatchOrder {
  return JSON.parse(process.argv[2] ?? '') as BatchOrder;
}

/** The key of an object; each batch has its own. */
export function keyOf(batch: number, file: number): string {
  return `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/03/${batch}_${file}.json.gz`;
}

/** Runs batches one after the other, and prints what one of them takes. */
export async function measureBatches(
  { batches }: BatchOrder,
  prepare: (batch: number) => () => Promise<void>,
): Promise<void> {
  const [all, warmUp] = [Array.from({ length: WARM_UP + batches }, (_, batch) => prepare(batch)), WARM_UP];
  for (const run of all.slice(0, warmUp)) await run();
  const [fromMs, fromCpu] = [performance.now(), process.cpuUsage()];
  for (const run of all.slice(warmUp)) await run();
  const { user, system } = process.cpuUsage(fromCpu);
  const wallMs = (performance.now() - fromMs) / batches;
  console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 / batches }));
  process.exit(0);
}
