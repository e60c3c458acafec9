import { isJsonObject, type Json, type JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import { ALERT_VERSION, type Alert, type OutcomeStatus } from './alert';

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

/** Whether a member of version 2 is what it must be. */
const ADDED: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  ruleName: isText,
  firstSteps: areTexts,
  runbook: (value) => value === undefined || isText(value),
  resourceDetails: (value) => Array.isArray(value) && value.every(isResource),
  details: (value) => isJsonObject(value) && Object.values(value).every(areTexts),
  sourceLocation: (value) => value === undefined || isJsonObject(value),
  recipientAccount: (value) => value === undefined || isAccount(value),
  commands: (value) => value === undefined || areTexts(value),
  repeat: (value) => value === undefined || value === true,
  links: (value) => isJsonObject(value) && Object.values(value).every(isText),
};

/** The alert of a message from a topic, of version 1 or 2; undefined for anything else. */
export function parseAlert(message: JsonObject): Alert | undefined {
  const { actor, outcome, resources, tags, source, record } = message;
  const isAlert =
    isOfKnownVersion(message) &&
    SEVERITIES.some((severity) => severity === message.severity) &&
    TEXTS.every((name) => typeof message[name] === 'string') &&
    TEXTS_THAT_MAY_LACK.every((name) => ['string', 'undefined'].includes(typeof message[name])) &&
    isJsonObject(actor) &&
    typeof actor.name === 'string' &&
    isOutcome(outcome) &&
    areTexts(resources) &&
    areTexts(tags) &&
    isJsonObject(source) &&
    isJsonObject(record);
  return isAlert ? (message as unknown as Alert) : undefined;
}

function isOfKnownVersion(message: JsonObject): boolean {
  if (message.version === 1) return true;
  return (
    message.version === ALERT_VERSION &&
    Object.entries(ADDED).every(([name, isValid]) => isValid(message[name]))
  );
}

/** An alert without a single call has none. */
function isOutcome(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return (
    isJsonObject(value) &&
    STATUSES.includes(value.status) &&
    ['string', 'undefined'].includes(typeof value.code)
  );
}

function isResource(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    isText(value.type) &&
    isText(value.name) &&
    (value.arn === undefined || isText(value.arn))
  );
}

function isAccount(value: unknown): boolean {
  if (!isJsonObject(value) || !isText(value.name)) return false;
  const { organizationalUnits: units = [], tags = {} } = value;
  const areUnits =
    Array.isArray(units) && units.every((unit) => isJsonObject(unit) && isText(unit.id) && isText(unit.name));
  return areUnits && isJsonObject(tags) && areTexts(Object.values(tags));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
