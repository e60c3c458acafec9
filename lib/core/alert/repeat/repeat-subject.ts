import { origin } from '../../compile/predicate/record-facts';
import { isJsonObject, type Json } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import { withoutSession } from '../../record/without-session';
import { isBelow } from '../../rule/rule';
import { type Alert, CUT_FACTS, CUT_RESOURCES, LEFT_OUT, mayLackResources } from '../alert';
import { actorIdentity, longTermKeyOf } from '../alert-actor';
import { SILENCE_RULE_NAME } from '../alert-silence';
import { isOfCorrelation } from '../correlated/claim-key';
import { STORM_EVENT } from '../operational/operational-alert';
import { idPrefix } from '../packed-alert-ids';
import { formerKinds, kindsOfNames, withoutCopies, withoutKeyIds } from './kinds-of-names';

/** The values that decide whether an alert is a repeat. */
export interface RepeatSubject {
  /** The hash of rule, account, actor and target; of a correlation, of rule and group. */
  readonly key: string;
  readonly alertId: string;
  /** Hashes of its parts that may be new; that of the network begins with {@link NETWORK_FEATURE}. */
  readonly features: readonly string[];
  /** Whether the actor is a role that no person uses: programs run where there is room for them. */
  readonly mayRoam: boolean;
  /** Whether something whose name is made up is destroyed or impaired: the tenth, hundredth and so on after the first is sent. */
  readonly isCounted: boolean;
  readonly timeMs: number;
  /** The same as version 0.1.0 writes it, where it differs: its items live for two weeks. */
  readonly former?: Pick<RepeatSubject, 'key' | 'features'>;
}

/** Tactics whose correlations count how many different things were tried: which ones differs each time. */
const LOOKING_AROUND: ReadonlySet<string> = new Set(['attack.discovery', 'attack.reconnaissance']);

/** Tactics by which more happened than that somebody looked. */
const ACTING =
  /^attack\.(?:collection|defense-impairment|execution|exfiltration|impact|lateral-movement|persistence)$/;

/** From this number of values on, a list of an alert on one record may be cut: what was cut may be new. */
const FULL_DETAIL = 10;

/** An alert that reports more is never a repeat. */
const MAX_FEATURES = 60;

/** What a correlation of a program above {@link FULL_DETAIL} may leave out: its kinds of targets are compared. */
const OF_TARGETS: ReadonlySet<string> = new Set([CUT_RESOURCES, 'steps']);

/** Hexadecimal digits of a hash. */
const HASH_LENGTH = 16;

/** Members of requests that are made up for each call. */
const MADE_UP = /token|requestid|nonce|sessionname/i;

/** The details of a correlation on its time, count and sessions, not on its subject. */
const OTHER_EACH_TIME: ReadonlySet<string> = new Set([
  ...['firstRecord', 'lastRecord', 'count', 'described', 'sessionKeys', 'score', 'timeline'],
  CUT_FACTS,
  LEFT_OUT,
]);

/** How much of a user agent is compared. */
const AGENT_LENGTH = 512;

/** Details that are addresses. */
const ADDRESSES = 'addresses';

/**
 * The values by which an alert is compared; undefined if it is never suppressed: a critical alert, one that is not delivered by
 * default, one on trailwatch itself or on a silence, whose end a record does not show, one of a search that a user started, and
 * one that may not contain everything that is new.
 */
