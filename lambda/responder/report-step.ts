import { isJsonObject } from '../../lib/core/json/json-value';
import {
  isCommand,
  isOutcome,
  parsePlan,
  type ResponseOutcome,
  type ResponseReport,
} from '../../lib/core/response/response-plan';

/** What a state machine calls the function with. */
export interface StepEvent {
  readonly outcome: ResponseOutcome;
  /** The plan, with what the states have added to it. */
  readonly plan: unknown;
  readonly taskToken?: string;
}

/** Whether the function is called by a state machine, and not by the topic. */
export function isStepEvent(event: object): event is StepEvent {
  return 'outcome' in event;
}

/**
 * It is part of a command in the report.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
const TOKEN = /^[A-Za-z0-9+/=_.-]{1,2048}$/;

/** What a step of a state machine reports. */
export function toStepReport({ outcome, plan, taskToken }: StepEvent): ResponseReport {
  if (!isOutcome(outcome)) throw new Error(`outcome ${JSON.stringify(outcome)} is none of a response`);
  if (taskToken !== undefined && !TOKEN.test(taskToken))
    throw new Error('taskToken is no token of Step Functions');
  const why = isJsonObject(plan) && outcome !== 'done' ? reasonOf(plan.failure) : undefined;
  const undo = isJsonObject(plan) && outcome === 'done' ? undoOf(plan.result) : [];
  return {
    ...{ outcome, plan: parsePlan(plan) },
    ...(why === undefined ? {} : { why }),
    ...(undo.length === 0 ? {} : { undo }),
    ...(taskToken === undefined ? {} : { taskToken }),
  };
}

/** What the function that acted says that takes it back. */
function undoOf(result: unknown): readonly string[] {
  if (!isJsonObject(result) || !Array.isArray(result.undo)) return [];
  return result.undo.filter(isCommand);
}

function reasonOf(failure: unknown): string | undefined {
  if (!isJsonObject(failure)) return undefined;
  const { Error: error, Cause: cause } = failure;
  const parts = [error, cause].filter((part) => typeof part === 'string' && part !== '');
  // a rejection may have neither
  return parts.length === 0 ? undefined : parts.join(': ');
}
