import { oneLine } from './one-line';

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

/** Text from a record in a line of a mail: one line of at most about `maxLength` characters, and nothing to follow. */
export function toMailText(text: string, maxLength: number): string {
  return withoutLinks(oneLine(text, maxLength));
}

/** Whether every shell takes a text as one argument, and mail and chat applications find nothing to link in it. */
export function isPlainArgument(text: string): boolean {
  return /^[\w/][\w+=,.@:/-]*$/.test(text) && withoutLinks(text) === text;
}

/**
 * Text in which mail and chat applications find nothing to link: addresses are defanged, such as `hxxps://evil[.]example`, so
 * that they are not followed by mistake. Names of AWS services, ARNs, S3 addresses, keys of log files and addresses of people
 * stay as they are.
 */
function withoutLinks(text: string): string {
  return text
    .replace(ADDRESS, (whole, scheme: string, host: string) =>
      scheme.toLowerCase() === 's3' ? whole : `${toInert(scheme)}://${host.replaceAll('.', '[.]')}`,
    )
    .replace(SCHEME, '$1[:]')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}[.]`)
    .replace(HOST, (host: string, name: string, last: string) =>
      SERVICE.test(host) ||
      TERM.test(host) ||
      (FILE_ENDINGS.includes(last.toLowerCase()) && !DOMAIN.test(name))
        ? host
        : host.replaceAll('.', '[.]'),
    );
}

const ADDRESS = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/?#]*)/gi;

/** Schemes that need no slashes. */
const SCHEME = /\b(mailto|tel|sms|callto|skype|javascript|data|file|vbscript):(?=\S)/gi;

/**
 * A name of at least two labels whose last has letters only, and that is not part of a path or a
 * person's address. Each of its dots counts: of `evil.example[.]aa` the beginning would be a link.
 */
const HOST =
  /(?<![\w@/-]|[\w@/-]\.)((?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+)\.(\p{L}{2,63})(?![\p{L}\p{N}_@-])/giu;

/** A name that is one of a domain by itself. */
const DOMAIN = /\.\p{L}{2,63}$/u;

/** AWS alone gives names directly below these. */
const SERVICE = /^[a-z0-9-]+\.(amazonaws\.com(\.cn)?|aws\.internal|console\.aws\.amazon\.com)$/i;

/** Tactics of ATT&CK as rules have them, and error codes of EC2: their last parts are no domains. */
const TERM =
  /^(?:attack\.(?:reconnaissance|execution|persistence|discovery|collection|exfiltration|impact|stealth)|Client\.(?:UnauthorizedOperation|DryRunOperation))$/;

const FILE_ENDINGS: readonly string[] = ['gz', 'json', 'txt', 'log', 'csv', 'parquet'];

function toInert(scheme: string): string {
  return scheme.replace(/t/gi, 'x');
}
