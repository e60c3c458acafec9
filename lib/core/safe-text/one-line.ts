import { toPrintable } from './printable';

/** Tabs, line breaks, and separators of lines and paragraphs. */
const BREAKS = /[\t\n\v\f\r\u{85}\p{Zl}\p{Zp}]+/gu;

/** Text that needs no change: printable characters, and no blank next to another or at an end. */
const SAFE = /^[!-~]+(?: [!-~]+)*$/;

/** Characters of names that IAM allows, and of addresses, ARNs and host names: text that needs no quotes. */
const PLAIN_NAME = /^[\w+=,.@:/-]+$/;

/**
 * Text from a record made safe inside a sentence: one line, and at most `maxLength` characters, of which the last is an ellipsis
 * when something was cut. Line breaks become blanks; other characters that a reader would not see become escapes such as
 * `\u{200b}`, so no name reads as another. Ids of access keys stay: they are not secret, and show which key to disable.
 *
 * The caller chooses the names and the user agent in a call; a line break in one must not forge a second log line.
 */
export function oneLine(text: string, maxLength: number): string {
  // Most texts stay as they are, and are found much faster than what is to be changed.
  if (text.length <= maxLength && SAFE.test(text)) return text;
  // Nothing past the cut is read, so a megabyte of text costs no more than a sentence.
  const head = text.slice(0, maxLength * 4);
  const line = toPrintable(head.replace(BREAKS, ' ')).replace(/ {2,}/g, ' ').trim();
  const isCut = head.length < text.length;
  // No text has more characters than UTF-16 code units.
  if (!isCut && line.length <= maxLength) return line;
  const characters = Array.from(line);
  if (!isCut && characters.length <= maxLength) return line;
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .trimEnd()}…`;
}

/** Text of one line, of at most `maxLength` UTF-16 code units, as most applications count. */
export function cutLine(text: string, maxLength: number): string {
  return cutUnits(oneLine(text, maxLength), maxLength);
}

/** The start of a text, with an ellipsis if something was cut. */
export function cutUnits(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(LONE_SURROGATE, '')}…`;
}

/** The start of a text that ends with a word, where one ends in its second half. */
export function cutWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.lastIndexOf(' ', maxLength);
  return text.slice(0, end > maxLength / 2 ? end : maxLength).replace(LONE_SURROGATE, '');
}

/** Half a character, which a cut can leave. */
const LONE_SURROGATE = /[\ud800-\udbff]$/;

/** Text from a record between single quotes; quotes inside become double ones, so the end is always the end. */
export function quoted(text: string, maxLength: number): string {
  const line = oneLine(text, maxLength);
  return `'${line.includes("'") ? line.replaceAll("'", '"') : line}'`;
}

/** A name as it is when it cannot be mistaken for anything else, and quoted when it has anything unusual. */
export function nameInWords(name: string, maxLength: number): string {
  // Such a name is one line.
  if (name.length <= maxLength && PLAIN_NAME.test(name)) return name;
  return PLAIN_NAME.test(name) ? oneLine(name, maxLength) : quoted(name, maxLength);
}

/**
 * Some of a list for a sentence, and how many more there are: `a, b and 3 more`.
 *
 * @param most how many are named
 * @param separator what is between those that are
 */
export function someOf(texts: readonly string[], most: number, separator = ', '): string {
  const named = texts.slice(0, most).join(separator);
  return texts.length > most ? `${named} and ${texts.length - most} more` : named;
}

/** Room for how many more there are. */
const COUNT_LENGTH = ' and 100000 more'.length;

/**
 * As many of a list as fit into one line of a sentence, one at least, and how many more there are.
 *
 * @param maxLength maximum number of characters of them all
 * @param separator what is between those that are named
 */
export function someWithin(texts: readonly string[], maxLength: number, separator = ', '): string {
  const lines = texts.map((text) => oneLine(text, maxLength));
  let most = lines.length;
  while (most > 1 && someOf(lines, most, separator).length > maxLength) most -= 1;
  const said = someOf(lines, most, separator);
  const [first = '', ...others] = lines;
  return said.length <= maxLength ? said : someOf([oneLine(first, maxLength - COUNT_LENGTH), ...others], 1);
}
