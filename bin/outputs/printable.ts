/**
 * Text from a record or a file's name, made safe for a terminal: control characters (escape sequences, line
 * breaks) and characters that reverse the direction of writing become visible escapes such as `\u{1b}`.
 */
export function toPrintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
