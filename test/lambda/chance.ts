/** Chance that a seed decides: the same seed gives the same numbers, from 0 up to but not including 1. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the values. */
export function oneOf<T>(chance: () => number, values: readonly T[]): T {
  return values[Math.floor(chance() * values.length)] as T;
}
