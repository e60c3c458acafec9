import { toPrintable } from './printable';

/** What a spreadsheet takes for the beginning of a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A cell of a CSV file (RFC 4180): quoted where it must be, and never a formula: what begins like one gets an apostrophe,
 * which spreadsheets take for the sign of a text.
 */
export function toCsvCell(text: string): string {
  const printable = toPrintable(text);
  const safe = FORMULA.test(text) ? `'${printable}` : printable;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of cells that `toCsvCell` gives, with the end that RFC 4180 asks for. */
export function toCsvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
