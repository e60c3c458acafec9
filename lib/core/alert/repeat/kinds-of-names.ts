/** A part of a name that counts, or is made up of capitals and digits: between other characters than letters, and no account. */
const NUMBERED_PART = /(?<![A-Za-z0-9])(?!\d{12}(?![A-Za-z0-9]))[A-Z0-9]*\d[A-Z0-9]*(?![A-Za-z0-9])/g;

/** A part of hexadecimal digits in lower case, which is too long to be a word and a version. */
const HEX_PART = /(?<![A-Za-z0-9])(?=[a-f]*\d)(?!\d{12}(?![A-Za-z0-9]))[0-9a-f]{6,}(?![A-Za-z0-9])/g;

/** A UUID, wherever it is. */
const UUID = /(?<![A-Za-z0-9])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![A-Za-z0-9])/gi;

/** A name that is a UUID, as version 0.1.0 knew it. */
const FORMER_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id that a service gives to what it makes: `snap-0123456789abcdef0`, `vol-…`, `i-…`. */
const GENERATED_ID = /(?<![A-Za-z0-9-])([a-z][a-z0-9]{0,11}-)(?=[a-f]*\d)[0-9a-f]{8,17}(?![A-Za-z0-9])/g;

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

/** The same, without the ids that services give: one snapshot is as good as another. A UUID may be a person. */
export function withoutGeneratedIds(text: string): string {
  return withoutKeyIds(text.replace(GENERATED_ID, '$1#'));
}

/**
 * Texts with kinds of targets in place of targets. Environments that come and go, such as one for each pull request, make the same
 * resources under other names each time: `preview-17-user` is as good as `preview-18-user`, and `snap-0a1b…` as any snapshot. Of
 * amounts the number of binary digits counts: a group that follows its load has another size each hour. Everything else, such as
 * ranges of addresses and accounts, counts as it is.
 */
export function kindsOfNames(names: readonly string[]): (text: string) => string {
  const replace = replacing(names, (name) =>
    name.replace(UUID, '#').replace(HEX_PART, '#').replace(NUMBERED_PART, '#'),
  );
  return (text) =>
    withoutGeneratedIds(replace(text)).replace(
      AMOUNT,
      (_, before: string, amount: string) => `${before}2^${Number(amount).toString(2).length}`,
    );
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
