import { actorOf, errorMessageOf, identity, origin, outcomeOf } from '../../compile/predicate/record-facts';
import { isDryRun, isFailure, type Outcome } from '../../fact/outcome';
import type { Target } from '../../fact/targets/target';
import { targetsOf } from '../../fact/targets/targets-of';
import { listAt, numberAt, objectAt, requestOf, textAt } from '../../fact/text-at';
import { remembered } from '../../keyed/remembered';
import { isAggregatedRecord } from '../../record/is-record';
import type { CloudTrailRecord } from '../../record/record';
import { timeTextOf } from '../../record/to-event-time';
import { nameInWords, oneLine, quoted } from '../../safe-text/one-line';
import type { AlertActor, AlertDetails } from '../alert';
import { fillPhrase, hasParameters, plainPhrase } from '../call/fill-phrase';
import { switchInWords } from '../call/parameter-words';
import { type CallInWords, renderCall } from '../call/render-call';
import { singular, type VerbInWords, withArticle } from '../call/verbs';
import { renderActor } from './render-actor';
import { renderFacts } from './render-facts';
import { renderObject } from './render-object';
import { toDetails } from './to-details';

/** Maximum length of a summary, without the facts in brackets. A phone shows about half of it at once. */
const MAX_LENGTH = 300;

/** Maximum length of the action in a part of a sentence. */
const DEED_LENGTH = 120;

/** Maximum length in a sentence of an event name that is not a verb phrase. */
const NAME_LENGTH = 64;

/** How much of a Region, an address or an error a sentence shows. */
const PART_LENGTH = 48;

/** The article of a thing that its name follows: nothing is between the two. */
const ARTICLE = /^(\S+) an? (?!.* (?:as|for|from|in|of|on|to|with) )/;

/** Maximum length of a user agent: the names of the system follow the program and its parts. */
const AGENT_LENGTH = 100;

/** What is already known about a record. */
interface KnownOfRecord {
  readonly actor: AlertActor;
  readonly outcome: Outcome | undefined;
  readonly details: AlertDetails;
  readonly resources: readonly Target[];
  /** Whether a rule found the record by its user agent. */
  readonly isFoundByAgent?: boolean;
  /** The parameters by which a rule found it, with their names. */
  readonly decided?: readonly string[];
}

/**
 * One sentence for a tired human: who did what, where, from where, and how it ended.
 *
 * One line of at most 300 characters and 270 for facts, with nothing invisible in it. A longer one is cut in the middle: its
 * end always has the facts that decide how serious the call is, and the outcome.
 *
 * @param known actor, outcome, details and resources of the record, where they are known already
 */
export function renderSummary(
  record: CloudTrailRecord,
  known: KnownOfRecord = {
    actor: actorOf(record),
    outcome: outcomeOf(record),
    details: toDetails(record),
    resources: targetsOf(record),
  },
): string {
  const withoutActor = renderInsight(record) ?? renderAggregate(record);
  if (withoutActor !== undefined) return oneLine(withoutActor, MAX_LENGTH);
  const { actor, details, decided = [] } = known;
  const { deed: call, ending } = deedInWords(record, known);
  const { deed, told } = switchInWords(call, decided);
  const account = textAt(record, 'recipientAccountId') ?? '';
  const head = `${renderActor(record, actor)} ${deed}`;
  const agent = known.isFoundByAgent === true ? agentInWords(record) : '';
  const tail = `${placeInWords(record, actor)}${originInWords(record, actor)}${agent}${ending}`;
  return `${oneLine(head, MAX_LENGTH - tail.length)}${renderFacts(details, head, { decided, told, account })}${tail}`;
}

/** The action and its outcome, without actor and place: a part of a sentence on several records. */
export function renderDeed(record: CloudTrailRecord, known: Omit<KnownOfRecord, 'actor'>): string {
  const { deed, ending } = deedInWords(record, known);
  const account = textAt(record, 'recipientAccountId') ?? '';
  return `${oneLine(deed, DEED_LENGTH)}${renderFacts(known.details, deed, { decided: [], told: [], account })}${ending}`;
}

