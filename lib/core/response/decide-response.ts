import type { Alert } from '../alert/alert';
import { textAt } from '../alert/from-record/text-at';
import type { JsonObject } from '../json/json-value';
import type { ResponderSettings, ResponseSettings } from '../settings/responder-settings';
import type { PlannedCall, ResponseAction } from './response-action';
import { RESPONSE_ACTIONS } from './response-actions';

/** What is done about an alert: a call, a reason to report, or nothing that anybody must know. */
export type Decision =
  | PlannedCall
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'ignored'; readonly why: string };

/** The Region of the function, and the time. */
export interface DecisionPlace {
  readonly region: string;
  readonly nowMs: number;
}

/** Routes on which alerts come while something happens. A search finds what may be long over. */
const CURRENT_ROUTES: readonly string[] = ['log-file', 'event-bus', 'metric-alarm'];

/** Decides what an action does about an alert that trailwatch is proven to have sent. */
export function decideResponse(
  alert: Alert,
  response: ResponseSettings,
  settings: ResponderSettings,
  place: DecisionPlace,
): Decision {
  const needless = findNeedless(alert, settings);
  if (needless !== undefined) return { kind: 'ignored', why: needless };
  const action = RESPONSE_ACTIONS[response.action];
  const problem = findProblem(alert, settings, place) ?? findElsewhere(alert, action, settings, place);
  if (problem !== undefined) return { kind: 'refused', why: problem };
  const planned = action.plan(alert.record, {
    partition: settings.partition,
    accountId: alert.recipientAccountId,
    region: alert.awsRegion,
    now: new Date(place.nowMs).toISOString(),
    guardrail: response.guardrail,
  });
  if (planned.kind === 'refused') return planned;
  const isKept =
    isExempt(planned.resource, settings.exempt.resources) || isOwnRole(planned.resource, settings);
  return isKept ? { kind: 'refused', why: `${planned.resource} is never acted on` } : planned;
}

/** Why there is nothing to answer: the calls of trailwatch itself are no attack, and a call that failed changed nothing. */
function findNeedless({ route, record }: Alert, settings: ResponderSettings): string | undefined {
  if (!CURRENT_ROUTES.includes(route)) return `the alert came from ${route}`;
  if (record.errorCode !== undefined) return 'the call failed';
  return isOwnRole(callerOf(record), settings) ? 'trailwatch made the call itself' : undefined;
}

function findProblem(
  { eventSource, eventTime, recipientAccountId, record }: Alert,
  { exempt, maxAgeMinutes }: ResponderSettings,
  { nowMs }: DecisionPlace,
): string | undefined {
  if (eventSource === 'trailwatch') return 'the alert stands for several records';
  if (isExempt(callerOf(record), exempt.principals)) return 'the caller is never acted on';
  if (exempt.accounts.includes(recipientAccountId)) return 'the account is never acted on';
  const ageMs = nowMs - Date.parse(eventTime);
  if (!(ageMs <= maxAgeMinutes * 60_000)) return `the call was more than ${maxAgeMinutes} minutes ago`;
  return undefined;
}

/** Why the account or Region of an alert is out of reach. */
function findElsewhere(
  { recipientAccountId, awsRegion }: Alert,
  { isRegional, isInAccount }: ResponseAction,
  { accountId, memberAccounts }: ResponderSettings,
  { region }: DecisionPlace,
): string | undefined {
  const isOwn = recipientAccountId === accountId;
  if (!isInAccount) return isOwn ? 'the account is that of the responder itself' : undefined;
  if (!isOwn && !memberAccounts.includes(recipientAccountId)) {
    return `account ${recipientAccountId} is not among the accounts of the responder`;
  }
  return isRegional && awsRegion !== region
    ? `it was in ${awsRegion}, and the responder acts in ${region}`
    : undefined;
}

/** The user or role that made a call; of a session, its role. */
function callerOf(record: JsonObject): string | undefined {
  const issuer = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  return issuer ?? textAt(record, 'userIdentity', 'arn');
}

function isExempt(arn: string | undefined, exempt: readonly string[]): boolean {
  return arn !== undefined && exempt.some((one) => isCovered(arn, one));
}

function isCovered(value: string, exempt: string): boolean {
  return exempt.endsWith('*') ? value.startsWith(exempt.slice(0, -1)) : value === exempt;
}

/** The roles of the stack in its account, and those that act in member accounts. */
function isOwnRole(arn: string | undefined, settings: ResponderSettings): boolean {
  const { partition, accountId, memberAccounts, ownRoleStart, memberRoleStart } = settings;
  const starts = [
    `arn:${partition}:iam::${accountId}:role/${ownRoleStart}`,
    ...memberAccounts.map((account) => `arn:${partition}:iam::${account}:role/${memberRoleStart}`),
  ];
  return arn !== undefined && starts.some((start) => arn.startsWith(start));
}
