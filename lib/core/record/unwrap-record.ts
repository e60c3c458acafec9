import { isJsonObject, type Json, type JsonObject, nestsTooDeep, parseJson } from '../json/json-value';
import type { Content } from './form/content';
import { LIST_FORMS, RECORD_FORMS } from './form/record-forms';
import { DecodingBudget, MAX_DECODED_BYTES } from './gzip/decode-data';
import { isAlert, isRecord, lacksTime, missingFields, withTime } from './is-record';
import type { CloudTrailRecord } from './record';
import { toUtcText } from './to-event-time';

/** Why a file, or a part of one, legitimately has no records. */
export type IgnoredReason = 'digest-file' | 'validation-message' | 'test-message' | 'control-message';

type FaultyCode = 'not-an-object' | 'bad-json' | 'too-deep' | 'missing-field';

/** The kind of a JSON value of a log file. */
export type Unwrapped =
  | { readonly kind: 'record'; readonly record: CloudTrailRecord; readonly lacksTime?: true }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  /** It should be a record and is not. */
  | { readonly kind: 'faulty'; readonly code: FaultyCode; readonly reason: string }
  /** Nothing about it speaks of CloudTrail. */
  | { readonly kind: 'foreign'; readonly code: 'not-an-object' | 'missing-field'; readonly reason: string };

/** Nested wrappings: an SQS message with an SNS message with an EventBridge envelope. */
const MAX_WRAPPINGS = 6;

/** A value without eventName, eventSource and eventTime is not a record. */
const REQUIRED_COUNT = 3;

const OCSF_FAULT =
  "this is an OCSF event of Security Lake, in which rules find no field; scan the trail's own log files";

const DELIVERY_FAULT =
  'this is a notification that an object was delivered, and no record; read the object itself, as s3://bucket/key';

const TRAIL_VALIDATION_TEXT = 'CloudTrail validation message.';

const ALERT_FAULT = 'this is an alert of trailwatch, and no record; read the log file that its source names';

/** The message of CloudWatch Logs that checks whether a subscription's destination is available. */
const LOGS_CONTROL_TEXT = 'CWL CONTROL MESSAGE:';

/** Finds the record in a value, whatever it is wrapped in. */
export function unwrapRecord(value: Json): Unwrapped {
  const [first] = unwrapRecords(value, new DecodingBudget(MAX_DECODED_BYTES));
  return first ?? notAnObject(value, 'foreign');
}

/**
 * Finds the records in a value, whatever it is wrapped in: nothing, or any of the forms that `RECORD_FORMS` and
 * `LIST_FORMS` name, inside one another.
 */
export function unwrapRecords(value: Json, budget: DecodingBudget): readonly Unwrapped[] {
  if (isRecord(value)) return [toRecord(value)];
  const found: Unwrapped[] = [];
  unwrap(value, { wrappings: 0, found, budget });
  return found;
}

interface Unwrapping {
  readonly wrappings: number;
  readonly found: Unwrapped[];
  readonly budget: DecodingBudget;
}

function unwrap(value: Json, state: Unwrapping): void {
  const { wrappings, found, budget } = state;
  const isTooDeep = wrappings > MAX_WRAPPINGS;
  if (isRecord(value)) found.push(toRecord(value));
  else if (isTooDeep || !(isJsonObject(value) || isListOfObjects(value))) {
    found.push(notAnObject(value, wrappings === 0 ? 'foreign' : 'faulty'));
  } else {
    const content = isJsonObject(value) ? openObject(value, budget) : openList(value);
    if (content !== undefined) unwrapContent(content, { ...state, wrappings: wrappings + 1 });
    else if (isJsonObject(value)) found.push(withoutRecord(value));
  }
}

const TOO_DEEP = faulty('too-deep', 'the text that should hold the record is nested too deep');

function unwrapContent(content: Content, state: Unwrapping): void {
  switch (content.kind) {
    case 'value':
      if (nestsTooDeep(content.value)) state.found.push(TOO_DEEP);
      else unwrap(content.value, state);
      return;
    case 'values':
      for (const value of content.values) unwrap(value, state);
      return;
    case 'text':
      unwrapText(content.text, state);
      return;
    case 'contents':
      for (const one of content.contents) unwrapContent(one, state);
      return;
    case 'unread':
      state.found.push(faulty('too-deep', content.reason));
      return;
    default:
      content satisfies never;
  }
}

