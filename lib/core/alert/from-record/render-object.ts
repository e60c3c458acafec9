import type { CloudTrailRecord } from '../../record/record';
import { oneLine, quoted } from '../../safe-text/one-line';
import { type AlertResource, mayLackResources } from '../alert';
import { HIDDEN, nameOfArn } from '../call/fill-phrase';
import { rememberedPair } from '../remembered';
import {
  NAMED_BY_SOURCE,
  NOUN_PLACES,
  NOUNS,
  OF_SERVICES,
  resourceNoun,
  SETS,
  SPELLINGS,
} from './request-nouns';
import { listAt, requestOf, textAt } from './text-at';

/** How much of one value a sentence shows. */
const VALUE_LENGTH = 64;

/** Names of resources are no longer. */
const NAME_LENGTH = 256;

interface NamedObject {
  readonly noun: string;
  readonly value: string;
  /** How many further objects of the same kind the call names. */
  readonly more?: number;
  /** Whether not all of them are known. */
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

/** Nouns of what a call acts with or in: a function *with* a role, an object *in* a bucket. */
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

/** Calls of one word whose object has a "to" in front of it. */
const SENT_TO = new Set(['publish', 'subscribe']);

/**
 * The objects of a call as the end of its phrase: ` 'main'` behind `delete trail`, ` of trail 'main'` behind
 * `stop logging`. Empty when the request names none that is known, and no resource is.
 *
 * @param tried the call's verb phrase, the verb in its base form
 * @param resources what the call is about: if the request's known parameters name none of them, the first is named, too
 */
export function renderObject(
  record: CloudTrailRecord,
  tried: string,
  resources: readonly AlertResource[] = [],
): string {
  const objects = namedObjects(record);
  const known = objects.find((object) => isObjectOf(object, tried)) ?? objects[0];
  const next = objects.length < 2 ? undefined : objects.find((object) => object !== known);
  const left = leftResource(record, [known, next], resources);
  const isLeftFirst =
    left !== undefined && known !== undefined && isObjectOf(left, tried) && !isObjectOf(known, tried);
  const [first, second] = isLeftFirst
    ? [left, known]
    : [known ?? left, known === undefined ? undefined : (left ?? next)];
  if (first === undefined) return '';
  // The name of what is made, and the id that it got.
  if (left !== undefined && second === left && isObjectOf(first, tried) && isObjectOf(left, tried))
    return `${connectionOf(first.noun, tried)}${valueInWords(first)} (${valueInWords({ ...left, more: 0 })})`;
  const beginning = `${connectionOf(first.noun, tried)}${valueInWords(first)}`;
  if (second === undefined) return beginning;
  const word = joiningWord(tried, second.noun);
  const joining = tried.includes(` ${word} `) ? ',' : ` ${word}`;
  return `${beginning}${joining} ${second.noun} ${valueInWords(second)}`;
}

/** The first resource, if none is named. The account is named anyway, where it is not the actor's. */
function leftResource(
  record: CloudTrailRecord,
  told: readonly (NamedObject | undefined)[],
  resources: readonly AlertResource[],
): NamedObject | undefined {
  const [resource, ...others] = resources;
  if (
    resource === undefined ||
    resource.name === '*' ||
    resource.name === HIDDEN ||
    resource.name === textAt(record, 'recipientAccountId')
  )
    return undefined;
  const isTold = ({ name, arn }: AlertResource) =>
    told.some((object) => {
      if (object === undefined) return false;
      const value = oneLine(object.value, NAME_LENGTH);
      return value === arn || value.includes(name) || name.includes(nameOfArn(value));
    });
  if (resources.some(isTold)) return undefined;
  const noun = resourceNoun(resource);
  const more = noun === '' ? 0 : others.filter(({ type }) => type === resource.type).length;
  return { noun, value: resource.name, more, isLeast: mayLackResources({ resources }) };
}

/** Whether the phrase ends with what the object is. */
function isObjectOf({ noun }: NamedObject, tried: string): boolean {
  return connectionOf(noun, tried) === ' ';
}

/** What is between a phrase and the value: less, the more of the noun the phrase has said. */
function connectionOf(noun: string, tried: string): string {
  if (noun !== '' && !tried.includes(' ')) return `${SENT_TO.has(tried) ? ' to' : ''} ${noun} `;
  return noun === '' ? ' ' : connectionToNoun(tried, noun);
}

/** What is between a phrase of several words and the value of a noun. */
const connectionToNoun = rememberedPair((tried, noun) => {
  const phrase = ` ${tried.toLowerCase()}`;
  const word = ` ${noun.toLowerCase()}`;
  if (phrase.endsWith(word) || phrase.endsWith(`${word}s`)) return ' ';
  // A phrase that ends with such a word says what the object is to it.
  if (/ (?:as|for|from|of|on|to|with)$/.test(phrase)) return ` ${noun} `;
  return phrase.includes(`${word} `) ? ' of ' : ` ${joiningWord(tried, noun)} ${noun} `;
});

function valueInWords({ value, more = 0, isLeast = false }: NamedObject): string {
  const others = more === 0 ? '' : ` and ${isLeast ? 'at least ' : ''}${more} more`;
  return `${quoted(nameOfArn(value), VALUE_LENGTH)}${others}`;
}

function namedObjects(record: CloudTrailRecord): NamedObject[] {
  const parameters = requestOf(record) ?? {};
  const source = textAt(record, 'eventSource') ?? '';
  // A sentence says anyway which account it is about.
  const account = textAt(record, 'recipientAccountId');
  const objects: NamedObject[] = [];
  const name = textAt(parameters, 'name');
  if (name !== undefined) objects.push({ noun: NAMED_BY_SOURCE.get(source) ?? '', value: name });
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
