import { isFollowable, toInertText } from './inert-text';
import { cutUnits, oneLine } from './one-line';

/** Text that Slack and Teams show letter by letter, in at most `maxUnits` UTF-16 code units. */
export function toChatCode(text: string, maxUnits: number): string {
  return within(maxUnits, text, (line) => `\`${withoutMentions(line).replaceAll('`', "'")}\``);
}

/**
 * A line of a text in at most `maxUnits` UTF-16 code units, as the applications count that show it, once what may harm in it is rewritten.
 * It is rewritten after it is cut: the beginning of a name may be the address that the whole name is not.
 */
function within(maxUnits: number, text: string, rewrite: (line: string) => string): string {
  let units = maxUnits;
  for (;;) {
    const line = rewrite(cutUnits(oneLine(text, Math.max(1, units)), Math.max(1, units)));
    if (line.length <= maxUnits || units <= 1) return line;
    // As much as fits if the rest is rewritten as densely: what is dense grows threefold, and may be all of a text.
    units = Math.min(units - 1, Math.floor((units * maxUnits) / line.length));
  }
}

/**
 * Text in which no markup is left: brackets that begin a link or a mention, marks for bold, italics, code, headings and
 * lists get letters that look the same, and addresses cannot be followed. At most `maxUnits` UTF-16 code units.
 *
 * @param people as `toInertText` has them
 */
export function toChatText(text: string, maxUnits: number, people?: readonly string[]): string {
  return within(maxUnits, text, (line) => withoutMarkup(toInertText(line, people)));
}

function withoutMarkup(text: string): string {
  return withoutMentions(text)
    .replaceAll('](', '] (')
    .replaceAll('`', "'")
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(OUTER_UNDERSCORE, FULLWIDTH_LOW_LINE)
    .replace(/^([#>+-]|\d+[.)])(?=\s)/, '($1)');
}

const FULLWIDTH_LOW_LINE = '\uff3f';

/** Underscores at the edge of a word are italics; those inside of names are not. */
const OUTER_UNDERSCORE = /(?<![\p{L}\p{N}])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}_])/gu;

/** Slack's mentions begin with `<` or, in these notifications, with `@`. */
function withoutMentions(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/(^|\W)@(?=\w)/g, '$1(at)');
}

/**
 * Text from a record in a line of a mail or a ticket: one line of at most `maxUnits` UTF-16 code units, and nothing to follow.
 *
 * @param people as `toInertText` has them
 */
export function toMailText(text: string, maxUnits: number, people?: readonly string[]): string {
  return within(maxUnits, text, (line) => toInertText(line, people));
}

/** Whether every shell takes a text as one argument, and mail and chat applications find nothing to link in it. */
export function isPlainArgument(text: string): boolean {
  return /^[\w/][\w+=,.@:/-]*$/.test(text) && !isFollowable(text);
}
