import { someText } from '../compile/text-form';
import type { Json } from '../json/json-value';
import { type FieldPath, someValue } from '../record/field-path';
import type { CloudTrailRecord } from '../record/record';
import { type RecordIdentity, recordIdentity } from '../record/record-identity';
import { sha256Hex } from '../record/sha256';
import type { Severity } from '../rule/rule';
import type { CorrelationPlan } from './correlation-plan';
import { timeOf } from './event-times';
import { stepKey } from './score';
import { actorsOf } from './score-actors';

/** The group: a value for each `groupBy` field, or the account where there is none. */
export interface CorrelationGroup {
  /** Hex, of the whole values. */
  readonly key: string;
  /** In the order of the fields, shortened for people. */
  readonly values: readonly string[];
}

/** Where a counted record is, and what it is: enough to find it, and to show in an alert who did what. */
export interface CountedRecord extends RecordIdentity {
  readonly ruleId: string;
  readonly eventTime: string;
  readonly eventName: string;
  /** Absent where the record does not have it, and in what an earlier version of trailwatch stored. */
  readonly awsRegion?: string;
  readonly bucket?: string;
  readonly key?: string;
  /** The record's place in its file, from 0. */
  readonly index?: number;
  /**
   * The text from {@link ShowRecord} that an alert shows, or a function that reads its record; absent for records beyond those
   * that decide.
   */
  readonly shown?: string | (() => CloudTrailRecord);
}

/** The {@link Contribution.countKey} of a record that concludes a correlation and is not counted; no other key is empty. */
export const CONCLUSION = '';

/** The part of a counted record that an alert will show, as one short text, since it is kept with each. */
export type ShowRecord = (record: CloudTrailRecord) => string;

/** The addition of one record to the count of one group. */
export interface Contribution {
  /** Of the record and its counted value: the same for every delivery of the record. */
  readonly id: string;
  readonly timeMs: number;
  /** The value that is counted once: the record, its combination of values, the rule that it satisfies, or a step of a score. */
  readonly countKey: string;
  readonly record: CountedRecord;
  /** The rule, the call and the identity of the record, and whether it has something to show, where they take less time to have than the record. */
  readonly ruleId?: string;
  readonly eventName?: string;
  readonly identity?: RecordIdentity;
  readonly isShown?: boolean;
}

/** Where a record was found. */
export type RecordPlace = Pick<CountedRecord, 'bucket' | 'key' | 'index'>;

/** Maximum number of groups, and of values, of a record with long lists in the fields. */
const MAX_COMBINATIONS = 100;

/** A longer name of a record, or of counted values, is hashed. */
const LONGEST_KEY = 200;

/** How much of a group's value, and of a record's own texts, is kept for people. */
const SHOWN_LENGTH = 256;

/** What a record that satisfies a rule of a correlation contributes to it, as it was read. */
export interface ReadContribution {
  readonly ruleId: string;
  readonly identity: RecordIdentity;
  readonly timeMs: number;
  readonly eventTime: string;
  readonly eventName: string;
  /** Empty if the record does not have it. */
  readonly awsRegion: string;
  /** The combinations of values under the group's fields; the whole values. */
  readonly groups: readonly (readonly string[])[];
  /** The combinations of values that are counted; one empty combination where none are. Of a score, the severity of the alert. */
  readonly values: readonly (readonly string[])[];
  readonly place: RecordPlace;
  readonly shown?: CountedRecord['shown'] | undefined;
}

/** The facts of a record that every correlation reads. */
export interface CountedFacts {
  readonly record: CloudTrailRecord;
  readonly place: RecordPlace;
  readonly identity: RecordIdentity;
  readonly timeMs: number;
  readonly eventTime: string;
  readonly eventName: string;
  readonly awsRegion: string;
}

/** Reads what every correlation reads of a record; undefined if its `eventTime` is not a time. */
export function readFacts(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
  const timeMs = timeOf(record);
  if (timeMs === undefined) return undefined;
  const { eventTime = '', eventName, awsRegion } = record;
  const identity = recordIdentity(record);
  const shown = { eventName: shownText(eventName), awsRegion: shownText(awsRegion) };
  return { record, place, identity, timeMs, eventTime, ...shown };
}

/** A correlation that counts a record, and the rule of it that the record satisfies. */
export interface RuleCount {
  readonly plan: CorrelationPlan;
  readonly ruleId: string;
  /** Of a score: the severity of the alert that the rule raises on the record. */
  readonly severity?: Severity;
}

/**
 * Reads what a record that satisfies a rule adds to a correlation. Undefined if it lacks a field of the group or of the
 * counted values.
 */
