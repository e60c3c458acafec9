/** The index of the first value from which on a condition holds, in a list in whose order it holds from there on; the length if it never does. */
export function indexOfFirst<T>(sorted: readonly T[], holds: (value: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
