import { parameterNoun } from '../../fact/targets/request-nouns';

/** What calls did, each as a part of a sentence, and how many there were. */
export interface CountedDeeds {
  /** In the order of time; none is empty. */
  readonly deeds: readonly string[];
  /** Whether these are the deeds of all calls that count. */
  readonly isWhole: boolean;
  /** Whether calls of other names count, too: these deeds may not be like theirs. */
  readonly isOfSeveralCalls?: boolean;
  /** Whether later calls count, too, whose deeds are not known. */
  readonly hasLater?: boolean;
  /** The count in words: `10 or more`. */
  readonly count: string;
  /** What is counted, if not the calls: `secretId`. */
  readonly valuesOf?: string | undefined;
  /** The fields with these values, if all are members of what the calls were made with, or gave: `requestParameters.secretId`. */
  readonly members?: readonly string[] | undefined;
}

/** A deed up to the first name that it quotes, the name, and what is behind it. */
const NAMED = /^([^']+ )'([^']*)'(.*)$/s;

/** A verb in the past, or one that was tried, and a noun, or a part of one: `tried to delete DB cluster`, `read the value of secret`. */
const VERB_AND_NOUN = /^((?:tried to )?[a-z]+ (?:the (?:[a-z]+ )+of )?)((?:[\w-]+ )*?[A-Za-z][\w-]*) $/;

/** Behind such a word, a noun is not what the verb is about: `signed in as user`. */
const CONNECTS =
  /(?:^|\s)(?:an?|and|as|at|by|from|for|how|in|into|long|of|off|on|or|out|the|to|under|up|who|with)(?:\s|$)/;

/**
 * Calls that did alike as one part of a sentence: `read 10 or more secrets, most recently 'orders'`. Where they did different things, it
 * is only how many they are, and the last.
 */
export function renderDeeds(counted: CountedDeeds): string {
  const { deeds, isWhole, isOfSeveralCalls = false, count, valuesOf, members = [] } = counted;
  const recently = counted.hasLater === true ? 'among them' : 'most recently';
  const last = deeds.at(-1) ?? '';
  const isOne = count === '1';
  const number = isOne ? '1 value' : `${count} different values`;
  const values = valuesOf === undefined ? undefined : `with ${number} of ${valuesOf}`;
  const times = values ?? (isOne ? 'once' : `${count} times`);
  const calls = values === undefined ? `made ${count} calls` : `made calls ${values}`;
  if (isOfSeveralCalls) return `${calls}, ${recently}: ${last}`;
  if (new Set(deeds).size === 1) return `${last}, ${times}`;
  const named = deeds.flatMap((deed) => [NAMED.exec(deed) ?? []]);
  const [[, before, , behind = ''] = []] = named;
  if (before === undefined || named.some(([, other]) => other !== before))
    return `${calls}, ${recently}: ${last}`;
  const isAllBehind = named.every(([, , , other]) => other === behind);
  // What other calls did may have been elsewhere.
  const [rest, ofLast] = !isAllBehind ? ['', ''] : isWhole ? [behind, ''] : ['', behind];
  const recent = `${recently} '${named.at(-1)?.[2]}'${ofLast}`;
  const [, verb, noun] = VERB_AND_NOUN.exec(before) ?? [];
  const isEachAnother = new Set(named.map(([, , name]) => name)).size === deeds.length;
  if (verb !== undefined && noun !== undefined && !CONNECTS.test(noun)) {
    const isOfNames = values === undefined ? isWhole : namesNoun(members, noun);
    if (isEachAnother && isOfNames) return `${verb}${count} ${pluralOf(noun)}${rest}, ${recent}`;
    return `${verb}${pluralOf(noun)}${rest}, ${times}, ${recent}`;
  }
  return `${last}, and the like: ${times}`;
}

/** Whether fields have what the sentence quotes: `logGroupName` and `name` have that of a log group, `bucketName` not that of an object. */
function namesNoun(fields: readonly string[], noun: string): boolean {
  const words = noun.toLowerCase().split(/[ -]/);
  const named = new Set(['', ...words.map((_, at) => words.slice(at).join(''))]);
  return (
    fields.length > 0 &&
    fields.map(memberOf).every((member) => named.has(subjectOf(member)) || parameterNoun(member) === noun)
  );
}

function memberOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}

function subjectOf(member: string): string {
  return member.toLowerCase().replace(/(?:names?|ids?|arns?|identifiers?)$/, '');
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
