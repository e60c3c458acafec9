/**
 * Proofs, and rooms in which a condition protects evidence, alerts or limits, whose tests are measured by mutation (tools/mutation/rooms.ts): they
 * try more cases than others.
 */
const THOROUGH =
  /\.proof\.test\.ts$|[/\\]test[/\\](lambda[/\\](raise|log-processor|realtime-alerts)|core[/\\](digest|policy[/\\]evaluation|compile[/\\]predicate|record))[/\\]/;

const testPath = typeof expect === 'undefined' ? '' : (expect.getState().testPath ?? '');

/**
 * The share of its cases that a property tries in `npm test`. CI tries a fifth of them, with `TRAILWATCH_CASES=0.2`, and
 * `TRAILWATCH_CASES=1` all; the seed being the same, these are the first of those.
 */
const SHARE = Number(process.env.TRAILWATCH_CASES ?? (THOROUGH.test(testPath) ? 0.2 : 0.1));

/** How many of a property's cases this run tries, or of what is expected of all cases, how much. */
export function cases(all: number): number {
  return Math.ceil(all * SHARE);
}

/** Whether this run tries the case with that number, counted from 0: as many as {@link cases} says, spread evenly. */
export function isTried(index: number): boolean {
  return Math.floor((index + 1) * SHARE) > Math.floor(index * SHARE);
}

/** As many of a list as {@link cases} says, spread evenly over it; another `turn` chooses others. */
export function someOf<T>(all: readonly T[], turn: number): readonly T[] {
  return all.filter((_, index) => isTried(index + turn));
}

/** A list of cases that each take seconds and show the same: `npm test` tries the first, CI all of them. */
export function firstOrAll<T>(all: readonly T[]): readonly T[] {
  return process.env.TRAILWATCH_CASES === undefined ? all.slice(0, 1) : all;
}
