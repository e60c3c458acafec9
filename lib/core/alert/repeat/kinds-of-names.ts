/** A part of a name that counts, or is made up of capitals and digits: between other characters than letters, and no account. */
const NUMBERED_PART = /(?<![A-Za-z0-9])(?!\d{12}(?![A-Za-z0-9]))[A-Z0-9]*\d[A-Z0-9]*(?![A-Za-z0-9])/g;

/** A part of hexadecimal digits in lower case, which is too long to be a word and a version. */
const HEX_PART = /(?<![A-Za-z0-9])(?=[a-f]*\d)[0-9a-f]{6,}(?![A-Za-z0-9])/g;

/** A UUID, wherever it is. */
const UUID = /(?<![A-Za-z0-9])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![A-Za-z0-9])/gi;

/** A name that is a UUID, as version 0.1.0 knew it. */
const FORMER_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What services give as ids: 8 hexadecimal digits or 17, never the 12 of an account. */
const ID_DIGITS = '(?:[0-9a-f]{17}|[0-9a-f]{8})';

/** What the ids begin with that AWS gives. Other words before a number, such as `customer-12345678`, are names. */
const ID_PREFIXES =
  `acl aclassoc afi ami cgw cr dopt eigw eipalloc eipassoc eni eni-attach fl fs fsap fsmt h i igw lt mi nat pcx pl r rtb rtbassoc
  sg sgr snap subnet tgw tgw-attach tgw-rtb vgw vol vpc vpce vpce-svc vpn`.replace(/\s+/g, '|');

/** The id that a service gives to what it makes: `snap-0123456789abcdef0`, `vol-…`, `i-…`. */
const GENERATED_ID = new RegExp(`(?<![A-Za-z0-9-])((?:${ID_PREFIXES})-)${ID_DIGITS}(?![A-Za-z0-9-])`, 'g');

/** A resource that calls make or share anew each time, with its id. What a call opens, such as a security group, is none. */
const COPY = new RegExp(
  `^(?:arn:[a-z-]+:ec2:[^:]*:[^:]*:(?:fpga-image|image|snapshot|volume)/)?((?:afi|ami|snap|vol)-)${ID_DIGITS}$`,
);

/** The number of an account in a name, as AWS writes it: whose a thing is counts. */
const ACCOUNT = /(?<!\d)(\d{12}|\d{4}-\d{4}-\d{4})(?!\d)/;

const ACCESS_KEY_ID = /A[KS]IA[A-Z0-9]{16}/g;

/** A number of machines or the like but none, as a parameter or as a fact: `"desiredCapacity":120`, `desiredCapacity: 120`. */
const AMOUNT =
  /\b((?!\w*account)\w*(?:capacity|count|instances|executions|throughput|units|maxsize|minsize|storage)\\?"?: ?\\?"?)([1-9]\d{0,8})\b/gi;

/** Shorter names are words. */
const LEAST_LENGTH = 4;

/** Key ids are made up by AWS, another one each time. */
export function withoutKeyIds(text: string): string {
  return text.replace(ACCESS_KEY_ID, '#');
}

/** The same, without the ids of copies that are among the resources: one snapshot is as good as another. */
export function withoutCopies(resources: readonly string[]): (text: string) => string {
  const ids = resources.flatMap((resource) => {
    const [, prefix = ''] = COPY.exec(resource) ?? [];
    return prefix === '' ? [] : [{ id: resource.slice(resource.lastIndexOf('/') + 1), kind: `${prefix}#` }];
  });
  return (text) => withoutKeyIds(ids.reduce((shorter, { id, kind }) => shorter.replaceAll(id, kind), text));
}

/**
 * Texts with kinds of targets in place of targets. Environments that come and go, such as one for each pull request, make the same
 * resources under other names each time: `preview-17-user` is as good as `preview-18-user`, and `snap-0a1b…` as any snapshot. Of
 * amounts the number of binary digits counts: a group that follows its load has another size each hour. Everything else, such as
 * ranges of addresses and accounts, counts as it is.
 */
export function kindsOfNames(names: readonly string[]): (text: string) => string {
  const replace = replacing(names, kindOfName);
  return (text) =>
    withoutKeyIds(replace(text).replace(GENERATED_ID, '$1#')).replace(
      AMOUNT,
      (_, before: string, amount: string) => `${before}2^${Number(amount).toString(2).length}`,
    );
}

/** UUIDs and ids may have twelve digits in a row; everywhere else these are an account. */
function kindOfName(name: string): string {
  const [first = '', ...rest] = name.replace(UUID, '#').replace(GENERATED_ID, '$1#').split(ACCOUNT);
  const kindOf = (part: string) => part.replace(HEX_PART, '#').replace(NUMBERED_PART, '#');
  return [kindOf(first), ...rest.map((part, at) => (at % 2 === 0 ? part : kindOf(part)))].join('');
}

/** The kinds of version 0.1.0: a UUID that is the whole name, and capitals and digits. */
export function formerKinds(names: readonly string[]): (text: string) => string {
  const replace = replacing(names, (name) =>
    FORMER_UUID.test(name) ? '#' : name.replace(NUMBERED_PART, '#'),
  );
  return (text) => withoutKeyIds(replace(text));
}

/** Replaces names in a text, the longest first. */
function replacing(names: readonly string[], kindOf: (name: string) => string): (text: string) => string {
  const made = [...new Set(names)].filter((name) => name.length >= LEAST_LENGTH && !/^\d+$/.test(name));
  const longestFirst = made.sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((shorter, name) => shorter.replaceAll(name, kindOf(name)), text);
}
