import { isJsonObject, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { RESPONSE_ACTIONS } from '../../lib/core/response/response-actions';
import {
  ALREADY,
  isCommand,
  isOutcome,
  parsePlan,
  type ResponseOutcome,
  type ResponsePlan,
  type ResponseReport,
} from '../../lib/core/response/response-plan';
import { NOT_ASKED } from '../../lib/core/response/to-response-machine';
import { writeDown } from '../raise/raised-alert';
import type { ResponderPorts } from './responder';

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
 * Reports a step, and notes its outcome for what comes of the alert later. A request for approval that could not be sent fails with
 * the error after which it is made again.
 */
export async function reportStep(
  event: StepEvent,
  { report, noteOutcome, note }: Pick<ResponderPorts, 'report' | 'noteOutcome' | 'note'>,
): Promise<void> {
  const step = toStepReport(event);
  const { action, alert } = step.plan;
  try {
    await report(step);
  } catch (cause) {
    if (step.outcome !== 'asked') throw cause;
    const error = new Error(`the request for approval could not be sent: ${cause}`, { cause });
    throw Object.assign(error, { name: NOT_ASKED });
  }
  const noted = await writeDown(() => noteOutcome(action, alert.id, step.outcome));
  if (!('error' in noted)) return;
  const fields = { action, alertId: alert.id, problem: String(noted.error) };
  note('a step was reported, and its outcome could not be noted', fields);
}

/**
 * It is part of a command in the report.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
const TOKEN = /^[A-Za-z0-9+/=_.-]{1,2048}$/;

/** What a step of a state machine reports. */
export function toStepReport({ outcome, plan, taskToken }: StepEvent): ResponseReport {
  if (!isOutcome(outcome))
    throw new Error(`outcome ${JSON.stringify(outcome)} is not an outcome of a response`);
  if (taskToken !== undefined && !TOKEN.test(taskToken))
    throw new Error('taskToken is not a Step Functions task token');
  const parsed = parsePlan(plan);
  return {
    ...{ outcome, plan: parsed },
    ...(outcome === 'done' ? doneOf(plan as JsonObject) : reasonOf((plan as JsonObject).failure)),
    ...(taskToken === undefined ? {} : { taskToken }),
  };
}

/**
 * What is known of a call that was made. Where there was nothing left to do, an attempt before may have done it, and its answer was
 * lost: the SDK and the state machine repeat it. Only an execution with the name of the alert is the responder's own for certain.
 */
function doneOf({ action, result, failure }: JsonObject): Pick<ResponseReport, 'why' | 'undo'> {
  const isOfUser = RESPONSE_ACTIONS[action as ResponsePlan['action']].isOfUser === true;
  const { undo } = isJsonObject(result) ? result : {};
  if (undo === null || (failure !== undefined && !isOfUser)) return { why: ALREADY };
  const commands = Array.isArray(undo) ? undo.filter(isCommand) : [];
  return commands.length === 0 ? {} : { undo: commands };
}

function reasonOf(failure: unknown): Pick<ResponseReport, 'why'> {
  if (!isJsonObject(failure)) return {};
  const { Error: error, Cause: cause } = failure;
  // an error of no kind of its own
  const kind = error === 'Error' ? '' : error;
  const parts = [kind, causeInWords(cause)].filter((part) => typeof part === 'string' && part !== '');
  // a rejection may have neither
  return parts.length === 0 ? {} : { why: parts.join(': ') };
}

/** Of a function that failed, the cause is JSON of its error, with the stack, which may be in the message, too: people read what is before it. */
function causeInWords(cause: unknown): unknown {
  const error = typeof cause === 'string' ? parseJson(cause) : undefined;
  if (!isJsonObject(error) || typeof error.errorMessage !== 'string') return cause;
  return error.errorMessage.replace(/\n[ \t]+at .*$/s, '');
}
