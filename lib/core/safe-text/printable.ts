/**
 * Text from a record or a file's name, made safe for a terminal: control characters (escape sequences, line breaks), and
 * characters that are invisible or change the direction of writing, become visible escapes such as `\u{1b}`.
 */
export function toPrintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Controls, formats, separators of lines and paragraphs, lone surrogates, and what a font need not show.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
