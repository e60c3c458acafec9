import { oneLine } from './one-line';
import { withoutLinks } from './without-links';

/** Text that Slack and Teams show letter by letter. */
export function toChatCode(text: string, maxLength: number): string {
  return `\`${withoutMentions(oneLine(text, maxLength)).replaceAll('`', "'")}\``;
}

/**
 * Text in which no markup is left: brackets that begin a link or a mention, marks for bold, italics, code, headings and
 * lists get letters that look alike, and addresses cannot be followed.
 */
export function toChatText(text: string, maxLength: number): string {
  return withoutMentions(withoutLinks(oneLine(text, maxLength)))
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
