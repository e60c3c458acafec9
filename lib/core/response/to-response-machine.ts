import type { JsonObject } from '../json/json-value';
import type { ResponseActionName } from '../settings/responder-settings';
import { RESPONSE_ACTIONS } from './response-actions';
import type { ResponseOutcome } from './response-plan';

/** The parts of a state machine. */
export interface ResponseMachine {
  readonly action: ResponseActionName;
  readonly partition: string;
  /** The function that reports. */
  readonly functionArn: string;
  /** The function that acts in the Region of the record; absent where Step Functions makes the call. */
  readonly actorArn?: string | undefined;
  /** Whether a role of the account concerned acts; it is at `$.roleArn` then. */
  readonly actsInAccounts: boolean;
  /** How long to wait for an approval; no approval is required without it. */
  readonly approvalSeconds?: number | undefined;
}

/** How a failed call is tried again: AWS limits calls, and permissions take time to be known everywhere. */
const RETRY = { IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 2, JitterStrategy: 'FULL' };

/** The error of the function that reports if it could not send a request for approval. */
export const NOT_ASKED = 'ApprovalNotRequested';

/**
 * Errors after which a request for approval is made again: no one may have received it. A person who rejects can give any other
 * error, or none.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
const UNASKED = [
  NOT_ASKED,
  'Lambda.AWSLambdaException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
];

/** How long a call or a report may take. */
const CALL_SECONDS = 60;

/**
 * The state machine of one action, in Amazon States Language. Its input is a plan; texts from records are only values in it, and
 * JSONPath does not interpret them.
 *
 *     (Ask) → (Prepare) → Act → Report
 *       ↓                  ↓
 *     Report             Report → NotDone
 */
export function toResponseMachine(machine: ResponseMachine): JsonObject {
  const { already, done, prepared } = RESPONSE_ACTIONS[machine.action];
  const acting = prepared === undefined ? 'Act' : 'Prepare';
  const { approvalSeconds } = machine;
  return {
    Comment: `Response of trailwatch: ${done}`,
    StartAt: approvalSeconds === undefined ? acting : 'Ask',
    States: {
      ...(approvalSeconds === undefined ? {} : askingStates(machine, { approvalSeconds, next: acting })),
      ...(prepared === undefined
        ? {}
        : { Prepare: { Type: 'Pass', Parameters: prepared, ResultPath: '$.prepared', Next: 'Act' } }),
      Act: {
        Type: 'Task',
        ...toCall(machine),
        ResultPath: '$.result',
        TimeoutSeconds: CALL_SECONDS,
        Retry: [
          ...already.map((error) => ({ ErrorEquals: [error], MaxAttempts: 0 })),
          { ErrorEquals: ['States.ALL'], ...RETRY },
        ],
        Catch: [
          ...already.map((error) => ({ ErrorEquals: [error], ResultPath: '$.failure', Next: 'ReportDone' })),
          { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'ReportFailed' },
        ],
        Next: 'ReportDone',
      },
      ReportDone: { ...report(machine, 'done'), End: true },
      ReportFailed: { ...report(machine, 'failed'), Next: 'NotDone' },
      NotDone: { Type: 'Fail', Error: 'ResponseFailed', Cause: 'the call failed; the report has the reason' },
    },
  };
}

/** The call of an AWS SDK integration, or of the function that acts in the Region of the record. */
function toCall({ action, partition, actorArn, actsInAccounts }: ResponseMachine): JsonObject {
  const { call, parameters } = RESPONSE_ACTIONS[action];
  if (actorArn === undefined) {
    return {
      Resource: `arn:${partition}:states:::aws-sdk:${call}`,
      ...(actsInAccounts ? { Credentials: { 'RoleArn.$': '$.roleArn' } } : {}),
      Parameters: parameters,
    };
  }
  const place = { 'region.$': '$.alert.awsRegion', ...(actsInAccounts ? { 'roleArn.$': '$.roleArn' } : {}) };
  return {
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: actorArn, Payload: { ...place, request: parameters } },
    ResultSelector: { 'undo.$': '$.Payload.undo' },
  };
}

/** A principal that has the token and may call SendTaskSuccess can approve. Without an answer in time nothing is done. */
function askingStates(
  machine: ResponseMachine,
  { approvalSeconds, next }: { readonly approvalSeconds: number; readonly next: string },
): JsonObject {
  const { partition, functionArn } = machine;
  return {
    Ask: {
      Type: 'Task',
      Resource: `arn:${partition}:states:::lambda:invoke.waitForTaskToken`,
      Parameters: {
        FunctionName: functionArn,
        Payload: { outcome: 'asked', 'plan.$': '$', 'taskToken.$': '$$.Task.Token' },
      },
      ResultPath: '$.approval',
      TimeoutSeconds: approvalSeconds,
      Retry: [{ ErrorEquals: UNASKED, ...RETRY }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'ReportNotApproved' }],
      Next: next,
    },
    ReportNotApproved: { ...report(machine, 'not-approved'), End: true },
  };
}

function report({ partition, functionArn }: ResponseMachine, outcome: ResponseOutcome): JsonObject {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: functionArn, Payload: { outcome, 'plan.$': '$' } },
    ResultPath: '$.reported',
    TimeoutSeconds: CALL_SECONDS,
    Retry: [{ ErrorEquals: ['States.ALL'], ...RETRY }],
  };
}
