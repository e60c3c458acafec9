/**
 * The share of its cases that a property tries in `npm test`. CI tries half of them, with `TRAILWATCH_CASES=0.5`, and
 * `TRAILWATCH_CASES=1` all; the seed being the same, these are the first of those. Proofs try as many as `npm test`.
 */
const SHARE = Number(process.env.TRAILWATCH_CASES ?? 0.2);

/** How many of a property's cases this run tries, or of what is expected of all cases, how much. */
export function cases(all: number): number {
  return Math.ceil(all * SHARE);
}

/** As many of a list as {@link cases} says, spread evenly over it; another `turn` chooses others. */
export function someOf<T>(all: readonly T[], turn: number): readonly T[] {
  const chosenBefore = (index: number): number => Math.floor((index + turn) * SHARE);
  return all.filter((_, index) => chosenBefore(index + 1) > chosenBefore(index));
}
