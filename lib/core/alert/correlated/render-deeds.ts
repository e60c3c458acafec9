/** What calls did, each as a part of a sentence, and how many there were. */
export interface CountedDeeds {
  /** In the order of time; none is empty. */
  readonly deeds: readonly string[];
  /** Whether these are the deeds of all calls that count. */
  readonly isWhole: boolean;
  /** The count in words: `10 or more`. */
  readonly count: string;
  /** What is counted, if not the calls: `secretId`. */
  readonly valuesOf?: string | undefined;
  /** The fields with these values, if all are members of what the calls were made with, or gave: `requestParameters.secretId`. */
  readonly members?: readonly string[] | undefined;
}

/** A deed up to the first name that it quotes, the name, and what is behind it. */
const NAMED = /^([^']+ )'([^']*)'(.*)$/s;

/** A verb in the past, or one that was tried, and a noun: `read secret`, `tried to delete DB cluster`. */
const VERB_AND_NOUN = /^((?:tried to )?[a-z]+ )((?:[\w-]+ )*?[A-Za-z][\w-]*) $/;

/** Behind such a word, a noun is not what the verb is about: `changed the policy of repository`. */
const CONNECTS =
  /(?:^|\s)(?:an?|and|as|at|by|from|for|how|in|into|long|of|off|on|or|out|the|to|under|up|who|with)(?:\s|$)/;

/**
 * Calls that did alike as one part of a sentence: `read 10 or more secrets, most recently 'orders'`. Where they did different things, it
 * is only how many they are, and the last.
 */
export function renderDeeds({ deeds, isWhole, count, valuesOf, members = [] }: CountedDeeds): string {
  const last = deeds.at(-1) ?? '';
  const values = valuesOf === undefined ? undefined : `with ${count} different values of ${valuesOf}`;
  if (new Set(deeds).size === 1) return `${last}, ${values ?? `${count} times`}`;
  const named = deeds.flatMap((deed) => [NAMED.exec(deed) ?? []]);
  const [[, before, , behind = ''] = []] = named;
  if (before === undefined || named.some(([, other]) => other !== before))
    return `made ${values === undefined ? `${count} calls` : `calls ${values}`}, most recently: ${last}`;
  const rest = named.every(([, , , other]) => other === behind) ? behind : '';
  const recent = `most recently '${named.at(-1)?.[2]}'`;
  const [, verb, noun] = VERB_AND_NOUN.exec(before) ?? [];
  const isEachAnother = new Set(named.map(([, , name]) => name)).size === deeds.length;
  if (verb !== undefined && noun !== undefined && !CONNECTS.test(noun)) {
    const isOfNames = values === undefined ? isWhole : namesNoun(members, noun);
    if (isEachAnother && isOfNames) return `${verb}${count} ${pluralOf(noun)}${rest}, ${recent}`;
    return `${verb}${pluralOf(noun)}${rest}, ${values ?? `${count} times`}, ${recent}`;
  }
  return `${last}, and the like: ${values ?? `${count} times`}`;
}

/** Whether fields have what the sentence quotes: `logGroupName` and `name` have that of a log group, `bucketName` not that of an object. */
function namesNoun(fields: readonly string[], noun: string): boolean {
  const words = noun.toLowerCase().split(/[ -]/);
  const named = new Set(['', ...words.map((_, at) => words.slice(at).join(''))]);
  return fields.length > 0 && fields.every((field) => named.has(subjectOf(field)));
}

function subjectOf(field: string): string {
  const last = field.slice(field.lastIndexOf('.') + 1).toLowerCase();
  return last.replace(/(?:names?|ids?|arns?|identifiers?)$/, '');
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