function deedInWords(
  record: CloudTrailRecord,
  { outcome, resources }: Pick<KnownOfRecord, 'outcome' | 'resources'>,
): { readonly deed: string; readonly ending: string } {
  const ending = endingInWords(record, outcome);
  const call = callInWords(record);
  const wordsOf = ({ done, tried }: VerbInWords) => (ending === '' ? done : `tried to ${tried}`);
  if (hasParameters(call.tried)) {
    const deed = fillPhrase(wordsOf(call), requestOf(record) ?? {});
    // A call that was refused may have no parameters.
    if (deed !== plainPhrase(wordsOf(call))) return { deed, ending };
  }
  const plain = { done: plainPhrase(call.done), tried: plainPhrase(call.tried) };
  const object = renderObject(record, plain.tried, resources) || serviceInWords(record, call);
  const phrase = wordsOf(/^ '/.test(object) ? numbered(plain, object) : aloneInWords(call, plain, object));
  return { deed: `${phrase}${object}`, ending };
}

/** A phrase whose object follows it: "launched instance 'i-1'", and "terminated instances 'i-1' and 2 more". */
function numbered({ done, tried }: VerbInWords, object: string): VerbInWords {
  const isSeveral = / and (?:at least )?\d+ more$/.test(object);
  const words = isSeveral ? withoutArticle : withoutNumber;
  return { done: words(done), tried: words(tried) };
}

const withoutArticle = remembered((phrase) => phrase.replace(ARTICLE, '$1 '));
const withoutNumber = remembered((phrase) => withoutArticle(singular(phrase)));

/** A phrase whose object does not follow directly: "a stage" of API 'x'; "from an image" where it is not known which. */
function aloneInWords({ alone }: CallInWords, plain: CallInWords, object: string): VerbInWords {
  if (alone !== undefined) return alone;
  return object === '' ? { done: withArticle(plain.done), tried: withArticle(plain.tried) } : plain;
}

/** The action. A name that is not a verb phrase is used literally: AWS reported it, or any other caller called it. */
function callInWords(record: CloudTrailRecord): CallInWords {
  const eventName = textAt(record, 'eventName') ?? 'an unnamed call';
  const call = renderCall(eventName, textAt(record, 'eventSource'));
  if (call !== undefined) return call;
  const [done, tried] =
    textAt(record, 'eventType') === 'AwsServiceEvent' ? ['reported', 'report'] : ['called', 'call'];
  const name = oneLine(eventName, NAME_LENGTH);
  return { done: `${done} ${name}`, tried: `${tried} ${name}` };
}

/** A verb alone is too little: "disabled (inspector2)". */
function serviceInWords(record: CloudTrailRecord, { tried }: CallInWords): string {
  const source = textAt(record, 'eventSource');
  if (tried.includes(' ') || source === undefined) return '';
  return ` (${nameInWords(source.replace(/\.amazonaws\.com$/, ''), PART_LENGTH)})`;
}

/** The Region, and the account where it is not the actor's own. */
function placeInWords(record: CloudTrailRecord, actor: AlertActor): string {
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'recipientAccountId');
  const isForeign = account !== undefined && account !== actor.accountId;
  const inRegion = region === undefined ? '' : ` in ${nameInWords(region, PART_LENGTH)}`;
  if (!isForeign) return inRegion;
  return `${inRegion} ${region === undefined ? 'in' : 'of'} account ${nameInWords(account, PART_LENGTH)}`;
}

/** The caller's address, where it adds to the actor, and a missing second factor where it can be known. */
function originInWords(record: CloudTrailRecord, { type, mfa }: AlertActor): string {
  const address = origin.source(record);
  const invokedBy = identity.invokedBy(record);
  const from = address === undefined || address === invokedBy ? '' : ` from ${addressInWords(address)}`;
  return `${from}${mfa === false && (type === 'IAMUser' || type === 'Root') ? ' without MFA' : ''}`;
}

/** The tool with which the call was made. */
function agentInWords(record: CloudTrailRecord): string {
  const agent = origin.agent(record);
  return agent === undefined ? '' : ` with ${quoted(agent, AGENT_LENGTH)}`;
}

/** CloudTrail writes `AWS Internal` or `AWS Internal/3` for calls from inside AWS, some of the console among them. */
function addressInWords(address: string): string {
  return address.startsWith('AWS Internal') ? 'inside AWS' : nameInWords(address, PART_LENGTH);
}

