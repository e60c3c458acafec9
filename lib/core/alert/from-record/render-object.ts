import {
  NOUN_PLACES,
  NOUNS,
  OF_SERVICES,
  resourceNoun,
  SETS,
  SPELLINGS,
} from '../../fact/targets/request-nouns';
import { kindFinder } from '../../fact/targets/resource-kinds';
import type { Target } from '../../fact/targets/target';
import { HIDDEN, listAt, requestOf, responseOf, textAt } from '../../fact/text-at';
import { remembered, rememberedPair } from '../../keyed/remembered';
import type { CloudTrailRecord } from '../../record/record';
import { oneLine, quoted } from '../../safe-text/one-line';
import { mayLackResources } from '../alert';
import { nameOfArn } from '../call/fill-phrase';
import { singular } from '../call/verbs';
import { wordsInName } from '../call/words-in-name';

/** Maximum length of a value in a sentence. */
const VALUE_LENGTH = 64;

/** Maximum length of a resource's name. */
const NAME_LENGTH = 256;

interface NamedObject {
  readonly noun: string;
  readonly value: string;
  /** How many further objects of the same kind the call names. */
  readonly more?: number;
  /** Whether there may be more. */
  readonly isLeast?: boolean;
}

/** Words that join the second object of a call to the first: attached a policy *to* a role. */
const JOINING: ReadonlyMap<string, string> = new Map([
  ['add', 'to'],
  ['associate', 'with'],
  ['attach', 'to'],
  ['detach', 'from'],
  ['disassociate', 'from'],
  ['put', 'on'],
  ['remove', 'from'],
  ['send', 'to'],
]);

/** Nouns of the means or the place of a call: a function *with* a role, an object *in* a bucket. */
const PREPOSITIONS: ReadonlyMap<string, string> = new Map([
  ['API', 'in'],
  ['backup vault', 'in'],
  ['bucket', 'in'],
  ['cluster', 'in'],
  ['image', 'from'],
  ['environment', 'in'],
  ['log group', 'in'],
  ['network interface', 'for'],
  ['role', 'with'],
  ['route table', 'in'],
  ['subnet', 'in'],
  ['user pool', 'in'],
  ['VPC', 'in'],
]);

const joiningWord = rememberedPair(
  (tried, noun) => JOINING.get(tried.split(' ')[0] ?? '') ?? PREPOSITIONS.get(noun) ?? 'of',
);

/** Calls of one word whose object follows a "to". */
const SENT_TO = new Set(['publish', 'subscribe']);

/**
 * The objects of a call as the end of its phrase: ` 'main'` behind `delete trail`, ` of trail 'main'` behind `stop
 * logging`. Empty when neither the request nor `resources` names a known one.
 *
 * @param tried the call's verb phrase, the verb in its base form
 * @param resources the resources of the call: if the request's known parameters name none of them, the first is named,
 *   too
 */
export function renderObject(
  record: CloudTrailRecord,
  tried: string,
  resources: readonly Target[] = [],
): string {
  const objects = namedObjects(record);
  const own = objects.length === 1 ? ownObject(record, tried, objects) : undefined;
  const known = own ?? objects.find((object) => isObjectOf(object, tried)) ?? objects[0];
  const next = objects.find((object) => object !== known);
  const [left, other] =
    own === undefined ? leftResources(record, tried, { told: [known, next], resources }) : [];
  const isLeftFirst =
    left !== undefined && known !== undefined && isObjectOf(left, tried) && !isObjectOf(known, tried);
  const [first, second] = isLeftFirst
    ? [left, known]
    : [known ?? left, known === undefined ? other : (left ?? next)];
  if (first === undefined) return '';
  // The name of the new resource, and the id that it got.
  if (left !== undefined && second === left && isObjectOf(first, tried) && isObjectOf(left, tried))
    return `${connectionOf(first.noun, tried)}${valueInWords(first)} (${valueInWords({ ...left, more: 0 })})`;
  const beginning = `${connectionOf(first.noun, tried)}${valueInWords(first)}`;
  if (second === undefined) return beginning;
  const word = joiningWord(tried, second.noun);
  const joining = tried.includes(` ${word} `) ? ',' : ` ${word}`;
  return `${beginning}${joining} ${second.noun} ${valueInWords(second)}`;
}

