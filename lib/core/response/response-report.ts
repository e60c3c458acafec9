import type { Alert } from '../alert/alert';
import { toOwnAlert } from '../alert/operational/operational-alert';
import type { JsonObject } from '../json/json-value';
import { oneLine } from '../safe-text/one-line';
import { RESPONSE_ACTIONS } from './response-actions';
import type { ResponsePlan } from './response-plan';

/** The rule id of alerts that say what was done about other alerts. */
export const RESPONSE_RULE_ID = 'trailwatch-response';

/** How an answer to an alert stands. */
export type ResponseOutcome = 'would-act' | 'refused' | 'asked' | 'not-approved' | 'done' | 'failed';

/** What is to be reported. */
export interface ResponseReport {
  readonly outcome: ResponseOutcome;
  readonly plan: ResponsePlan;
  /** Why it was not done. */
  readonly why?: string;
  /** Commands that take it back, where they are known only once it is done. */
  readonly undo?: readonly string[];
  /** What an approval is given with. */
  readonly taskToken?: string;
}

/** How much of a reason and of a title is shown. */
const TEXT_LENGTH = 400;

const TITLES: Readonly<Record<ResponseOutcome, (change: string, done: string) => string>> = {
  'would-act': (change) => `Dry run: ${change}`,
  refused: (change) => `Not done: ${change}`,
  asked: (change) => `Approval needed: ${change}`,
  'not-approved': (change) => `Not approved: ${change}`,
  done: (_change, done) => done,
  failed: (change) => `Failed: ${change}`,
};

/** Whether a text names an outcome. */
export function isOutcome(text: unknown): text is ResponseOutcome {
  return typeof text === 'string' && Object.hasOwn(TITLES, text);
}

/** The alert that says what was done, or would be, about another one. The same step gives the same id. */
export function toResponseAlert(response: ResponseReport): Alert {
  const { outcome, plan, why, ...report } = response;
  const { action, alert, resource, request } = plan;
  const undo = report.undo ?? plan.undo;
  const { done, change } = RESPONSE_ACTIONS[action];
  const facts: JsonObject = { action, outcome, alert: { ...alert }, resource, request, undo, why };
  return toOwnAlert({
    ruleId: RESPONSE_RULE_ID,
    ruleName: 'response',
    firstSteps: stepsOf(response),
    title: TITLES[outcome](change, done),
    severity: alert.severity,
    tags: [],
    summary: summaryOf({ outcome, plan, ...(why === undefined ? {} : { why }) }),
    identity: [alert.id, action, outcome],
    eventName: 'Response',
    eventTime: alert.eventTime,
    awsRegion: alert.awsRegion,
    recipientAccountId: alert.recipientAccountId,
    route: alert.route,
    source: {},
    resources: resource === undefined ? [] : [resource],
    // what is not known is left out
    facts: JSON.parse(JSON.stringify(facts)) as JsonObject,
  });
}

function summaryOf({ outcome, plan, why }: ResponseReport): string {
  const { action, alert, resource } = plan;
  const on = resource === undefined ? '' : ` on ${resource}`;
  const reason = why === undefined ? '' : `: ${oneLine(why, TEXT_LENGTH)}`;
  return `action '${action}'${on} for alert '${oneLine(alert.title, TEXT_LENGTH)}' (${alert.id.slice(0, 12)}) of account ${alert.recipientAccountId} is '${outcome}'${reason}`;
}

/** What people do next: approve it, take it back, or do it by hand. */
function stepsOf({ outcome, plan, taskToken = '', ...report }: ResponseReport): readonly string[] {
  switch (outcome) {
    case 'would-act':
      return ['If it should be done, set the mode of the response to ACT.'];
    case 'asked':
      return [
        `Approve: aws stepfunctions send-task-success --task-output {} --task-token ${taskToken}`,
        `Reject: aws stepfunctions send-task-failure --task-token ${taskToken}`,
      ];
    case 'done':
      return (report.undo ?? [plan.undo].flatMap((undo) => undo ?? [])).map(
        (undo) => `Take it back: ${undo}`,
      );
    case 'refused':
    case 'not-approved':
    case 'failed':
      return ['Nothing was changed by the responder: see the alert that it answers, and act by hand.'];
    default:
      return outcome satisfies never;
  }
}
