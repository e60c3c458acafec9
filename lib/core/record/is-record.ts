import { isJsonObject, type Json, type JsonObject } from '../json/json-value';
import type { AggregatedRecord, CloudTrailRecord } from './record';

const REQUIRED_FIELDS = ['eventName', 'eventSource', 'eventTime'] as const;

/** The sources in events of other services, such as `aws:s3` in a notification, which have the fields of a record otherwise. */
const OTHER_SOURCE = /:/;

/** Fields, one of which shows that an object with an event's name and source is a record, and not an entry of a catalogue of events. */
export const TELLING_FIELDS = [
  'eventVersion',
  'userIdentity',
  'eventID',
  'awsRegion',
  'sourceIPAddress',
] as const;

/** Whether a value is the event source of another service's event, which is no record. */
export function isOtherSource(value: Json | undefined): boolean {
  return typeof value === 'string' && OTHER_SOURCE.test(value);
}

/**
 * Whether the value is a record that trailwatch can use: an object that lacks none of its required fields. The time may
 * be absent, as it is from exports of tools that keep it elsewhere, if the object looks like a record otherwise.
 */
export function isRecord(value: Json): value is JsonObject & CloudTrailRecord {
  return (
    isJsonObject(value) &&
    !isOtherSource(value.eventSource) &&
    !isAlert(value) &&
    requiredFields(value).every(
      (field) => isText(value[field]) || (field === 'eventTime' && isTelling(value)),
    )
  );
}

/** The member by which an alert of trailwatch is known: CloudTrail writes none of the name. */
export const ALERT_MEMBER = 'ruleId';

/** An alert of trailwatch, which has the fields that name its record, and the record itself. */
export function isAlert({ [ALERT_MEMBER]: ruleId, ruleName, record }: JsonObject): boolean {
  return typeof ruleId === 'string' && typeof ruleName === 'string' && isJsonObject(record);
}

function isTelling(value: JsonObject): boolean {
  return TELLING_FIELDS.some((field) => value[field] !== undefined && value[field] !== null);
}

/**
 * The required fields that the object lacks: of `eventName`, `eventSource` and `eventTime`, those that are absent,
 * empty or no text. Insights records must have only `eventTime`, aggregated records only `eventSource`.
 */
export function missingFields(value: JsonObject): readonly string[] {
  return requiredFields(value).filter((field) => !isText(value[field]));
}

/** Whether the record is a summary of many data events, which spells its id and account in its own way. */
export function isAggregatedRecord(record: CloudTrailRecord): record is AggregatedRecord {
  return record.eventType === 'AwsAggregatedEvent' || record.eventCategory === 'Aggregated';
}

function requiredFields(value: JsonObject): readonly string[] {
  if (isAggregatedRecord(value)) return ['eventSource'];
  if (isInsightsRecord(value)) return ['eventTime'];
  return REQUIRED_FIELDS;
}

function isInsightsRecord(value: JsonObject): boolean {
  return value.eventType === 'AwsCloudTrailInsight' || isJsonObject(value.insightDetails);
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

/** Whether the record should have a time and does not: exports of Elastic and Logstash keep it in `@timestamp`. */
export function lacksTime(record: CloudTrailRecord): boolean {
  const { eventTime }: { readonly eventTime?: Json } = record;
  return (typeof eventTime !== 'string' || eventTime === '') && !isAggregatedRecord(record);
}

/**
 * The same record with the time of `@timestamp`, as CloudTrail writes times; without a text as its time if there is none. A number stays,
 * because it is not known what it counts.
 */
export function withTime(record: CloudTrailRecord): CloudTrailRecord {
  const {
    eventTime,
    '@timestamp': timestamp,
    ...rest
  } = record as CloudTrailRecord & { '@timestamp'?: Json; eventTime?: Json };
  const timeMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  const kept = timestamp === undefined ? rest : { ...rest, '@timestamp': timestamp };
  if (Number.isNaN(timeMs) && typeof eventTime === 'number') return record;
  if (Number.isNaN(timeMs)) return kept as CloudTrailRecord;
  return { ...kept, eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z` } as CloudTrailRecord;
}
