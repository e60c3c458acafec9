import { OUTCOMES } from '../fact/outcome';
import { isJsonObject, type Json, type JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import { ALERT_VERSION, type Alert, type AlertActor } from './alert';

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

const OF_ACTOR = ['type', 'arn', 'accountId'] as const satisfies readonly (keyof AlertActor)[];

const STATUSES: readonly unknown[] = OUTCOMES;

/** Whether a member of version 2 is what it must be. */
const ADDED: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  ruleName: isText,
  firstSteps: areTexts,
  runbook: mayBeText,
  resourceDetails: (value) => Array.isArray(value) && value.every(isResource),
  details: (value) => isJsonObject(value) && Object.values(value).every(areTexts),
  sourceLocation: (value) => value === undefined || isJsonObject(value),
  recipientAccount: (value) => value === undefined || isAccount(value),
  commands: (value) => value === undefined || areTexts(value),
  closes: mayBeText,
  updates: mayBeText,
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
    TEXTS_THAT_MAY_LACK.every((name) => mayBeText(message[name])) &&
    isActor(actor) &&
    isOutcome(outcome) &&
    areTexts(resources) &&
    areTexts(tags) &&
    isJsonObject(source) &&
    isJsonObject(record);
  return isAlert ? (message as unknown as Alert) : undefined;
}

/** A document of version 1 has none of the added members: others may have written one that has. */
function isOfKnownVersion(message: JsonObject): boolean {
  const isFirst = message.version === 1;
  return (
    (isFirst || message.version === ALERT_VERSION) &&
    Object.entries(ADDED).every(
      ([name, isValid]) => (isFirst && message[name] === undefined) || isValid(message[name]),
    )
  );
}

function isActor(value: Json | undefined): boolean {
  return isJsonObject(value) && isText(value.name) && OF_ACTOR.every((name) => mayBeText(value[name]));
}

/** An alert without a single call has none. */
function isOutcome(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return isJsonObject(value) && STATUSES.includes(value.status) && mayBeText(value.code);
}

function isResource(value: unknown): boolean {
  return isJsonObject(value) && isText(value.type) && isText(value.name) && mayBeText(value.arn);
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

function mayBeText(value: unknown): boolean {
  return value === undefined || isText(value);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