export function toRepeatSubject(alert: Alert): RepeatSubject | undefined {
  const { ruleName, severity, eventSource, eventTime, route } = alert;
  if (ruleName === SILENCE_RULE_NAME) return undefined;
  const timeMs = Date.parse(eventTime);
  if (severity === 'critical' || isBelow(severity, 'medium') || route === 'archive-search') return undefined;
  if (Number.isNaN(timeMs) || (isCut(alert) && !isOfLooking(alert))) return undefined;
  const compared = eventSource === 'trailwatch' ? ofSeveral(alert) : ofRecord(alert);
  if (compared === undefined || compared.features.length > MAX_FEATURES) return undefined;
  const kindOf = kindFinder(alert, compared);
  const about = JSON.stringify(compared.parts);
  const now = hashed(alert.ruleId, compared, kindOf);
  const formerKindOf = hasMadeUpNames(alert) ? formerKinds(compared.names) : withoutKeyIds;
  const former = hashed(alert.ruleId, compared, formerKindOf);
  return {
    ...{ ...now, alertId: idPrefix(alert.id), timeMs },
    mayRoam: isProgram(alert),
    isCounted: isDestruction(alert) && kindOf(about) !== about,
    ...(JSON.stringify(now) === JSON.stringify(former) ? {} : { former }),
  };
}

/** The id of a rule is no name: as a UUID, it would be like any other. */
function hashed(
  ruleId: string,
  { parts, features }: Compared,
  kindOf: (text: string) => string,
): Pick<RepeatSubject, 'key' | 'features'> {
  const hashes = features.map((feature) => {
    const [name] = feature;
    const hash = sha256Hex((name === KEY ? asItIs : kindOf)(JSON.stringify(feature))).slice(0, HASH_LENGTH);
    return name === NETWORK ? `${NETWORK_FEATURE}${hash}` : hash;
  });
  const about = `[${JSON.stringify(ruleId)},${kindOf(JSON.stringify(parts)).slice(1)}`;
  return { key: sha256Hex(about).slice(0, 2 * HASH_LENGTH), features: [...new Set(hashes)] };
}

/** What of the names of an alert counts: kinds for what programs do, and every name for what people do. */
function kindFinder(alert: Alert, { names }: Compared): (text: string) => string {
  if (hasMadeUpNames(alert)) return kindsOfNames(names);
  return mayCopy(alert) ? withoutCopies(copiesOf(alert)) : withoutKeyIds;
}

/**
 * Whether the alert may leave out something that may be new. A correlation lists the facts that it cut; steps follow from calls
 * and resources.
 */
function isCut(alert: Alert): boolean {
  const { details = {} } = alert;
  if (isOfMany(alert)) return cutFacts(alert).some((fact) => !OF_TARGETS.has(fact));
  if (mayLackResources(alert)) return true;
  // What a storm leaves out is judged by what its record has.
  if (alert.eventSource === 'trailwatch' && alert.eventName === STORM_EVENT) return false;
  if (isOfCorrelation(alert)) return cutFacts(alert).some((fact) => fact !== 'steps');
  return Object.values(details).some(({ length }) => length >= FULL_DETAIL);
}

/** The facts of a correlation that it cut, but for those that differ each time. */
function cutFacts({ details = {} }: Alert): readonly string[] {
  return (details[CUT_FACTS] ?? []).filter((fact) => !OTHER_EACH_TIME.has(fact));
}

/** Whether a program did more alike than an alert describes, and destroyed nothing. */
function isOfMany(alert: Alert): boolean {
  const isPlain = alert.severity === 'medium' && !isDestruction(alert);
  return isOfCorrelation(alert) && isPlain && isProgram(alert) && countOf(alert) > FULL_DETAIL;
}

/** How many records a correlation asks for; of a score, all of its steps. */
function countOf({ details: { count: [count = ''] = [] } = {}, record: { kind, condition } }: Alert): number {
  if (kind === 'score') return Number.parseInt(count, 10);
  return Math.min(Number.parseInt(count, 10), askedBy(condition));
}

/** Whether it is a correlation of looking around, whatever that may lead to. */
function isOfLooking(alert: Alert): boolean {
  return (
    isOfCorrelation(alert) &&
    alert.tags.some((tag) => LOOKING_AROUND.has(tag)) &&
    !alert.tags.some((tag) => ACTING.test(tag))
  );
}

/** The names of a network and of a long-term access key among the features. */
const NETWORK = 'network';
const KEY = 'key';

/** The prefix of the hash of a network. */
export const NETWORK_FEATURE = 'n';

