import { isJsonObject, type JsonObject } from '../json/json-value';
import { remembered } from '../keyed/remembered';
import { REGION_NAME } from '../record/region';
import type { Alert, AlertLinks } from './alert';
import { actorCommand, recordsKnownOf } from './correlated/actor-command';
import type { AlertLine } from './message/alert-lines';
import { runbookOfRule } from './rule-members';

/**
 * The domain of the console in each partition with a known one, by what its Regions begin with; other Regions are AWS's main
 * partition.
 */
const DOMAINS: readonly (readonly [start: string, domain: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['us-iso', ''],
  ['eu-iso', ''],
  ['eusc-', ''],
  ['', 'console.aws.amazon.com'],
];

/** CloudTrail's ids of events. Any other text may come from a caller and is not put into a link. */
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Names of users, roles and sessions that IAM allows; any other text is not put into a link. */
const USER_NAME = /^[\w+=,.@-]{2,128}$/;

/** The parts of an alert that its links depend on. */
type LinkedAlert = Pick<Alert, 'record' | 'awsRegion' | 'eventID' | 'actor'>;

/**
 * The pages of CloudTrail's event history about an alert, for users who sign in to its account. There is no link for what the
 * history does not have: records other than management events, and alerts of trailwatch on its own work. An alert on several
 * records links to the first and the last of those in its facts that the history has; each of these has its own link there.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
 */
export function toLinks(alert: LinkedAlert): AlertLinks {
  const records = recordsKnownOf(alert.record);
  return records.length === 0 ? linksOfOne(alert) : linksOfSeveral(alert, records);
}

/**
 * Where to read more, by name: addresses and a command that trailwatch makes, with nothing in them that a caller chose freely. Those in a
 * document that was read may be anyone's.
 */
export function linkLines(alert: Alert): readonly AlertLine[] {
  const { record, firstRecord, actor } = toLinks(alert);
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['First', firstRecord],
    ['Record', record],
    ['Actor', actor],
    ['Command', actorCommand(alert)],
    ['Outcome', responseCommand(alert)],
    ['Runbook', runbookOfRule(alert.ruleName)],
  ];
  return lines.filter((line): line is AlertLine => line[1] !== undefined);
}

/** The command that shows what was done for the alert that a report of a responder is about. */
function responseCommand({ eventName, eventSource, record }: Alert): string | undefined {
  const { alert, table } = record;
  const id = isJsonObject(alert) ? textOf(alert.id) : '';
  const isReport = eventSource === 'trailwatch' && eventName === 'Response';
  return isReport && ALERT_ID.test(id) && TABLE_ARN.test(textOf(table))
    ? `trailwatch response ${id} --table ${textOf(table)}`
    : undefined;
}

const ALERT_ID = /^[0-9a-f]{64}$/;
const TABLE_ARN = /^arn:[a-z-]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}$/;

function linksOfSeveral({ actor }: LinkedAlert, records: readonly JsonObject[]): AlertLinks {
  const name = actor.name.replace(/ and (?:at least )?\d+ more$/, '');
  const all = records.map((record) => {
    const { awsRegion, eventID } = record;
    const place = { awsRegion: textOf(awsRegion), eventID: textOf(eventID) };
    return linksOfOne({ ...place, record, actor: { ...actor, name } });
  });
  const linked = all.flatMap(({ record }) => record ?? []);
  const [firstRecord, record] = [linked[0], linked.at(-1)];
  const actorLink = all.flatMap((links) => links.actor ?? []).at(-1);
  return {
    ...(firstRecord === undefined || firstRecord === record ? {} : { firstRecord }),
    ...(record === undefined ? {} : { record }),
    ...(actorLink === undefined ? {} : { actor: actorLink }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function linksOfOne(alert: LinkedAlert): AlertLinks {
  const events = eventHistory(alert.awsRegion);
  if (events === undefined) return {};
  const userName = userNameOf(alert);
  const query = userName === undefined ? undefined : userNameQuery(userName);
  const record = recordLink(alert);
  return {
    ...(record === undefined ? {} : { record }),
    ...(query === undefined ? {} : { actor: `${events}${query}` }),
  };
}

/** The page of a record in the event history; undefined for what the history does not have. */
export function recordLink({
  awsRegion,
  eventID,
  record,
}: Pick<LinkedAlert, 'awsRegion' | 'eventID' | 'record'>): string | undefined {
  const events = eventHistory(awsRegion);
  const isThere = events !== undefined && isManagementEvent(record) && EVENT_ID.test(eventID);
  return isThere ? `${events}/${eventID}` : undefined;
}

/** The event history of a Region; undefined where the console's address is not known. */
const eventHistory = remembered((region) => {
  if (!REGION_NAME.test(region)) return undefined;
  const domain = DOMAINS.find(([start]) => region.startsWith(start))?.[1] ?? '';
  if (domain === '') return undefined;
  return `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events`;
});

/** The query of the event history's address for a user name; undefined for a text that is not one. */
const userNameQuery = remembered((userName) =>
  USER_NAME.test(userName) ? `?Username=${encodeURIComponent(userName)}` : undefined,
);

function isManagementEvent({ managementEvent, eventCategory }: Alert['record']): boolean {
  return managementEvent === true || eventCategory === 'Management';
}

/** The user name that the event history knows the actor by: of a session of a role that of the session. */
function userNameOf({ actor: { type, name, arn = '' } }: LinkedAlert): string | undefined {
  if (type === undefined || type === 'AWSService' || type === 'AWSAccount') return undefined;
  return type === 'AssumedRole' || arn.includes(':assumed-role/') ? name.slice(name.indexOf('/') + 1) : name;
}
