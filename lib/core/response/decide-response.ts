import type { Alert } from '../alert/alert';
import { identity, outcomeOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import type { JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import { partitionOf } from '../record/region';
import type { ResponderSettings, ResponseSettings } from '../settings/responder-settings';
import type { PlannedCall, ResponseAction } from './response-action';
import { RESPONSE_ACTIONS } from './response-actions';

/** The decision on an alert: a call, a reason to report, or nothing to report. */
export type Decision =
  | PlannedCall
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'ignored'; readonly why: string };

/** Routes on which alerts come while something happens. A search finds what may be long over. */
const CURRENT_ROUTES: readonly string[] = ['log-file', 'event-bus', 'metric-alarm'];

/** Decides what an action does about an alert that trailwatch is proven to have sent. */
export function decideResponse(
  alert: Alert,
  response: ResponseSettings,
  settings: ResponderSettings,
  nowMs: number,
): Decision {
  const needless = findNeedless(alert, settings);
  if (needless !== undefined) return { kind: 'ignored', why: needless };
  const action = RESPONSE_ACTIONS[response.action];
  const problem = findProblem(alert, settings, nowMs) ?? findElsewhere(alert, action, settings);
  if (problem !== undefined) return { kind: 'refused', why: problem };
  const planned = action.plan(alert.record, {
    partition: settings.partition,
    accountId: alert.recipientAccountId,
    region: alert.awsRegion,
    ...{ guardrail: response.guardrail, target: response.target },
    ...{ ownAccount: settings.accountId, ownRegion: regionOf(settings) },
    ...{ alertId: alert.id, resources: alert.resources },
  });
  if (planned.kind === 'refused') return planned;
  const touched = [planned.resource, ...(action.isOfUser === true ? alert.resources : [])];
  const kept = touched.find(
    (resource) => isExempt(resource, settings.exempt.resources) || isOwnRole(resource, settings),
  );
  return kept === undefined ? planned : { kind: 'refused', why: `${kept} is never acted on` };
}

/** The Region of the responder, which is that of its topic. */
function regionOf({ topicArn }: ResponderSettings): string {
  const [, , , region = ''] = topicArn.split(':');
  return region;
}

/** Why there is nothing to answer: the calls of trailwatch itself are not an attack, and a call that failed changed nothing. */
function findNeedless(
  { route, outcome, record, closes }: Alert,
  settings: ResponderSettings,
): string | undefined {
  if (!CURRENT_ROUTES.includes(route)) return `the alert came from ${route}`;
  if (closes !== undefined) return 'it says that an alert is over';
  if (outcome?.status === 'denied') return 'the call was denied';
  if (isFailure(outcome ?? outcomeOf(record as CloudTrailRecord))) return 'the call failed';
  return callersOf(record).some((caller) => isActingRole(caller, settings))
    ? 'trailwatch made the call itself'
    : undefined;
}

function findProblem(
  { eventSource, eventTime, recipientAccountId, record }: Alert,
  { exempt, maxAgeMinutes }: ResponderSettings,
  nowMs: number,
): string | undefined {
  if (eventSource === 'trailwatch') return 'the alert is about several records';
  if (callersOf(record).some((caller) => isExempt(caller, exempt.principals)))
    return 'the caller is never acted on';
  if (exempt.accounts.includes(recipientAccountId)) return 'the account is never acted on';
  const ageMs = nowMs - Date.parse(eventTime);
  if (!(ageMs <= maxAgeMinutes * 60_000)) return `the call was more than ${maxAgeMinutes} minutes ago`;
  return undefined;
}

/** Why the account of an alert is out of reach, or its Region is not valid. */
function findElsewhere(
  { recipientAccountId, awsRegion }: Alert,
  { isRegional, isInAccount, isOfUser }: ResponseAction,
  { partition, accountId, memberAccounts }: ResponderSettings,
): string | undefined {
  const isOwn = recipientAccountId === accountId;
  if (!isInAccount && isOfUser !== true)
    return isOwn ? 'the account is that of the responder itself' : undefined;
  if (!isOwn && !memberAccounts.includes(recipientAccountId)) {
    return `account ${recipientAccountId} is not among the accounts of the responder`;
  }
  if (!isRegional || isRegionOf(partition, awsRegion)) return undefined;
  return `the record names no Region of partition ${partition}`;
}

/** The caller, in each spelling that it has: a session is a session and its role. Not every record names the role itself. */
function callersOf(record: JsonObject): readonly string[] {
  const arn = identity.arn(record);
  return [identity.issuer(record), arn, toRole(arn)].flatMap((one) => one ?? []);
}

/**
 * `arn:aws:sts::111122223333:assumed-role/name/session` belongs to `arn:aws:iam::111122223333:role/name`, but does not have the
 * path.
 */
function toRole(arn = ''): string | undefined {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`;
}

function isExempt(arn: string, exempt: readonly string[]): boolean {
  return exempt.some((one) => isCovered(arn, one) || withoutPath(arn) === withoutPath(one));
}

/**
 * A user or a role without its path, which calls of IAM and ARNs of sessions do not have. No two of an account have the same name in
 * two paths, so that this names no other. A beginning that ends with `*` keeps its path: without it, it would cover others.
 */
function withoutPath(arn: string): string {
  return arn.replace(/^(arn:[^:]*:iam::\d{12}:(?:user|role)\/)(?:[^/]+\/)+(?=[^/*]+$)/, '$1');
}

function isCovered(value: string, exempt: string): boolean {
  return exempt.endsWith('*') ? value.startsWith(exempt.slice(0, -1)) : value === exempt;
}

/**
 * Whether a role acts for the responder. Its whole name counts: anyone who may create roles gives them names that begin like those of
 * trailwatch.
 */
function isActingRole(arn: string, settings: ResponderSettings): boolean {
  const { accountId, memberAccounts, memberRoleStart, actingRoles, responses } = settings;
  const [, account = '', name = ''] = /^arn:[^:]*:iam::(\d{12}):role\/([^/]+)$/.exec(withoutPath(arn)) ?? [];
  const isOwn = account === accountId;
  if (isOwn && actingRoles.includes(name)) return true;
  const starts = [memberRoleStart, ...(isOwn ? [`${memberRoleStart}${regionOf(settings)}-`] : [])];
  return (
    memberAccounts.length > 0 &&
    (isOwn || memberAccounts.includes(account)) &&
    responses.some(({ action }) => starts.some((start) => name === start + action))
  );
}

/** The roles of the stack in its account, and those that act in the accounts, whatever the partition and the path. */
function isOwnRole(arn: string, settings: ResponderSettings): boolean {
  const { accountId, memberAccounts, ownRoleStart, memberRoleStart } = settings;
  const starts = [
    `iam::${accountId}:role/${ownRoleStart}`,
    ...[accountId, ...memberAccounts].map((account) => `iam::${account}:role/${memberRoleStart}`),
  ];
  const role = withoutPath(arn).replace(/^arn:[^:]*:/, '');
  return starts.some((start) => role.startsWith(start));
}

/** A Region is in the address of a service, so nothing else is allowed there. */
const REGION = /^[a-z]{2,4}(-[a-z]{2,16}){1,2}-\d{1,2}$/;

/** Whether a text is the name of a Region of a partition: the credentials of one are of no use in another. */
export function isRegionOf(partition: string, region: string): boolean {
  return REGION.test(region) && partitionOf(region) === partition;
}
