import { type NamedObject, namedInCall, parameterOf, textsInCall } from '../../fact/targets/request-nouns';
import { resourceNoun } from '../../fact/targets/resource-noun';
import type { Target } from '../../fact/targets/target';
import { textAt } from '../../fact/text-at';
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

/** An object, as far as a sentence tells how many there are. */
interface ToldObject extends NamedObject {
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
  const objects = namedInCall(record);
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

function namedResource(record: CloudTrailRecord, resource: Target, resources: readonly Target[]): ToldObject {
  const known = resourceNoun(resource);
  const more = known === '' ? 0 : resources.filter(({ type }) => type === resource.type).length - 1;
  const noun = known === '' ? nounOfParameter(record, resource) : known;
  return { noun, value: resource.name, more, isLeast: mayLackResources({ resources }) };
}

/** The noun for a parameter that names a resource of no known kind: a `knowledgeBaseId` names a knowledge base. */
function nounOfParameter(record: CloudTrailRecord, target: Target): string {
  const parameter = parameterOf(record, target);
  return parameter === undefined ? '' : wordsOfParameter(parameter);
}

/** What the call itself is about where the known parameters only name what that is in: the `stageName` of a `CreateStage`. */
function ownObject(
  record: CloudTrailRecord,
  tried: string,
  known: readonly NamedObject[],
): NamedObject | undefined {
  if (known.some((object) => isObjectOf(object, tried))) return undefined;
  const named = textsInCall(record).flatMap(([parameter, value]): NamedObject[] => {
    const noun = NAMING.test(parameter) ? wordsOfParameter(parameter) : '';
    return noun === '' || !isObjectOf({ noun, value: '' }, tried) ? [] : [{ noun, value }];
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

function valueInWords({ value, more = 0, isLeast = false }: ToldObject): string {
  const others = more === 0 ? '' : ` and ${isLeast ? 'at least ' : ''}${more} more`;
  return `${quoted(nameOfArn(value), VALUE_LENGTH)}${others}`;
}
