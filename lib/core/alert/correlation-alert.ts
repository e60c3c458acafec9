import { createHash } from 'node:crypto';
import type { JsonObject } from '../json/json-value';
import { toEventTime } from '../record/to-event-time';
import type { Correlation, CountBound } from '../rule/correlation';
import { nameInWords, oneLine } from '../safe-text/one-line';
import { ALERT_VERSION, type Alert, type AlertActor, type AlertDetails, type AlertRoute } from './alert';
import { alertId } from './alert-id';
import { toLinks } from './console-links';
import { ruleMembers } from './rule-members';

/** A group that satisfied its correlation in a period. */
export interface CorrelatedRecords {
  readonly correlation: Correlation;
  /** Those of the correlation, or what stands for them where it has none. */
  readonly bounds: readonly CountBound[];
  readonly group: { readonly key: string; readonly values: readonly string[] };
  readonly periodStartMs: number;
  /** What was known of the count when the alert was raised. */
  readonly known: {
    readonly instantMs: number;
    readonly count: number;
    /** Some of the counted records, the earliest first. */
    readonly records: readonly JsonObject[];
    /** Of all of the counted records; an empty text stands for those that do not tell it. */
    readonly accounts: readonly string[];
    readonly regions: readonly string[];
  };
  readonly route: AlertRoute;
}

/** How many of the counted records an alert names. */
const MAX_RECORDS = 10;

/** How much of a value, a title or a field a summary shows. */
const PART_LENGTH = 80;

/** As many values, rules or fields as a summary names one by one. */
const MAX_NAMED = 3;

const MAX_SUMMARY_LENGTH = 500;

/** What the field of a group says of an alert. */
const MEMBERS: Readonly<
  Record<string, keyof Pick<Alert, 'awsRegion' | 'sourceIPAddress' | 'userAgent' | 'errorCode'>>
> = {
  awsRegion: 'awsRegion',
  sourceIPAddress: 'sourceIPAddress',
  userAgent: 'userAgent',
  errorCode: 'errorCode',
};

const ACTOR_MEMBERS: Readonly<Record<string, keyof Pick<AlertActor, 'type' | 'arn' | 'name' | 'accountId'>>> =
  {
    'userIdentity.type': 'type',
    'userIdentity.arn': 'arn',
    'userIdentity.userName': 'name',
    'userIdentity.accountId': 'accountId',
  };

/**
 * The alert for a group that satisfied a correlation: one a group and period.
 *
 * Everything in it follows from the correlation, the group and the period, so that every order of arrival gives the
 * same document, but for `awsRegion`, `details` and `record.knownWhenRaised`: that is the evidence at hand, which may grow later. `eventTime`
 * is the period's start. `recipientAccountId` is empty unless the group tells the account: a group may reach over accounts.
 * `awsRegion` is what the group tells, or that of all records if they agree; otherwise it is empty, and `details` has the Regions.
 */
export function toCorrelationAlert(found: CorrelatedRecords): Alert {
  const { correlation, group, route } = found;
  const period = periodOf(found);
  const identity = ['correlation', group.key, period.start, String(correlation.timespanSeconds)];
  const eventID = createHash('sha256').update(identity.join('\n')).digest('hex');
  const fields = groupFields(found);
  const told = groupMembers(fields);
  const recipientAccountId = told.recipientAccountId ?? '';
  const actor = actorOf(found, fields);
  const awsRegion = told.members.awsRegion ?? commonRegion(found.known.regions);
  const record = factsOf(found, period);
  return {
    version: ALERT_VERSION,
    id: alertId(correlation.id, { recipientAccountId, eventID }),
    ruleId: correlation.id,
    title: correlation.title,
    severity: correlation.severity,
    tags: correlation.tags,
    summary: renderCorrelation(found, period),
    eventID,
    eventTime: period.start,
    eventName: 'CorrelatedRecords',
    eventSource: 'trailwatch',
    recipientAccountId,
    actor,
    ...told.members,
    awsRegion,
    resources: [],
    resourceDetails: [],
    details: detailsOf(found),
    ...ruleMembers(correlation),
    links: toLinks({ record, awsRegion, eventID, actor }),
    route,
    source: {},
    record,
  };
}

function commonRegion([region = '', ...others]: readonly string[]): string {
  return others.length === 0 ? region : '';
}

/** What was known when the alert was raised: how many, of which calls, accounts and Regions, and the times of the first and the last record. */
function detailsOf({ known: { count, instantMs, ...known } }: CorrelatedRecords): AlertDetails {
  const linesOf = (texts: readonly unknown[]) => {
    const lines = texts.flatMap((text) =>
      typeof text === 'string' && text !== '' ? [oneLine(text, PART_LENGTH)] : [],
    );
    return [...new Set(lines)].slice(0, MAX_RECORDS);
  };
  const textsOf = (member: string) =>
    linesOf(known.records.slice(0, MAX_RECORDS).map((record) => record[member]));
  const facts = {
    count: [String(count)],
    calls: textsOf('eventName'),
    accounts: linesOf(known.accounts),
    regions: linesOf(known.regions),
    firstRecord: textsOf('eventTime').slice(0, 1),
    lastRecord: [toEventTime(instantMs)],
  };
  return Object.fromEntries(Object.entries(facts).filter(([, values]) => values.length > 0));
}

