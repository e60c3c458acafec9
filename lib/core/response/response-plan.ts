import type { Alert } from '../alert/alert';
import { isJsonObject, type JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import type { ResponderSettings, ResponseActionName, ResponseSettings } from '../settings/responder-settings';
import type { PlannedCall } from './response-action';
import { RESPONSE_ACTIONS } from './response-actions';

/** What a state machine is started with, and what is reported of it. */
export interface ResponsePlan {
  readonly action: ResponseActionName;
  /** What it answers. */
  readonly alert: Pick<
    Alert,
    | 'id'
    | 'ruleId'
    | 'title'
    | 'severity'
    | 'eventID'
    | 'eventTime'
    | 'awsRegion'
    | 'recipientAccountId'
    | 'route'
  >;
  /** An ARN; absent where nothing is planned. */
  readonly resource?: string;
  readonly request?: JsonObject;
  readonly undo?: string;
  /** The role that acts, in accounts that have one for it. */
  readonly roleArn?: string;
}

/** What is known of an alert that an action answers, before anything is planned. */
export function toPlan(alert: Alert, action: ResponseActionName): ResponsePlan {
  const { id, ruleId, title, severity, eventID, eventTime, awsRegion, recipientAccountId, route } = alert;
  return {
    action,
    alert: { id, ruleId, title, severity, eventID, eventTime, awsRegion, recipientAccountId, route },
  };
}

/** The same with the call. */
export function withCall(
  plan: ResponsePlan,
  { resource, request, undo }: PlannedCall,
  settings: ResponderSettings,
): ResponsePlan {
  const roleArn = roleArnOf(plan, settings);
  return { ...plan, resource, request, undo, ...(roleArn === undefined ? {} : { roleArn }) };
}

/** Whether the role of an account is needed: not where all actions are in the own one. */
export function actsInAccounts(
  { action }: Pick<ResponseSettings, 'action'>,
  { memberAccounts }: Pick<ResponderSettings, 'memberAccounts'>,
): boolean {
  return memberAccounts.length > 0 && RESPONSE_ACTIONS[action].isInAccount;
}

function roleArnOf({ action, alert }: ResponsePlan, settings: ResponderSettings): string | undefined {
  if (!actsInAccounts({ action }, settings)) return undefined;
  const { partition, memberRoleStart } = settings;
  return `arn:${partition}:iam::${alert.recipientAccountId}:role/${memberRoleStart}${action}`;
}

/** Commands as actions plan them: nothing in them ends a command or begins another one. */
const COMMAND = /^aws [A-Za-z0-9_+=,.@:/ -]{1,1000}$/;

/** Whether a text can be shown as a command to run: anyone who may invoke the function that reports can make its input. */
export function isCommand(text: unknown): text is string {
  return typeof text === 'string' && COMMAND.test(text);
}

const ALERT_TEXTS = [
  'id',
  'ruleId',
  'title',
  'eventID',
  'eventTime',
  'awsRegion',
  'recipientAccountId',
  'route',
] as const satisfies readonly (keyof ResponsePlan['alert'])[];

/** The plan that a state machine hands back. Throws for whatever is none. */
export function parsePlan(value: unknown): ResponsePlan {
  const problem = isJsonObject(value) ? findProblem(value) : 'it is no object';
  if (problem !== undefined) {
    throw new Error(`the input of the state machine is no plan of Responder: ${problem}`);
  }
  return value as unknown as ResponsePlan;
}

/** Anyone who may invoke the function can make a plan: names are looked up among own members only. */
function findProblem({ action, alert, undo, ...plan }: JsonObject): string | undefined {
  if (!Object.hasOwn(RESPONSE_ACTIONS, String(action))) return `action ${shown(action)} is none`;
  if (!isJsonObject(alert)) return `alert ${shown(alert)} is no object`;
  const text = ALERT_TEXTS.find((name) => typeof alert[name] !== 'string');
  if (text !== undefined) return `alert.${text} ${shown(alert[text])} is no text`;
  if (!SEVERITIES.some((severity) => severity === alert.severity)) {
    return `alert.severity ${shown(alert.severity)} is none`;
  }
  if (!['string', 'undefined'].includes(typeof plan.resource))
    return `resource ${shown(plan.resource)} is no text`;
  if (undo === undefined || isCommand(undo)) return undefined;
  return `undo is no command of the AWS CLI: ${shown(undo)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? 'undefined';
}
