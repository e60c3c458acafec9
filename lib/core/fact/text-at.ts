import { isJsonObject, type JsonObject } from '../json/json-value';
import { remembered } from '../keyed/remembered';
import type { CloudTrailRecord } from '../record/record';

/** What AWS writes in place of a value that may be a secret. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

// A path is text: a list would be created again for each of the dozens that an alert reads.

/**
 * The text at a path of object keys. `undefined` when a step is missing, when something on the way is not an
 * object, and when the value is empty or not text: records of old event versions and of samples can have
 * anything.
 */
export function textAt(
  value: unknown,
  first: string,
  second?: string,
  third?: string,
  fourth?: string,
): string | undefined {
  const found = valueAt(value, first, second, third, fourth);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The object at a path of object keys; `undefined` when there is none, or when an array or a scalar is there. */
export function objectAt(
  value: unknown,
  first: string,
  second?: string,
  third?: string,
): JsonObject | undefined {
  const found = valueAt(value, first, second, third);
  return isJsonObject(found) ? found : undefined;
}

/** The array at a path of object keys; empty when there is none. */
export function listAt(value: unknown, first: string, second?: string, third?: string): readonly unknown[] {
  const found = valueAt(value, first, second, third);
  return Array.isArray(found) ? found : [];
}

/** The number at a path of object keys. */
export function numberAt(value: unknown, first: string, second?: string): number | undefined {
  const found = valueAt(value, first, second);
  return typeof found === 'number' ? found : undefined;
}

function valueAt(value: unknown, first: string, second?: string, third?: string, fourth?: string): unknown {
  let found = memberAt(value, first);
  if (second === undefined) return found;
  found = memberAt(found, second);
  if (third === undefined) return found;
  found = memberAt(found, third);
  return fourth === undefined ? found : memberAt(found, fourth);
}

function memberAt(value: unknown, key: string): unknown {
  if (!isJsonObject(value)) return undefined;
  const member: unknown = value[key];
  // Members that every object has are not scalars.
  if ((typeof member === 'object' && member !== null) || typeof member === 'function')
    return Object.hasOwn(value, key) ? member : undefined;
  return member;
}

const requestName = remembered((eventName) => `${eventName}Request`);
const responseName = remembered((eventName) => `${eventName}Response`);

/**
 * The parameters of a record's call, or the details of an event that AWS reports. Newer calls of EC2 wrap them:
 * `{"DeleteFlowLogsRequest": {"FlowLogId": …}}`.
 */
export function requestOf(record: CloudTrailRecord): JsonObject | undefined {
  return wrappedAt(record, 'requestParameters', requestName) ?? objectAt(record, 'serviceEventDetails');
}

/** The response to a record's call, which is wrapped likewise. */
export function responseOf(record: CloudTrailRecord): JsonObject | undefined {
  return wrappedAt(record, 'responseElements', responseName);
}

function wrappedAt(
  record: CloudTrailRecord,
  member: string,
  nameOf: (eventName: string) => string,
): JsonObject | undefined {
  const members = objectAt(record, member);
  return members && (objectAt(members, nameOf(textAt(record, 'eventName') ?? '')) ?? members);
}
