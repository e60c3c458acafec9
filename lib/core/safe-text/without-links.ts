/**
 * Text in which mail and chat applications find nothing to link: addresses get the spelling of people who handle bad ones,
 * such as `hxxps://evil[.]example`, so that no one follows one by mistake. Names of AWS services, ARNs, S3 addresses, keys of
 * log files and addresses of people stay as they are.
 */
export function withoutLinks(text: string): string {
  return text
    .replace(ADDRESS, (whole, scheme: string, host: string) =>
      scheme.toLowerCase() === 's3' ? whole : `${toInert(scheme)}://${host.replaceAll('.', '[.]')}`,
    )
    .replace(SCHEME, '$1[:]')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}[.]`)
    .replace(HOST, (host: string, name: string, last: string) =>
      SERVICE.test(host) || (FILE_ENDINGS.includes(last.toLowerCase()) && !DOMAIN.test(name))
        ? host
        : host.replaceAll('.', '[.]'),
    );
}

const ADDRESS = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/?#]*)/gi;

/** Schemes that need no slashes. */
const SCHEME = /\b(mailto|tel|sms|callto|skype|javascript|data|file|vbscript):(?=\S)/gi;

/**
 * A name of at least two labels whose last has letters only, and that is no part of a path or a person's
 * address. Each of its dots counts: of `evil.example[.]aa` the beginning would be a link.
 */
const HOST =
  /(?<![\w@/-]|[\w@/-]\.)((?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+)\.(\p{L}{2,63})(?![\p{L}\p{N}_@-])/giu;

/** A name that is one of a domain by itself. */
const DOMAIN = /\.\p{L}{2,63}$/u;

/** AWS alone gives names directly below these. */
const SERVICE = /^[a-z0-9-]+\.(amazonaws\.com(\.cn)?|aws\.internal|console\.aws\.amazon\.com)$/i;

const FILE_ENDINGS: readonly string[] = ['gz', 'json', 'txt', 'log', 'csv', 'parquet'];

function toInert(scheme: string): string {
  return scheme.replace(/t/gi, 'x');
}
