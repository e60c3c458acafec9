import type { Alert } from '../alert/alert';
import { toOwnAlert } from '../alert/operational/operational-alert';
import { isJsonObject, type JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { ResponderSettings, ResponseActionName, ResponseSettings } from '../settings/responder-settings';
import type { PlannedCall } from './response-action';
import { RESPONSE_ACTIONS } from './response-actions';

/** The input of a state machine, and the content of its report. */
export interface ResponsePlan {
  readonly action: ResponseActionName;
  /** The alert that it answers. */
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

/** The plan for an alert before anything is planned. */
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

/** Whether a text can be shown as a command to run: callers that may invoke the function that reports can make its input. */
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

/** The plan that a state machine returns. Throws for anything else. */
export function parsePlan(value: unknown): ResponsePlan {
  const problem = isJsonObject(value) ? findProblem(value) : 'it is no object';
  if (problem !== undefined) {
    throw new Error(`the input of the state machine is no plan of Responder: ${problem}`);
  }
  return value as unknown as ResponsePlan;
}

/** Callers that may invoke the function can make a plan: names are looked up among own members only. */
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

/** The rule id of alerts that report what was done about other alerts. */
const RESPONSE_RULE_ID = 'trailwatch-response';

/** How an answer to an alert is. */
export type ResponseOutcome =
  | 'would-act'
  | 'refused'
  | 'unknown'
  | 'asked'
  | 'not-approved'
  | 'done'
  | 'failed';

/** The content of a report. */
export interface ResponseReport {
  readonly outcome: ResponseOutcome;
  readonly plan: ResponsePlan;
  /** Why it was not done, or {@link ALREADY}. */
  readonly why?: string;
  /** Commands that undo it, where they are known only once it is done. */
  readonly undo?: readonly string[];
  /** The token for an approval. */
  readonly taskToken?: string;
  /** ARN of the table in which it is noted what was done. */
  readonly tableArn?: string;
}

/** Why a response is done that found nothing left to do. */
export const ALREADY = 'the resource was in this state already';

/** How much of a reason and of a title is shown. */
const TEXT_LENGTH = 400;

const TITLES: Readonly<Record<ResponseOutcome, (change: string, done: string) => string>> = {
  'would-act': (change) => `Dry run: ${change}`,
  refused: (change) => `Not done: ${change}`,
  unknown: (change) => `Not known whether done: ${change}`,
  asked: (change) => `Approval needed: ${change}`,
  'not-approved': (change) => `Not approved: ${change}`,
  done: (_change, done) => done,
  failed: (change) => `Failed: ${change}`,
};

/** Whether a text names an outcome. */
export function isOutcome(text: unknown): text is ResponseOutcome {
  return typeof text === 'string' && Object.hasOwn(TITLES, text);
}

/** The alert that reports what was done, or would be, about another one. The same step gives the same id. */
export function toResponseAlert(response: ResponseReport): Alert {
  const { outcome, plan, why, ...report } = response;
  const { action, alert, resource, request } = plan;
  const undo = report.undo ?? plan.undo;
  const { done, change } = RESPONSE_ACTIONS[action];
  const facts: JsonObject = {
    ...{ action, outcome, alert: { ...alert }, resource, request, undo, why },
    table: report.tableArn,
  };
  return toOwnAlert({
    ruleId: RESPONSE_RULE_ID,
    ruleName: 'response',
    firstSteps: stepsOf(response),
    title: TITLES[outcome](change, done),
    severity: alert.severity,
    tags: [],
    summary: summaryOf({ outcome, plan, ...(why === undefined ? {} : { why }) }),
    // a request for approval that is made again has another token, and only the last one approves
    identity: [alert.id, action, outcome, ...[report.taskToken].flatMap((token) => token ?? [])],
    eventName: 'Response',
    eventTime: alert.eventTime,
    awsRegion: alert.awsRegion,
    recipientAccountId: alert.recipientAccountId,
    route: alert.route,
    source: {},
    resources: resource === undefined ? [] : [resource],
    // unknown facts are left out
    facts: JSON.parse(JSON.stringify(facts)) as JsonObject,
  });
}

function summaryOf({ outcome, plan, why }: ResponseReport): string {
  const { action, alert, resource } = plan;
  const on = resource === undefined ? '' : ` on ${resource}`;
  const reason = why === undefined ? '' : `: ${oneLine(why, TEXT_LENGTH)}`;
  return `action '${action}'${on} for alert '${oneLine(alert.title, TEXT_LENGTH)}' (${alert.id.slice(0, 12)}) of account ${alert.recipientAccountId} ${OUTCOMES[outcome]}${reason}`;
}

/** The end of the sentence. */
const OUTCOMES: Readonly<Record<ResponseOutcome, string>> = {
  'would-act': 'would have been done; nothing was changed, because the response is in dry-run mode',
  refused: 'was not done; the responder changed nothing',
  unknown: 'is not started again; an earlier attempt may have started it',
  asked: 'waits for approval; nothing was changed so far',
  'not-approved': 'was not approved; nothing was changed',
  done: 'was done',
  failed: 'failed',
};

/** What the report of an outcome says of it; of one that a later release noted, its name. */
export function outcomeInWords(outcome: string): string {
  return isOutcome(outcome) ? OUTCOMES[outcome] : outcome;
}

const UNSURE =
  'The resource was already in this state. Either someone else changed it, or an earlier attempt of this response did and its answer was lost: look for the call in CloudTrail.';

/** What people do next: approve it, undo it, or do it by hand. A call that failed may have changed something before. */
function stepsOf({ outcome, plan, why, taskToken = '', ...report }: ResponseReport): readonly string[] {
  const isUnsure = why === ALREADY;
  const undoSteps = (report.undo ?? [plan.undo].flatMap((undo) => undo ?? [])).map(
    (undo) => `${isUnsure ? 'To undo, if the response changed it' : 'To undo'}: ${undo}`,
  );
  switch (outcome) {
    case 'would-act':
      return ['To have this done, set the mode of the response to ACT.'];
    case 'asked':
      return [
        `Approve: aws stepfunctions send-task-success --task-output {} --task-token ${taskToken}`,
        `Reject: aws stepfunctions send-task-failure --task-token ${taskToken}`,
      ];
    case 'done':
      return isUnsure ? [UNSURE, ...undoSteps] : undoSteps;
    case 'failed':
      return [
        'Something may have changed before the action failed: check the resource, and complete or undo the action yourself.',
        ...undoSteps,
      ];
    case 'unknown':
      return [
        `Look for an execution with the name ${plan.alert.id} of the state machine of '${plan.action}': its history has the result. If there is none, look for the call in CloudTrail, and handle the alert yourself.`,
      ];
    case 'refused':
    case 'not-approved':
      return ['The responder changed nothing: see the alert, and handle it yourself.'];
    default:
      return outcome satisfies never;
  }
}
