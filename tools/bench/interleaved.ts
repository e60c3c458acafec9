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

/**
 * Runs all of them in turn, `runs` times after some that are not counted, so that a slow spell hits them alike. What each run gave, in the
 * order of the contenders.
 */
export async function interleaved<T>(
  contenders: readonly (() => Promise<T>)[],
  runs: number,
  uncounted = 1,
): Promise<readonly (readonly T[])[]> {
  const given = contenders.map(() => [] as T[]);
  for (let run = -uncounted; run < runs; run += 1) {
    for (const [at, contender] of contenders.entries()) {
      const one = await contender();
      if (run >= 0) given[at]?.push(one);
    }
  }
  return given;
}

/** The times of each contender, `runs` of them after one that is not counted. */
export async function timeInterleaved(
  contenders: readonly Timed[],
  runs: number,
): Promise<readonly Timing[]> {
  const times = await interleaved(
    contenders.map(({ runMs }) => runMs),
    runs,
  );
  return contenders.map(({ name }, at) => ({ name, timesMs: times[at] ?? [] }));
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
