/** A number as JSON writes it, leading zeros and a sign allowed. */
const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** The number that a text is, whole; undefined if it is none. `0x10`, `Infinity` and text with spaces are none. */
export function numberOfText(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
