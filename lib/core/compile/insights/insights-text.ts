import type { TextPattern } from '../text-question';

/** Texts of these characters are written between quotation marks as they are; AWS documents no escapes. */
const PLAIN = /^[\x20-\x7e]*$/;
const UNSETTLED = /["'\\]/;

/** Whether a text can stand between quotation marks. */
export function isPlain(text: string): boolean {
  return text !== '' && PLAIN.test(text) && !UNSETTLED.test(text);
}

/** A text between quotation marks. */
export function quoted(text: string): string {
  return `"${text}"`;
}

/**
 * The regular expression of a pattern for a whole text, as RE2 and Java read it alike: `^`, `\z`, and numbers for all
 * characters but letters, digits and a few signs.
 */
export function patternExpression(pattern: TextPattern): string {
  const leading = pattern.findIndex((part) => !('any' in part));
  const begins = leading > 0 ? '' : '^';
  const ends = pattern.length > 1 && 'any' in (pattern.at(-1) ?? {}) ? '' : '\\z';
  const from = Math.max(leading, 0);
  const to = ends === '' ? trailing(pattern) : pattern.length;
  const inner = pattern.slice(from, to).map((part) => {
    if ('text' in part) return escaped(part.text);
    return 'any' in part ? '[\\s\\S]*' : '[\\s\\S]';
  });
  return `/${begins}${inner.join('')}${ends}/`;
}

function trailing(pattern: TextPattern): number {
  let end = pattern.length;
  while (end > 0 && 'any' in (pattern[end - 1] ?? {})) end--;
  return end;
}

function escaped(text: string): string {
  return [...text].map(escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (/[A-Za-z0-9 _:@%=,<>#~-]/.test(character)) return character;
  if (/[.*+?()[\]{}|^$]/.test(character)) return `\\${character}`;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A regular expression that stands between slashes, with numbers for what might end it or is no character to read. */
export function betweenSlashes(expression: string): string {
  const readable = expression.replaceAll('\\/', '\\x{2f}').replace(/[^\x20-\x7e]/gu, (character) => {
    return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `/${readable}/`;
}
