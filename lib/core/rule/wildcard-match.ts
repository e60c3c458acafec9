import type { WildcardPart } from './condition';

/** Whether the whole of a text fits the pattern. Time grows with the product of both lengths at most. */
export type PatternTest = (text: string) => boolean;

const ANY = Symbol('any');
const ONE = Symbol('one');
type Token = string | typeof ANY | typeof ONE;

/**
 * Compiles a wildcard pattern; `?` is one code point. `fold` is applied to the pattern's text, as the caller does to the
 * record's.
 */
export function toPatternTest(pattern: readonly WildcardPart[], fold: (text: string) => string): PatternTest {
  const tokens = pattern.flatMap((part) => tokensOf(part, fold));
  return (text) => fits(tokens, [...text]);
}

function tokensOf(part: WildcardPart, fold: (text: string) => string): readonly Token[] {
  if ('text' in part) return [...fold(part.text)];
  return 'any' in part ? [ANY] : [ONE];
}

/**
 * Reads both from the left. At a mismatch the last `*` takes one character more; earlier ones need not be tried
 * again, because what follows them was found at its first place already.
 */
function fits(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0;
  let character = 0;
  let lastAny = -1;
  let takenUntil = 0;
  while (character < characters.length) {
    const current = tokens[token];
    if (current === ANY) {
      lastAny = token++;
      takenUntil = character;
    } else if (current === ONE || current === characters[character]) {
      token++;
      character++;
    } else if (lastAny !== -1) {
      token = lastAny + 1;
      character = ++takenUntil;
    } else return false;
  }
  while (tokens[token] === ANY) token++;
  return token === tokens.length;
}