function factsOf(found: CorrelatedRecords, { start, end }: Period): JsonObject {
  const { correlation, bounds, known } = found;
  const { kind, rules, timespanSeconds, fields } = correlation;
  return {
    kind,
    rules: rules.map(({ id, title }) => ({ id, title })),
    group: Object.fromEntries(namedGroup(found)),
    timespanSeconds,
    condition: bounds.map(({ operator, value }) => `${operator} ${value}`),
    ...(fields.length === 0 ? {} : { fields }),
    periodStart: start,
    periodEnd: end,
    knownWhenRaised: {
      instant: toEventTime(known.instantMs),
      count: known.count,
      records: known.records.slice(0, MAX_RECORDS),
    },
  };
}

/** The group's fields with their values; the account where the correlation names no field. */
function namedGroup({ correlation: { groupBy }, group }: CorrelatedRecords): readonly [string, string][] {
  const names = groupBy.length === 0 ? ['recipientAccountId'] : groupBy;
  return names.map((name, at) => [name, group.values[at] ?? '']);
}

/** The same with record fields for names: an alias that stands for one field in all rules is that field. */
function groupFields(found: CorrelatedRecords): ReadonlyMap<string, string> {
  const { aliases } = found.correlation;
  return new Map(
    namedGroup(found).map(([name, value]) => {
      const fields = new Set(Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name]);
      return [fields.size === 1 ? ([...fields][0] ?? name) : name, value];
    }),
  );
}

function groupMembers(fields: ReadonlyMap<string, string>): {
  readonly recipientAccountId: string | undefined;
  readonly members: Partial<Pick<Alert, 'awsRegion' | 'sourceIPAddress' | 'userAgent' | 'errorCode'>>;
} {
  const members = Object.entries(MEMBERS).flatMap(([field, member]) => {
    const value = fields.get(field);
    return value === undefined ? [] : [[member, value]];
  });
  return { recipientAccountId: fields.get('recipientAccountId'), members: Object.fromEntries(members) };
}

/** Who the group says it was; if it does not, the group itself stands for the actor. */
function actorOf(found: CorrelatedRecords, fields: ReadonlyMap<string, string>): AlertActor {
  const members = Object.entries(ACTOR_MEMBERS).flatMap(([field, member]) => {
    const value = fields.get(field);
    return value === undefined ? [] : [[member, value]];
  });
  const { arn } = Object.fromEntries(members);
  const named = arn === undefined ? groupInWords(found) : arn.slice(arn.lastIndexOf(':') + 1);
  const accountId = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
  return {
    name: named,
    ...(accountId === undefined ? {} : { accountId }),
    ...Object.fromEntries(members),
  };
}

/** How many of what, for whom, and when, as one sentence. */
function renderCorrelation(found: CorrelatedRecords, { start, end }: Period): string {
  const { timespanSeconds } = found.correlation;
  const span = `within ${durationInWords(timespanSeconds)}`;
  const sentence = `${countInWords(found)} ${span} for ${groupInWords(found)}, between ${start} and ${end}`;
  return oneLine(sentence, MAX_SUMMARY_LENGTH);
}

function countInWords({ correlation: { kind, rules, fields }, bounds }: CorrelatedRecords): string {
  const titles = listInWords(rules.map(({ title }) => `'${oneLine(title, PART_LENGTH)}'`));
  const count = bounds.map(boundInWords).join(' and ');
  switch (kind) {
    case 'event_count':
      return `${count} records of ${titles}`;
    case 'value_count':
      return `${count} different values of ${listInWords(fields)} in records of ${titles}`;
    case 'temporal':
      return `${count} of these came together: ${titles},`;
    case 'temporal_ordered':
      return `${count} of these came one after the other: ${titles},`;
    default:
      return kind satisfies never;
  }
}

function boundInWords({ operator, value }: CountBound): string {
  switch (operator) {
    case 'gt':
      return `more than ${value}`;
    case 'gte':
      return `${value} or more`;
    case 'lt':
      return `fewer than ${value}`;
    case 'lte':
      return `at most ${value}`;
    case 'eq':
      return `exactly ${value}`;
    case 'neq':
      return `any number but ${value}`;
    default:
      return operator satisfies never;
  }
}

function groupInWords(found: CorrelatedRecords): string {
  return listInWords(namedGroup(found).map(([name, value]) => `${name} ${nameInWords(value, PART_LENGTH)}`));
}

function listInWords(items: readonly string[]): string {
  const more = items.length - MAX_NAMED;
  const named = items.slice(0, MAX_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

function durationInWords(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 'second'];
  const number = seconds / size;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

/** Its ends, as texts. */
interface Period {
  readonly start: string;
  readonly end: string;
}

function periodOf({ correlation, periodStartMs }: CorrelatedRecords): Period {
  return {
    start: toEventTime(periodStartMs),
    end: toEventTime(periodStartMs + correlation.timespanSeconds * 1000),
  };
}
