/**
 * Some of a list for a sentence, and how many more there are: `a, b and 3 more`.
 *
 * @param most how many are named
 * @param separator what is between those that are
 */
export function someOf(texts: readonly string[], most: number, separator = ', '): string {
  const named = texts.slice(0, most).join(separator);
  return texts.length > most ? `${named} and ${texts.length - most} more` : named;
}
