import { oneLine } from '../safe-text/one-line';

/** Text of one line, of at most `maxLength` UTF-16 code units, as most applications count. */
export function cutLine(text: string, maxLength: number): string {
  return cutUnits(oneLine(text, maxLength), maxLength);
}

/** The start of a text, with an ellipsis if something was cut. */
export function cutUnits(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(LONE_SURROGATE, '')}…`;
}

/** Half a character, which a cut can leave. */
const LONE_SURROGATE = /[\ud800-\udbff]$/;