/** The name of a compared part, and its value. */
type Feature = readonly [string, string];

interface Compared {
  /** Names of the call's resources. */
  readonly names: readonly string[];
  readonly parts: readonly Json[];
  readonly features: readonly Feature[];
}

function ofRecord(alert: Alert): Compared | undefined {
  const { actor, recipientAccountId, resources, outcome, record, eventSource, eventName } = alert;
  // Insights events contain no call.
  if (outcome === undefined || record.eventCategory === 'Insight') return undefined;
  const parts = [recipientAccountId, actor.accountId ?? '', actorIdentity(actor), [...resources].sort()];
  const request =
    record.readOnly === true ? [] : [['request', requestText(record.requestParameters)] as const];
  return {
    names: resources.flatMap(namesOf),
    parts,
    features: [
      ['call', `${eventSource} ${eventName}`],
      ['outcome', outcome.status],
      [KEY, longTermKeyOf(record) ?? ''],
      ...request,
      ...sharedFeatures(alert),
    ],
  };
}

function ofSeveral(alert: Alert): Compared | undefined {
  return alert.eventName === STORM_EVENT ? ofStorm(alert) : ofCorrelation(alert);
}

/** The kinds in which the alerts of a storm differ. */
const STORM_KINDS = ['actors', 'calls', 'awsRegions', 'resources'] as const;

/**
 * Every difference in a storm must be reported, and ten times the number is news. The parameters of each call are not known: a
 * storm of calls that destroy or impair something is sent each time.
 */
function ofStorm({ ruleId, recipientAccountId, severity, tags, record }: Alert): Compared | undefined {
  if (isDestruction({ tags })) return undefined;
  const features: Feature[] = [];
  for (const name of STORM_KINDS) {
    const kinds = record[name];
    const values = isJsonObject(kinds) && Array.isArray(kinds.values) ? kinds.values : [];
    if (!isJsonObject(kinds) || kinds.isComplete !== true || kinds.distinct !== values.length)
      return undefined;
    features.push(...values.map((value): Feature => [name, withoutSession(String(value))]));
  }
  const order = String(Math.floor(Math.log10(Math.max(1, Number(record.count)))));
  return {
    names: [],
    parts: ['storm', ruleId, recipientAccountId, record.cause ?? ''],
    features: [['severity', severity], ['order', order], ...features],
  };
}

function ofCorrelation(alert: Alert): Compared | undefined {
  const { record, resources, details: { accessKeys = [] } = {} } = alert;
  const { group, claimAccount = '' } = record;
  if (!isOfCorrelation(alert) || !isJsonObject(group) || Object.keys(group).length === 0) return undefined;
  const isLooking = isOfLooking(alert);
  if (!isLooking && !isDescribed(alert)) return undefined;
  const named = Object.entries(group).map(([field, value]) => [field, withoutSession(String(value))]);
  return {
    names: [...resources, ...named.map(([, value = '']) => value)].flatMap(namesOf),
    parts: ['group', claimAccount, named],
    features: [
      ['actor', actorIdentity(alert.actor)],
      ...(isLooking ? [] : resources.map((resource): Feature => ['resource', resource])),
      ...(isLooking ? [] : accessKeys.map((id): Feature => [KEY, id])),
      ...sharedFeatures(isLooking ? { ...alert, awsRegion: '', details: {} } : alert),
    ],
  };
}

/**
 * Whether enough records for the bound are described; they represent all. Above {@link FULL_DETAIL} too much is left out, but for a
 * program, whose targets are compared by their kinds.
 */
function isDescribed(alert: Alert): boolean {
  const { described: [described] = [], steps } = alert.details ?? {};
  const asked = countOf(alert);
  if (steps === undefined || (asked > FULL_DETAIL && !isOfMany(alert))) return false;
  return Number.parseInt(described ?? String(asked), 10) >= Math.min(asked, FULL_DETAIL);
}