/** How the call ended when it did not succeed; empty when it did. */
function endingInWords(record: CloudTrailRecord, outcome: Outcome | undefined): string {
  if (outcome === undefined || !isFailure(outcome)) return '';
  if (isDryRun(outcome)) return ', as a dry run that would have succeeded';
  const reason = outcome.code ?? errorMessageOf(record);
  const inBrackets = reason === undefined ? '' : ` (${oneLine(reason, PART_LENGTH)})`;
  return `, and ${outcome.status === 'denied' ? 'was denied' : 'failed'}${inBrackets}`;
}

/** How much of a name a sentence shows. */
const AGGREGATED_NAME_LENGTH = 48;

/** How many values of the main dimension a sentence shows. */
const MAX_VALUES = 4;

/** An aggregated record as a sentence: it counts calls of many actors. `undefined` for any other record. */
function renderAggregate(record: CloudTrailRecord): string | undefined {
  if (!isAggregatedRecord(record)) return undefined;
  const source = textAt(record, 'eventSource')?.replace('.amazonaws.com', '') ?? 'data';
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'accountId') ?? textAt(record, 'recipientAccountId');
  const start = timeTextOf(record);
  return [
    `CloudTrail counted ${nameInWords(source, AGGREGATED_NAME_LENGTH)} calls`,
    ...(region === undefined ? [] : [`in ${nameInWords(region, AGGREGATED_NAME_LENGTH)}`]),
    ...(account === undefined ? [] : [`of account ${nameInWords(account, AGGREGATED_NAME_LENGTH)}`]),
    ...(start === undefined ? [] : [`from ${start}`]),
  ]
    .join(' ')
    .concat(countsInWords(record));
}

function countsInWords(record: CloudTrailRecord): string {
  const counts = listAt(record, 'summary', 'primaryDimension', 'statistics').flatMap((count) => {
    const name = textAt(count, 'name');
    const value = numberAt(count, 'value');
    return name === undefined || value === undefined
      ? []
      : [`${value} ${nameInWords(name, AGGREGATED_NAME_LENGTH)}`];
  });
  return counts.length === 0 ? '' : `: ${counts.slice(0, MAX_VALUES).join(', ')}`;
}

/** How much of a name a sentence shows. */
const INSIGHT_NAME_LENGTH = 64;

/** A CloudTrail Insights record as a sentence: it has no actor, but a rate. `undefined` for any other record. */
function renderInsight(record: CloudTrailRecord): string | undefined {
  const eventName = textAt(record, 'insightDetails', 'eventName');
  if (eventName === undefined) return undefined;
  const service = textAt(record, 'insightDetails', 'eventSource')?.replace('.amazonaws.com', '');
  const error = textAt(record, 'insightDetails', 'errorCode');
  const call = nameInWords(eventName, INSIGHT_NAME_LENGTH);
  const what =
    error === undefined
      ? `${call} calls`
      : `${nameInWords(error, INSIGHT_NAME_LENGTH)} errors of ${call} calls`;
  const of = service === undefined ? '' : ` (${nameInWords(service, INSIGHT_NAME_LENGTH)})`;
  const state = textAt(record, 'insightDetails', 'state') === 'End' ? 'ended' : 'began';
  return `unusual rate of ${what}${of} ${state}${insightPlaceInWords(record)}${rateInWords(record)}`;
}

function insightPlaceInWords(record: CloudTrailRecord): string {
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'recipientAccountId');
  return `${region === undefined ? '' : ` in ${nameInWords(region, INSIGHT_NAME_LENGTH)}`}${
    account === undefined ? '' : ` of account ${nameInWords(account, INSIGHT_NAME_LENGTH)}`
  }`;
}

function rateInWords(record: CloudTrailRecord): string {
  const statistics = objectAt(record, 'insightDetails', 'insightContext', 'statistics');
  const unusual = numberAt(statistics, 'insight', 'average');
  const usual = numberAt(statistics, 'baseline', 'average');
  if (unusual === undefined) return '';
  const normally = usual === undefined ? '' : `, normally ${rounded(usual)}`;
  return `: ${rounded(unusual)} a minute${normally}`;
}

function rounded(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
