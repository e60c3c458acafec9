import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import { isBelow } from '../../rule/rule';
import type { Alert } from '../alert';
import { actorIdentity, withoutSession } from '../alert-actor';
import { STORM_EVENT } from '../operational-alert';
import { idPrefix } from '../packed-alert-ids';

const IPV4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/;

/** Groups of 16 bits of an IPv6 address that name a network: /48 is what one site gets. */
const IPV6_GROUPS = 3;

/** What decides whether an alert is a repeat. */
export interface RepeatSubject {
  /** The hash of rule, account, actor and target; of a correlation, of rule and group. */
  readonly key: string;
  readonly alertId: string;
  /** Hashes of what may be new in it. */
  readonly features: readonly string[];
  readonly timeMs: number;
}

/** From so many on, a list of an alert may be cut: what was cut may be new. */
const FULL_RESOURCES = 20;
const FULL_DETAIL = 10;

/** An alert that tells more is never a repeat. */
const MAX_FEATURES = 60;

/** Hexadecimal digits of a hash. */
const HASH_LENGTH = 16;

/** Members of requests that are made up for each call. */
const MADE_UP = /token|requestid|nonce|sessionname/i;

/** What the details of a correlation tell of when it was and how often, and not of what. */
const OTHER_EACH_TIME: ReadonlySet<string> = new Set(['firstRecord', 'lastRecord', 'count']);

/** How much of a user agent is compared. */
const AGENT_LENGTH = 512;

/** Details that are addresses. */
const ADDRESSES = 'addresses';

/**
 * What an alert is compared by; undefined if it is never held back: a critical one, one that nobody gets by default, one about
 * the work of trailwatch, one of a search that somebody started, and one that does not tell all that may be new in it.
 */
export function toRepeatSubject(alert: Alert): RepeatSubject | undefined {
  const { severity, eventSource, eventTime, route, resources, details = {} } = alert;
  const timeMs = Date.parse(eventTime);
  if (severity === 'critical' || isBelow(severity, 'medium') || route === 'archive-search') return undefined;
  if (Number.isNaN(timeMs) || resources.length >= FULL_RESOURCES) return undefined;
  if (Object.values(details).some((values) => values.length >= FULL_DETAIL)) return undefined;
  const compared = eventSource === 'trailwatch' ? ofSeveral(alert) : ofRecord(alert);
  if (compared === undefined || compared.features.length > MAX_FEATURES) return undefined;
  const kindOf = isOfStack(alert) ? withoutMadeUpNames(compared) : asItIs;
  const texts = compared.features.map((feature) => kindOf(JSON.stringify(feature)));
  const features = [...new Set(texts.map((text) => sha256Hex(text).slice(0, HASH_LENGTH)))];
  const key = sha256Hex(kindOf(JSON.stringify([alert.ruleId, ...compared.parts]))).slice(0, 2 * HASH_LENGTH);
  return { key, alertId: idPrefix(alert.id), features, timeMs };
}

/** A name of what is compared, and its value. */
type Feature = readonly [string, string];

interface Compared {
  /** Names of what the call is about. */
  readonly names: readonly string[];
  readonly parts: readonly Json[];
  readonly features: readonly Feature[];
}

function ofRecord(alert: Alert): Compared | undefined {
  const { actor, recipientAccountId, resources, outcome, record, eventSource, eventName } = alert;
  // Insights events tell of no call.
  if (outcome === undefined || record.eventCategory === 'Insight') return undefined;
  const parts = [recipientAccountId, actor.accountId ?? '', actorIdentity(actor), [...resources].sort()];
  const request =
    record.readOnly === true ? [] : [['request', requestText(record.requestParameters)] as const];
  return {
    names: resources.map(nameOf),
    parts,
    features: [
      ['call', `${eventSource} ${eventName}`],
      ['outcome', outcome.status],
      ['key', longTermKeyOf(record)],
      ...request,
      ...sharedFeatures(alert),
    ],
  };
}

function ofSeveral(alert: Alert): Compared | undefined {
  return alert.eventName === STORM_EVENT ? ofStorm(alert) : ofCorrelation(alert);
}

/** What the alerts of a storm differ in. */
const STORM_KINDS = ['actors', 'calls', 'awsRegions', 'resources'] as const;

/**
 * All that differs in a storm must be told, and ten times as many are news. What each of its calls asks for is not known, so that
 * a storm of what destroys or impairs is sent each time.
 */
