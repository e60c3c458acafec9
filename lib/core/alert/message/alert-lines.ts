import { identity } from '../../compile/predicate/record-facts';
import {
  type Alert,
  type AlertDetails,
  type AlertSource,
  type AlertSourceLocation,
  CUT_FACTS,
  MATCHED,
  mayLackResources,
} from '../alert';
import { parameterInWords } from '../call/parameter-words';
import { inUpperCase } from '../call/texts-at';
import { wordsInName } from '../call/words-in-name';

/** A fact of an alert with its name; empty when the alert does not have it. */
export type AlertLine = readonly [name: string, value: string];

/** How many resources are named. */
const MAX_RESOURCES = 10;

/** The facts of an alert for people, one per line, the most important first. Values are as the record has them. */
export function alertLines(alert: Alert): readonly AlertLine[] {
  const { recipientAccount: { organizationalUnits, tags } = {} } = alert;
  // Of a message of trailwatch itself, and one about several records, no record has this name and this id.
  const isOwn = alert.eventSource === 'trailwatch';
  // The account has a separate line.
  const resources = alert.resources.filter((resource) => resource !== alert.recipientAccountId);
  const lines: readonly AlertLine[] = [
    ['Severity', alert.closes === undefined ? alert.severity : ''],
    ['Who', actorInWords(alert)],
    ['What', isOwn ? '' : joined(alert.eventName, alert.eventSource)],
    ['Result', resultOf(alert)],
    ['When', alert.eventTime],
    ['Account', joined(alert.recipientAccountId, alert.recipientAccount?.name)],
    ['Organizational unit', (organizationalUnits ?? []).map(({ name }) => name).join(' / ')],
    ...Object.entries(tags ?? {}).map(
      ([key, value]): AlertLine => ['Account tag', value === '' ? '' : `${key}=${value}`],
    ),
    ['Region', alert.awsRegion],
    ['From', joined(alert.sourceIPAddress, alert.userAgent)],
    ['Location', renderLocation(alert.sourceLocation)],
    ...resources.slice(0, MAX_RESOURCES).map((resource): AlertLine => ['Resource', resource]),
    ['Resource', moreResources(alert, resources.length - MAX_RESOURCES)],
    ...(alert.details?.timeline ?? []).map((step): AlertLine => ['Step', step]),
    ...factLines(withoutSteps(alert)).map(([fact, text]): AlertLine => ['Detail', `${fact}: ${text}`]),
    ['Rule', joined(alert.ruleName, alert.ruleId)],
    ['Tags', alert.tags.join(', ')],
    ['Found in', placeOf(alert)],
    ['Event', isOwn ? '' : alert.eventID],
    ['Closes', alert.closes ?? ''],
    ['Updates', alert.updates ?? ''],
    ['Alert', alert.id],
  ];
  return lines.filter(([, value]) => value !== '');
}

/** The facts that no line of their own tells: the steps of a score have their times and rules. */
function withoutSteps(alert: Alert): Alert {
  const { timeline, steps: _, ...details } = alert.details ?? {};
  return timeline === undefined ? alert : { ...alert, details };
}

/** How many resources are left out, of an alert that may have left out some itself. */
function moreResources({ resources, details }: Alert, left: number): string {
  const mayLack = mayLackResources({ resources, details });
  if (left <= 0) return mayLack ? 'and more' : '';
  return `and ${mayLack ? 'at least ' : ''}${left} more`;
}

/** Each fact with its values in one text, which shows where there are more. */
export function factTexts({ [CUT_FACTS]: cut = [], ...facts }: AlertDetails = {}): readonly AlertLine[] {
  return Object.entries(facts).map(([fact, values]) => [
    fact,
    // A comma within a value would look like the end of it.
    [...values, ...(cut.includes(fact) ? ['and more'] : [])].join(
      values.some((value) => value.includes(', ')) ? ' | ' : ', ',
    ),
  ]);
}

/** Facts whose values are parameters of the call, with their names. */
const OF_PARAMETERS = ['selectors', 'settings', MATCHED];

/**
 * The same for people: `Shared with` for `sharedWith`, `deletion protection off` for `deletionProtection: false`. A name that is not of
 * this form stays as it is.
 */
export function factLines({ details = {}, recipientAccountId }: Alert): readonly AlertLine[] {
  const inWords = OF_PARAMETERS.flatMap((fact) => {
    const values = details[fact];
    return values === undefined
      ? []
      : [[fact, values.map((each) => parameterInWords(each, recipientAccountId))] as const];
  });
  return factTexts({ ...details, ...Object.fromEntries(inWords) }).map(([fact, text]) => [
    inUpperCase(wordsInName(fact)) || fact,
    text,
  ]);
}

/** How the call ended. */
function resultOf({ outcome, errorCode }: Alert): string {
  return joined(outcome?.status, outcome?.code ?? errorCode);
}

/** Where the record is to be had, whole. */
function placeOf({ source, route, eventSource }: Alert): string {
  const { key, index, logGroup, logStream } = source;
  if (key !== undefined) {
    const file = fileOf(source);
    return index === undefined ? file : `${file}, record ${index}`;
  }
  if (logGroup !== undefined) return joined(`log group ${logGroup}`, logStream);
  return route === 'event-bus' && eventSource !== 'trailwatch' ? 'EventBridge' : '';
}

/** The file that a record is in: an object of S3, or as its user named it; empty for an alert about several records. */
export function fileOf({ bucket, key }: AlertSource): string {
  return bucket === undefined ? (key ?? '') : `s3://${bucket}/${key ?? ''}`;
}

/** Who did it; empty for a message of trailwatch itself. */
function actorInWords(alert: Alert): string {
  const { actor, eventSource } = alert;
  const { name, type, mfa, arn } = actor;
  if (eventSource === 'trailwatch' && name === 'trailwatch' && arn === undefined) return '';
  // The ARN comes last: its path and the session's name are the caller's, and what is cut is at the end.
  return joined(name, type, keyInWords(alert), mfaInWords(mfa), arn);
}

/** The access key of the call, or of all calls of an alert about several records: the one to disable. */
function keyInWords({
  record,
  details: { accessKeys = [], sessionKeys = [] } = {},
}: Alert): string | undefined {
  const [shared, ...others] = record.knownWhenRaised === undefined ? [] : [...accessKeys, ...sessionKeys];
  const id = identity.accessKey(record) ?? (others.length === 0 ? shared : undefined);
  return id === undefined ? undefined : `access key ${id}`;
}

function mfaInWords(mfa: boolean | undefined): string | undefined {
  if (mfa === undefined) return undefined;
  return mfa ? 'with MFA' : 'without MFA';
}

/** Each part once: address and user agent of a call that a service makes are both its name. */
function joined(...parts: readonly (string | undefined)[]): string {
  return [...new Set(parts)].filter((part) => part !== undefined && part !== '').join(', ');
}

/** Where an address is, in short: `DE Frankfurt am Main AS64500 Example`. Empty if it is not known. */
export function renderLocation(location: AlertSourceLocation | undefined): string {
  if (location === undefined) return '';
  const { country, city, asNumber, asOrganization } = location;
  const system = asNumber === undefined ? undefined : `AS${asNumber}`;
  return [country, city, system, asOrganization]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