/**
 * If none is named, the first resource of the kind that the phrase ends with, and the first one; or the first one alone. The
 * account is named anyway, where it is not the actor's.
 */
function leftResources(
  record: CloudTrailRecord,
  tried: string,
  known: {
    readonly told: readonly (NamedObject | undefined)[];
    readonly resources: readonly Target[];
  },
): readonly NamedObject[] {
  const account = textAt(record, 'recipientAccountId');
  const { told, resources } = known;
  const [first] = resources;
  if (first === undefined || first.name === '*' || first.name === account) return [];
  const isTold = ({ name, arn }: Target) =>
    told.some((object) => {
      if (object === undefined) return false;
      const value = oneLine(object.value, NAME_LENGTH);
      return value === arn || value.includes(name) || name.includes(nameOfArn(value));
    });
  if (resources.some(isTold)) return [];
  const named = resources.map((resource) => namedResource(record, resource, resources));
  const object = named.find((each) => each.noun !== '' && isObjectOf(each, tried));
  return [...new Set([...(object === undefined ? [] : [object]), ...named.slice(0, 1)])];
}

function namedResource(
  record: CloudTrailRecord,
  resource: Target,
  resources: readonly Target[],
): NamedObject {
  const known = resourceNoun(resource);
  const more = known === '' ? 0 : resources.filter(({ type }) => type === resource.type).length - 1;
  const noun = known === '' ? nounOfParameter(record, resource) : known;
  return { noun, value: resource.name, more, isLeast: mayLackResources({ resources }) };
}

/** The noun for a parameter that names a resource of no known kind: a `knowledgeBaseId` names a knowledge base. */
function nounOfParameter(record: CloudTrailRecord, { name, arn }: Target): string {
  const members = { ...responseOf(record), ...requestOf(record) };
  const parameter = Object.keys(members).find((key) => members[key] === (arn ?? name));
  return parameter === undefined ? '' : wordsOfParameter(parameter);
}

/** What the call itself is about where the known parameters only name what that is in: the `stageName` of a `CreateStage`. */
function ownObject(
  record: CloudTrailRecord,
  tried: string,
  known: readonly NamedObject[],
): NamedObject | undefined {
  if (known.some((object) => isObjectOf(object, tried))) return undefined;
  const account = textAt(record, 'recipientAccountId');
  const named = Object.entries(requestOf(record) ?? {}).flatMap(([parameter, value]): NamedObject[] => {
    const isName = typeof value === 'string' && value !== '' && value !== HIDDEN && value !== account;
    const noun = isName && NAMING.test(parameter) ? wordsOfParameter(parameter) : '';
    return noun === '' || !isObjectOf({ noun, value: '' }, tried) ? [] : [{ noun, value: String(value) }];
  });
  return named.find(({ noun }) => tried.toLowerCase().endsWith(` ${noun.toLowerCase()}`)) ?? named[0];
}

/** The words of a parameter without those that say how it names; none of a `name`, an `id` or a `displayName`. */
const wordsOfParameter = remembered((parameter) => {
  const named = parameter.replace(NAMING, '');
  return OWN_NAME.test(named) ? '' : wordsInName(named);
});

/** The end of parameters that name something, and whether it is an offer or a subscription of it. */
const NAMING = /(?:offering|subscription)?_?(?:name|id|identifier|arn)s?$/i;

/** What is left of a parameter with the name of the call's own object, whatever its type. */
const OWN_NAME = /^(?:display|friendly|new|resource)?$/i;

/** Whether the phrase ends with the kind of the object. */
function isObjectOf({ noun }: NamedObject, tried: string): boolean {
  return connectionOf(noun, tried) === ' ';
}

/** The text between a phrase and the value: the more of the noun the phrase already has, the shorter. */
function connectionOf(noun: string, tried: string): string {
  if (noun !== '' && !tried.includes(' ')) return `${SENT_TO.has(tried) ? ' to' : ''} ${noun} `;
  return noun === '' ? ' ' : connectionToNoun(tried, noun);
}

