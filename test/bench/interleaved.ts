/** Something that is timed. */
export interface Timed {
  readonly name: string;
  /** Runs once and gives its own time. */
  readonly runMs: () => Promise<number>;
}

/** The times of one contender, a run each. */
export interface Timing {
  readonly name: string;
  readonly timesMs: readonly number[];
}

/** Runs all of them in turn, `runs` times after one that is not counted, so that a slow spell hits them alike. */
export async function timeInterleaved(
  contenders: readonly Timed[],
  runs: number,
): Promise<readonly Timing[]> {
  const timings = contenders.map(({ name }) => ({ name, timesMs: [] as number[] }));
  for (let run = -1; run < runs; run += 1) {
    for (const [at, contender] of contenders.entries()) {
      const timeMs = await contender.runMs();
      if (run >= 0) timings[at]?.timesMs.push(timeMs);
    }
  }
  return timings;
}

/** The median of the ratios of two contenders' runs, pair by pair. */
export function medianRatio(one: Timing, other: Timing): number {
  return median(one.timesMs.map((timeMs, run) => timeMs / (other.timesMs[run] ?? Number.NaN)));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