function unwrapText(text: string, state: Unwrapping): void {
  const ignored = ignoredText(text);
  const value = ignored === undefined ? parseJson(text) : undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (ignored !== undefined) state.found.push({ kind: 'ignored', reason: ignored });
  else if (value === undefined && lines.length > 1) {
    for (const line of lines) unwrapText(line, state);
  } else if (value === undefined) {
    state.found.push(faulty('bad-json', 'the text that should hold the record is not valid JSON'));
  } else if (nestsTooDeep(value)) {
    state.found.push(TOO_DEEP);
  } else unwrap(value, state);
}

function openObject(value: JsonObject, budget: DecodingBudget): Content | undefined {
  for (const form of RECORD_FORMS) {
    const content = form.open(value, budget);
    if (content !== undefined) return content;
  }
  return undefined;
}

function openList(list: readonly JsonObject[]): Content | undefined {
  for (const form of LIST_FORMS) {
    const content = form.open(list);
    if (content !== undefined) return content;
  }
  return undefined;
}

function isListOfObjects(value: Json): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

function toRecord(record: CloudTrailRecord): Unwrapped {
  if (!lacksTime(record)) return { kind: 'record', record: inUtc(record) };
  return { kind: 'record', record: withTime(record), lacksTime: true };
}

/** The same record with the time as rules, correlations and `--start` read it: in rows of a query it has no zone. */
function inUtc(record: CloudTrailRecord): CloudTrailRecord {
  const { eventTime }: { readonly eventTime?: Json } = record;
  const time = typeof eventTime === 'string' ? toUtcText(eventTime) : eventTime;
  return time === eventTime ? record : ({ ...record, eventTime: time } as CloudTrailRecord);
}

function notAnObject(value: Json, kind: 'foreign' | 'faulty'): Unwrapped {
  return { kind, code: 'not-an-object', reason: `a record is a JSON object, and this is ${nameOf(value)}` };
}

/** Why a text in the place of a record has none; undefined if it should. */
export function ignoredText(text: string): IgnoredReason | undefined {
  if (text.trim() === TRAIL_VALIDATION_TEXT) return 'validation-message';
  return text.startsWith(LOGS_CONTROL_TEXT) ? 'control-message' : undefined;
}

function withoutRecord(value: JsonObject): Unwrapped {
  if (isDigest(value)) return { kind: 'ignored', reason: 'digest-file' };
  if (value.Event === 's3:TestEvent') return { kind: 'ignored', reason: 'test-message' };
  if (isOcsf(value)) return faulty('missing-field', OCSF_FAULT);
  if (isDelivery(value)) return faulty('missing-field', DELIVERY_FAULT);
  if (isAlert(value)) return faulty('missing-field', ALERT_FAULT);
  const missing = missingFields(value);
  const reason = `this record lacks ${missing.join(', ')}`;
  const kind = missing.length === REQUIRED_COUNT ? 'foreign' : 'faulty';
  return { kind, code: 'missing-field', reason };
}

function faulty(code: FaultyCode, reason: string): Unwrapped {
  return { kind: 'faulty', code, reason };
}

/** The Open Cybersecurity Schema Framework, in which Security Lake keeps events. */
function isOcsf(value: JsonObject): boolean {
  return typeof value.class_uid === 'number' && isJsonObject(value.metadata);
}

/** A notification of Amazon S3, its event on EventBridge, and the notice of CloudTrail. */
function isDelivery({ s3, bucket, object, s3Bucket, s3ObjectKey }: JsonObject): boolean {
  const isOfS3 = isJsonObject(s3) && isJsonObject(s3.bucket);
  const isOfBus = isJsonObject(bucket) && isJsonObject(object) && typeof object.key === 'string';
  return isOfS3 || isOfBus || (typeof s3Bucket === 'string' && Array.isArray(s3ObjectKey));
}

function isDigest(value: JsonObject): boolean {
  return typeof value.digestS3Object === 'string' && Array.isArray(value.logFiles);
}

function nameOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isJsonObject(value) ? 'an object in too many wrappings' : `a ${typeof value}`;
}
