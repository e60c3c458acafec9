/** Maximum number of results remembered at a time; none of a longer text: callers choose what records contain. */
const MAX_RESULTS = 1_000;
const MAX_LENGTH = 256;

/**
 * A function of a text that remembers its results: the records of a scan have the same few hundred names again and again.
 *
 * @param most maximum number of results remembered
 * @param maxLength maximum length of a text whose result is remembered
 */
export function remembered<T>(
  find: (text: string) => T,
  most: number = MAX_RESULTS,
  maxLength: number = MAX_LENGTH,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    const result = find(text);
    if (text.length > maxLength) return result;
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}

/** The same for a function of two texts, which a record may lack; at the maximum, all its results are dropped. */
export function rememberedPair<T, Text extends string | undefined = string>(
  find: (one: Text, other: Text) => T,
  most: number = MAX_RESULTS,
): (one: Text, other: Text) => T {
  const known = new Map<Text, Map<Text, T>>();
  let size = 0;
  return (one, other) => {
    const ofOne = known.get(one);
    const found = ofOne?.get(other);
    if (found !== undefined || ofOne?.has(other)) return found as T;
    const result = find(one, other);
    if ((one?.length ?? 0) > MAX_LENGTH || (other?.length ?? 0) > MAX_LENGTH) return result;
    if (size >= most) {
      known.clear();
      size = 0;
    }
    size += 1;
    const results = known.get(one) ?? new Map<Text, T>();
    known.set(one, results.set(other, result));
    return result;
  };
}
