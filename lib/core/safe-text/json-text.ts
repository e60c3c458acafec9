/**
 * A value as JSON of one line, in which every character that a terminal or editor would obey or hide is an escape. It is the
 * same value for who parses it.
 */
export function toJsonText(value: unknown): string {
  return toVisibleJson(JSON.stringify(value) ?? 'null');
}

/** The same for a text that is JSON already, whose numbers keep their digits. White space between its tokens becomes blanks. */
export function toOneJsonLine(text: string): string {
  return toVisibleJson(text.replace(/[\t\r\n]/g, ' '));
}

/** The same for a text that `JSON.stringify` gave. */
export function toVisibleJson(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, toEscapes);
}

/** What `JSON.stringify` leaves as it is: DEL, C1 controls, formats, separators, and what a font need not show; its own line breaks stay. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Most records: found much faster than hidden characters are. */
const PLAIN = /^[ -~]*$/;

/** A character outside of the Basic Multilingual Plane is two escapes. */
function toEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