/** How many the bounds of a correlation ask for; without any, as many as there are. */
function askedBy(condition: Json | undefined): number {
  const bounds = Array.isArray(condition) ? condition : [];
  const numbers = bounds.map((bound) => {
    const [operator, number] = String(bound).split(' ');
    return Math.ceil(Number(number)) + (operator === 'gte' ? 0 : 1);
  });
  return numbers.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...numbers);
}

function sharedFeatures({
  severity,
  awsRegion,
  sourceIPAddress = '',
  userAgent = '',
  details = {},
}: Alert): readonly Feature[] {
  const told = Object.entries(details).filter(([name]) => !OTHER_EACH_TIME.has(name));
  return [
    ['severity', severity],
    ['region', awsRegion],
    [NETWORK, networkOf(sourceIPAddress)],
    ['agent', agentOf(userAgent)],
    ...told.flatMap(([name, values]) =>
      values.map(
        (value): Feature =>
          name === ADDRESSES ? [NETWORK, networkOf(value)] : [name, withoutSession(value)],
      ),
    ),
  ];
}

/** A program, without its versions: another one with the same key may be another person. */
function agentOf(userAgent: string): string {
  return userAgent.slice(0, AGENT_LENGTH).replace(/[0-9a-f]*\d[0-9a-f]*/gi, '');
}

function requestText(parameters: Json | undefined): string {
  return JSON.stringify(parameters ?? null, (name, value) => (MADE_UP.test(name) ? undefined : value));
}

/** The parts of an ARN's resource, or of a path. */
function namesOf(resource: string): readonly string[] {
  const parts = resource.startsWith('arn:') ? resource.split(':').slice(5) : resource.split(':');
  return parts.flatMap((part) => part.split('/'));
}

/** The address that AWS writes for CloudFormation's own calls; no caller can choose it. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** Roles that people have by IAM Identity Center. */
const ROLE_OF_PERSON = /:assumed-role\/(?:[^/]+\/)*AWSReservedSSO_/;

const DESTRUCTION = /^attack\.(impact|defense-impairment|t1562|t1485|t1486|t1490)/;

const IMPAIRMENT = /^attack\.(defense-impairment|t1562)/;

function isDestruction({ tags }: Pick<Alert, 'tags'>): boolean {
  return tags.some((tag) => DESTRUCTION.test(tag));
}

/** Whether the actor was a role that no person uses. */
function isProgram({ actor: { type, arn = '' } }: Alert): boolean {
  return type === 'AssumedRole' && !ROLE_OF_PERSON.test(arn);
}

/**
 * Whether names that differ only in generated parts are equivalent: names of stacks, which are created and deleted, and of
 * programs below high severity. Calls by people always count, with any name, and so does what impairs defenses at high
 * severity.
 */
function hasMadeUpNames(alert: Alert): boolean {
  const { severity, sourceIPAddress, tags } = alert;
  if (severity === 'high' && tags.some((tag) => IMPAIRMENT.test(tag))) return false;
  return sourceIPAddress === CLOUDFORMATION || (severity === 'medium' && isProgram(alert));
}

/**
 * Whether snapshots, images and volumes are as good as others, but no other thing: for programs at high severity, unless they
 * destroy or impair something, of which each counts.
 */
function mayCopy(alert: Alert): boolean {
  return alert.severity === 'high' && isProgram(alert) && !isDestruction(alert);
}

/** The resources that may be copies; a user or a bucket may be called like one. */
function copiesOf({ resources, eventSource }: Alert): readonly string[] {
  return eventSource === 'ec2.amazonaws.com'
    ? resources
    : resources.filter((name) => name.startsWith('arn:'));
}

function asItIs(text: string): string {
  return text;
}

/**
 * The network of an address, as the hashes of earlier versions have it. What is no address, such as the name of a service, stays as it
 * is, and so does an IPv4 address within one of IPv6: all of these would be one network.
 */
function networkOf(address: string): string {
  if (/:.*\./.test(address)) return address;
  return origin.network({ sourceIPAddress: address })?.replace(/\.0\/24$|::\/48$/, '') ?? address;
}
