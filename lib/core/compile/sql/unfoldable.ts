/**
 * Letters with case whose lower case has been the same in every Unicode that an engine may have: ASCII, Latin-1 and
 * Latin Extended-A (`İ` is dealt with by every engine's `fold`), Greek, Cyrillic, and the extensions of Latin and Greek.
 * Others were added over the years, as `Ƛ` in 2024, and SQL engines do not document which Unicode they know.
 */
const SETTLED = /[\p{ASCII}\u0080-\u017f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff\u212a\u212b\uff21-\uff5a]/u;

/** The first letter of which engines may not agree what its lower case is, or what has it as lower case. */
export function unfoldable(values: readonly string[]): string | undefined {
  for (const value of values) {
    for (const character of value) {
      if (/\p{Cased}/u.test(character) && !SETTLED.test(character)) return character;
    }
  }
  return undefined;
}