/** The text between a phrase of several words and the value of a noun. */
const connectionToNoun = rememberedPair((tried, noun) => {
  const phrase = ` ${tried.toLowerCase()}`;
  const word = ` ${noun.toLowerCase()}`;
  if (phrase.endsWith(word) || phrase.endsWith(`${word}s`)) return ' ';
  // A source snapshot is a snapshot, and an automation rule v2 a rule.
  if (headOf(phrase) === headOf(word)) return ' ';
  // After such a word, the noun follows directly.
  if (/ (?:as|for|from|of|on|to|with)$/.test(phrase)) return ` ${noun} `;
  return phrase.includes(`${word} `) ? ' of ' : ` ${joiningWord(tried, noun)} ${noun} `;
});

/** The main word of a noun of several words. */
function headOf(words: string): string {
  return (
    singular(words.replace(/ v\d+$/, ''))
      .split(' ')
      .at(-1) ?? ''
  );
}

function valueInWords({ value, more = 0, isLeast = false }: NamedObject): string {
  const others = more === 0 ? '' : ` and ${isLeast ? 'at least ' : ''}${more} more`;
  return `${quoted(nameOfArn(value), VALUE_LENGTH)}${others}`;
}

function namedObjects(record: CloudTrailRecord): NamedObject[] {
  const parameters = requestOf(record) ?? {};
  const source = textAt(record, 'eventSource') ?? '';
  // A sentence has the account of the call anyway.
  const account = textAt(record, 'recipientAccountId');
  const objects: NamedObject[] = [];
  const name = textAt(parameters, 'name');
  if (name !== undefined)
    objects.push({ noun: nounOfName(source, textAt(record, 'eventName') ?? ''), value: name });
  for (const [key, noun] of nounsIn(parameters)) {
    const value = firstText(parameters, key);
    // Glacier writes a hyphen for the caller's account.
    if (value !== undefined && value !== '-' && value !== HIDDEN && value !== account)
      objects.push({ noun: nounIn(source, key, noun), value });
  }
  for (const [key, member, noun] of SETS) {
    const items = listAt(parameters, key, 'items');
    const first = textAt(items[0], member);
    if (first !== undefined) objects.push({ noun, value: first, more: items.length - 1 });
  }
  return objects.length < 2 ? objects : withoutRepeats(objects);
}

/** The noun of a plain `name`, for calls that do not contain it (`StopLogging`). */
function nounOfName(source: string, eventName: string): string {
  const kind = kindFinder(source, eventName)('name', '');
  return kind === undefined ? '' : resourceNoun({ type: kind.type, name: '' });
}

function nounIn(source: string, key: string, noun: string): string {
  const other = OF_SERVICES.get(key);
  return other === undefined || source === '' || other.of.includes(source) ? noun : other.noun;
}

/** The nouns whose keys there are, the likelier object first. */
function nounsIn(parameters: object): readonly (typeof NOUNS)[number][] {
  const places: number[] = [];
  for (const key of Object.keys(parameters)) {
    const place = NOUN_PLACES.get(key);
    if (place !== undefined && !places.includes(place)) places.push(place);
  }
  if (places.length > 1) places.sort((one, other) => one - other);
  return places.map((place) => NOUNS[place] as (typeof NOUNS)[number]);
}

/** The value of a key, or its content in EC2's list form `{tag, content}`. */
function firstText(parameters: object, key: string): string | undefined {
  for (const spelling of SPELLINGS.get(key) ?? []) {
    if (!Object.hasOwn(parameters, spelling)) continue;
    const value =
      textAt(parameters, spelling) ??
      textAt(parameters, spelling, 'content') ??
      textAt(listAt(parameters, spelling)[0], 'content');
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The first of each noun: a policy's ARN and its name are one object. */
function withoutRepeats(objects: readonly NamedObject[]): NamedObject[] {
  return objects.filter(({ noun }, index) => objects.findIndex((other) => other.noun === noun) === index);
}
