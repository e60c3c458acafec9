/** A number as JSON writes it, leading zeros and a sign allowed. */
const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** The number that a text is, whole; undefined if it is none. `0x10`, `Infinity` and text with spaces are none. */
export function numberOfText(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The number that a text is the only spelling of in JSON, as `22` is and `022` is not. */
export function numberSpelledAs(text: string): number | undefined {
  const number = numberOfText(text);
  return number !== undefined && JSON.stringify(number) === text ? number : undefined;
}

/** A number as JSON writes it, in any of its spellings. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

/** The number that JSON reads from a text: `75.0` and `1e3`, and not an account id with a zero before it; undefined if it is none. */
export function jsonNumberOf(text: string): number | undefined {
  return JSON_NUMBER.test(text) ? numberOfText(text) : undefined;
}

/** A piece of a number's text in JSON, roughly: too many are found rather than too few. */
const PIECE = /^[-+]?\d*\.?\d*(?:[eE][-+]?\d*)?$/;

/** Whether a number may have a text with such a piece in it. */
export function isPieceOfNumber(text: string): boolean {
  return PIECE.test(text);
}