function ofStorm({ ruleId, recipientAccountId, severity, tags, record }: Alert): Compared | undefined {
  if (tags.some((tag) => DESTRUCTION.test(tag))) return undefined;
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

/** The steps and the records that are known stand for all, so that all of them must be known. */
function ofCorrelation(alert: Alert): Compared | undefined {
  const { eventName, record, resources, details = {} } = alert;
  const { group, claimAccount = '', knownWhenRaised } = record;
  if (eventName !== 'CorrelatedRecords' || !isJsonObject(group) || !isJsonObject(knownWhenRaised))
    return undefined;
  const { records } = knownWhenRaised;
  const isAllKnown = Array.isArray(records) && String(records.length) === details.count?.[0];
  if (!isAllKnown || Object.keys(group).length === 0) return undefined;
  const named = Object.entries(group).map(([field, value]) => [field, withoutSession(String(value))]);
  return {
    names: [...resources, ...named.map(([, value = '']) => value)].map(nameOf),
    parts: ['group', claimAccount, named],
    features: [
      ['actor', actorIdentity(alert.actor)],
      ...resources.map((resource): Feature => ['resource', resource]),
      ...sharedFeatures(alert),
    ],
  };
}

function sharedFeatures({ severity, awsRegion, sourceIPAddress = '', userAgent = '', details = {} }: Alert) {
  const told = Object.entries(details).filter(([name]) => !OTHER_EACH_TIME.has(name));
  return [
    ['severity', severity],
    ['region', awsRegion],
    ['network', networkOf(sourceIPAddress)],
    ['agent', agentOf(userAgent)],
    ...told.flatMap(([name, values]) =>
      values.map((value): Feature => [name, name === ADDRESSES ? networkOf(value) : withoutSession(value)]),
    ),
  ] satisfies readonly Feature[];
}

/** A program, without its versions: another one with the same key may be another person. */
function agentOf(userAgent: string): string {
  return userAgent.slice(0, AGENT_LENGTH).replace(/[0-9a-f]*\d[0-9a-f]*/gi, '');
}

/** A temporary key is another one in each session. */
function longTermKeyOf({ userIdentity }: JsonObject): string {
  const id = isJsonObject(userIdentity) ? userIdentity.accessKeyId : undefined;
  return typeof id === 'string' && id.startsWith('AKIA') ? id : '';
}

function requestText(parameters: Json | undefined): string {
  return JSON.stringify(parameters ?? null, (name, value) => (MADE_UP.test(name) ? undefined : value));
}

/** The last part of an ARN or a path. */
function nameOf(resource: string): string {
  return resource.split(/[:/]/).at(-1) ?? resource;
}

/** The address that AWS writes for what CloudFormation does itself; no caller can choose it. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** What is destroyed or impaired counts each time, under whatever name. */
const DESTRUCTION = /^attack\.(impact|defense-impairment|t1562|t1485|t1486|t1490)/;

/** A part of a name that CloudFormation makes up, or that counts: between other characters than letters, and no account. */
const MADE_UP_PART = /(?<![A-Za-z0-9])(?!\d{12}(?![A-Za-z0-9]))[A-Z0-9]*\d[A-Z0-9]*(?![A-Za-z0-9])/g;

const ACCESS_KEY_ID = /A[KS]IA[A-Z0-9]{16}/g;

/** Whether CloudFormation made the call, and it destroys and impairs nothing. */
function isOfStack({ sourceIPAddress, tags }: Alert): boolean {
  return sourceIPAddress === CLOUDFORMATION && !tags.some((tag) => DESTRUCTION.test(tag));
}

function asItIs(text: string): string {
  return text;
}

/**
 * Stacks that come and go, such as one for each pull request, make the same resources under other names each time:
 * `preview-17-user` is as good as `preview-18-user`. Texts without the made-up parts of the names that an alert is about, and
 * without access keys; everything else, such as ranges of addresses, counts as it is.
 */
function withoutMadeUpNames({ names }: Compared): (text: string) => string {
  const made = [...new Set(names)].filter((name) => name.length > 3 && !/^\d+$/.test(name));
  const longestFirst = made.sort((one, other) => other.length - one.length);
  return (text) =>
    longestFirst
      .reduce((shorter, name) => shorter.replaceAll(name, name.replace(MADE_UP_PART, '#')), text)
      .replace(ACCESS_KEY_ID, '#');
}

/**
 * The network of an address: /24 of IPv4, /48 of IPv6. What is no address, such as the name of a service, is its own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
function networkOf(address: string): string {
  const [, ipv4] = IPV4.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return address;
  const [start = '', end] = address.toLowerCase().split('::');
  const first = start === '' ? [] : start.split(':');
  const last = end === undefined || end === '' ? [] : end.split(':');
  const zeros = end === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, IPV6_GROUPS);
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
