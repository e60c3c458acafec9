import type { Json, JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import type { Alert, OutcomeStatus } from './alert';

const TEXTS = [
  'id',
  'ruleId',
  'title',
  'summary',
  'eventID',
  'eventTime',
  'eventName',
  'eventSource',
  'awsRegion',
  'recipientAccountId',
  'route',
] as const satisfies readonly (keyof Alert)[];

const TEXTS_THAT_MAY_LACK = [
  'sourceIPAddress',
  'userAgent',
  'errorCode',
] as const satisfies readonly (keyof Alert)[];

const STATUSES: readonly unknown[] = ['succeeded', 'denied', 'failed'] satisfies readonly OutcomeStatus[];

/** The alert of a message from a topic; undefined for whatever is no alert of version 1. */
export function parseAlert(message: JsonObject): Alert | undefined {
  const { actor, outcome, resources, tags, source, record } = message;
  const isAlert =
    message.version === 1 &&
    SEVERITIES.some((severity) => severity === message.severity) &&
    TEXTS.every((name) => typeof message[name] === 'string') &&
    TEXTS_THAT_MAY_LACK.every((name) => ['string', 'undefined'].includes(typeof message[name])) &&
    isObject(actor) &&
    typeof actor.name === 'string' &&
    isOutcome(outcome) &&
    areTexts(resources) &&
    areTexts(tags) &&
    isObject(source) &&
    isObject(record);
  return isAlert ? (message as unknown as Alert) : undefined;
}

/** An alert that is not about one call has none. */
function isOutcome(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return (
    isObject(value) && STATUSES.includes(value.status) && ['string', 'undefined'].includes(typeof value.code)
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