export function readContribution(
  { plan, ruleId, severity }: RuleCount,
  { record, ...facts }: CountedFacts,
): ReadContribution | undefined {
  if (severity !== undefined) {
    const actors = actorsOf(record).map((actor) => [actor]);
    return actors.length === 0 ? undefined : { ruleId, ...facts, groups: actors, values: [[severity]] };
  }
  const fields = plan.fields.get(ruleId);
  if (fields === undefined) return undefined;
  const groups =
    fields.group.length === 0 ? [[facts.identity.recipientAccountId]] : combinations(record, fields.group);
  const values = combinations(record, fields.values);
  if (groups.length === 0 || values.length === 0) return undefined;
  return { ruleId, ...facts, groups, values };
}

/** The additions of a record to the counts of its groups. */
export function contributionsOf(
  plan: CorrelationPlan,
  read: Omit<ReadContribution, 'groups'>,
): readonly Contribution[] {
  const { timeMs } = read;
  const record = toCounted(read);
  const name = recordName(read.identity);
  const values = () => read.values.map((tuple) => JSON.stringify(tuple));
  return countKeys(plan, { name, ruleId: read.ruleId, values }).map((countKey) => ({
    id: contributionId(name, countKey),
    timeMs,
    countKey,
    record,
  }));
}

/** What distinguishes a record from every other one, and is counted where records are. */
export function recordName({ recipientAccountId, eventID }: RecordIdentity): string {
  return keyOf(JSON.stringify([recipientAccountId, eventID]));
}

/** The id of a counted value of the record with that name. */
export function contributionId(name: string, countKey: string): string {
  return countKey === name ? name : `${name} ${countKey}`;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The part of a counted record that is kept. */
export function toCounted(read: Omit<ReadContribution, 'groups' | 'values'>): CountedRecord {
  const { ruleId, identity, eventTime, eventName, awsRegion, place, shown } = read;
  const { eventID, recipientAccountId } = keptIdentity(identity);
  const { bucket, key, index } = place;
  // Spreading objects would take most of the time.
  const counted: Writable<CountedRecord> = { eventID, recipientAccountId, eventTime, eventName, ruleId };
  if (bucket !== undefined) counted.bucket = bucket;
  if (key !== undefined) counted.key = key;
  if (index !== undefined) counted.index = index;
  if (awsRegion !== '') counted.awsRegion = awsRegion;
  if (shown !== undefined) counted.shown = shown;
  return counted;
}

/** The part of an identity that is kept. */
export function keptIdentity({ eventID, recipientAccountId }: RecordIdentity): RecordIdentity {
  return {
    eventID: eventID.slice(0, SHOWN_LENGTH),
    recipientAccountId: recipientAccountId.slice(0, SHOWN_LENGTH),
  };
}

/** The group of a combination of whole values. */
export function toGroup(values: readonly string[]): CorrelationGroup {
  return { key: hashOf(values), values: values.map((value) => value.slice(0, SHOWN_LENGTH)) };
}

function shownText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, SHOWN_LENGTH) : '';
}

/**
 * The keys of the additions of a record to a correlation.
 *
 * @param counted the record's {@link recordName}, the rule that it satisfies, and its combinations of values as JSON
 */
export function countKeys(
  { correlation: { kind, concludedBy } }: CorrelationPlan,
  counted: { readonly name: string; readonly ruleId: string; readonly values: () => readonly string[] },
): readonly string[] {
  if (counted.ruleId === concludedBy) return [CONCLUSION];
  switch (kind) {
    case 'event_count':
      return [counted.name];
    case 'value_count':
      return counted.values().map(keyOf);
    case 'temporal':
    case 'temporal_ordered':
      return [counted.ruleId];
    case 'score':
      return counted.values().map((tuple) => stepKey(counted.ruleId, tuple));
    default:
      return kind satisfies never;
  }
}

/** Every combination of one text form of each field; none if a field has no text form. */
function combinations(
  record: CloudTrailRecord,
  fields: readonly FieldPath[],
): readonly (readonly string[])[] {
  const [only] = fields;
  if (only !== undefined && fields.length === 1) return textsAt(record, only).map((text) => [text]);
  let found: readonly (readonly string[])[] = [[]];
  for (const field of fields) {
    const texts = textsAt(record, field);
    found = found.flatMap((values) => texts.map((text) => [...values, text])).slice(0, MAX_COMBINATIONS);
  }
  return found;
}

/** In the order of the texts, so that the same texts are kept of any number. */
function textsAt(record: CloudTrailRecord, field: FieldPath): readonly string[] {
  const texts: string[] = [];
  const add = (text: string) => {
    texts.push(text);
    return false;
  };
  someValue(record, field, (value: Json) => someText(value, add));
  return texts.length < 2 ? texts : [...new Set(texts)].sort().slice(0, MAX_COMBINATIONS);
}

function hashOf(values: readonly string[]): string {
  return sha256Hex(JSON.stringify(values));
}

/** Different for different JSON. Hashing short texts would take time, and space in the table of claims. */
export function keyOf(json: string): string {
  return json.length > LONGEST_KEY ? sha256Hex(json) : json;
}
