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

/**
 * Where a spreadsheet takes what follows for a formula: at the beginning, and behind a semicolon, which separates cells where a comma
 * separates decimals.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /(?<=^|;"*)(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/g;

/**
 * A cell of a CSV file (RFC 4180): quoted where it must be, and never a formula: what begins like one gets an apostrophe,
 * which spreadsheets take for the sign of a text.
 */
export function toCsvCell(text: string): string {
  const safe = toPrintable(text.replace(FORMULA, "'"));
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file with these texts in its cells. */
export function toCsvRow(texts: readonly string[]): string {
  return toCsvLine(texts.map(toCsvCell));
}

/** A line of cells from `toCsvCell`, with the end that RFC 4180 requires. */
export function toCsvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

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
