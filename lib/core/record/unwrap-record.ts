import type { Json, JsonObject } from '../json/json-value';
import { isJsonObject } from '../json/json-value';
import { nestsTooDeep } from '../json/nesting';
import { parseJson } from '../json/parse-json';
import { isRecord, missingFields } from './is-record';
import type { CloudTrailRecord } from './record';

/** Why a file, or a part of one, legitimately holds no records. */
export type IgnoredReason = 'digest-file' | 'validation-message' | 'test-message' | 'control-message';

type FaultyCode = 'not-an-object' | 'bad-json' | 'too-deep' | 'missing-field';

/** What a JSON value of a log file is. */
export type Unwrapped =
  | { readonly kind: 'record'; readonly record: CloudTrailRecord }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  /** It was meant to be a record and is none. */
  | { readonly kind: 'faulty'; readonly code: FaultyCode; readonly fault: string }
  /** Nothing about it speaks of CloudTrail. */
  | { readonly kind: 'foreign'; readonly code: 'not-an-object' | 'missing-field'; readonly fault: string };

/** Wrappings inside one another: a CloudWatch log line that holds an EventBridge envelope that holds the record. */
const MAX_WRAPPINGS = 4;

/** What lacks all of eventName, eventSource and eventTime speaks of nothing. */
const REQUIRED_COUNT = 3;

const TRAIL_VALIDATION_TEXT = 'CloudTrail validation message.';

/** What CloudWatch Logs sends to see whether a subscription's destination is alive. */
const LOGS_CONTROL_TEXT = 'CWL CONTROL MESSAGE:';

/**
 * Finds the record in a value, whatever it is wrapped in: nothing; an EventBridge envelope (`detail`); LookupEvents
 * output (`CloudTrailEvent`, JSON as text); a CloudWatch log event (`message`, in Logs Insights `@message`).
 */
export function unwrapRecord(value: Json): Unwrapped {
  let inner: Json | undefined = value;
  for (let wrappings = 0; wrappings <= MAX_WRAPPINGS; wrappings++) {
    if (inner !== undefined && isRecord(inner)) return { kind: 'record', record: inner };
    if (!isJsonObject(inner)) break;
    const content = contentOf(inner);
    if (content === undefined) return withoutRecord(inner);
    if (typeof content !== 'string') inner = content;
    else {
      const ignored = ignoredText(content);
      if (ignored !== undefined) return { kind: 'ignored', reason: ignored };
      inner = parseJson(content);
      if (inner === undefined)
        return faulty('bad-json', 'the text that should hold the record is not valid JSON');
      if (nestsTooDeep(inner))
        return faulty('too-deep', 'the text that should hold the record is nested too deep');
    }
  }
  const kind = inner === value ? 'foreign' : 'faulty';
  return { kind, code: 'not-an-object', fault: `a record is a JSON object, and this is ${nameOf(inner)}` };
}

/** Why a text that stands in the place of a record holds none; undefined if it should. */
export function ignoredText(text: string): IgnoredReason | undefined {
  if (text.trim() === TRAIL_VALIDATION_TEXT) return 'validation-message';
  return text.startsWith(LOGS_CONTROL_TEXT) ? 'control-message' : undefined;
}

function contentOf(value: JsonObject): Json | undefined {
  if (typeof value['detail-type'] === 'string' && isJsonObject(value.detail)) return value.detail;
  if (typeof value.CloudTrailEvent === 'string' || isJsonObject(value.CloudTrailEvent))
    return value.CloudTrailEvent;
  if (typeof value.message === 'string') return value.message;
  return typeof value['@message'] === 'string' ? value['@message'] : undefined;
}

function withoutRecord(value: JsonObject): Unwrapped {
  if (isDigest(value)) return { kind: 'ignored', reason: 'digest-file' };
  if (value.Event === 's3:TestEvent') return { kind: 'ignored', reason: 'test-message' };
  const missing = missingFields(value);
  const fault = `a record has ${missing.join(', ')}, and this one has not`;
  const kind = missing.length === REQUIRED_COUNT ? 'foreign' : 'faulty';
  return { kind, code: 'missing-field', fault };
}

function faulty(code: FaultyCode, fault: string): Unwrapped {
  return { kind: 'faulty', code, fault };
}

function isDigest(value: JsonObject): boolean {
  return typeof value.digestS3Object === 'string' && Array.isArray(value.logFiles);
}

function nameOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isJsonObject(value) ? 'an object in too many wrappings' : `a ${typeof value}`;
}
