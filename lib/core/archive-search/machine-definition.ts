import type { JsonObject } from '../json/json-value';
import { PLACE_STATE, SEARCH_FILES, SEARCHES_PREFIX, type SearchPlace } from './search-place';

/** The parts of a state machine. Values may be CDK tokens. */
export interface MachineParts {
  /** Such as `aws`. */
  readonly partition: string;
  readonly place: SearchPlace;
  readonly functions: {
    readonly plan: string;
    readonly search: string;
    readonly summary: string;
    /** Absent where no alerts can be sent. */
    readonly send?: string;
  };
  /** How many batches are searched at a time. */
  readonly maxConcurrency: number;
}

/** The members that the planning function returns, and receives again. */
const PLAN_MEMBERS = ['isDone', 'after', 'batches', 'files', 'bytes', 'absent', 'rules', 'sends'];

/** Slightly longer than a Lambda function can run. */
const TIMEOUT_SECONDS = 930;

/** An invalid input stays invalid, and alerts that could not be sent in many invocations need a person. */
const NEVER: JsonObject = { ErrorEquals: ['SearchRefused', 'AlertsNotSent'], MaxAttempts: 0 };

/** Before alerts that could not be sent are tried again. */
const PAUSE_SECONDS = 60;

/** Lambda has no room for another invocation now: the next second, minute or hour it has. */
const THROTTLED: JsonObject = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  ...{ IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 60, JitterStrategy: 'FULL' },
};

const ANYTHING_ELSE: JsonObject = {
  ErrorEquals: ['States.ALL'],
  ...{ IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 5, JitterStrategy: 'FULL' },
};

/**
 * The state machine of `ArchiveSearch`, in Amazon States Language.
 *
 *     Begin ──► Plan ──► Planned? ──► Search: a child workflow for each batch ──► Summarize ──► Asked? ──► Whole? ──► Done
 *                ▲          │                                                                    │          ▲  └──► Incomplete
 *                └──────────┘ until all is planned                                               ▼          │
 *                                                                      Pause ◄──► Send ──► Sent? ┴──────────┘
 *
 * The map tolerates every failure, because the summary knows of each batch what became of it, and fails the execution for any
 * that was not searched.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function toMachineDefinition(parts: MachineParts): JsonObject {
  const { place, functions } = parts;
  const event = {
    'execution.$': '$$.Execution.Name',
    'startedAt.$': '$$.Execution.StartTime',
    'request.$': '$$.Execution.Input',
    'plan.$': '$.plan',
  };
  return {
    Comment: 'Searches an archive of CloudTrail log files for the rules of trailwatch',
    StartAt: PLACE_STATE,
    States: {
      [PLACE_STATE]: {
        Type: 'Pass',
        Result: {
          place: { ...place },
          plan: {
            isDone: false,
            after: '',
            batches: 0,
            files: 0,
            bytes: 0,
            absent: [],
            rules: '',
            sends: false,
          },
        },
        Next: 'Plan',
      },
      Plan: {
        ...invoke(parts, functions.plan, { ...event, 'place.$': '$.place' }),
        ...answerAt('plan', PLAN_MEMBERS),
        Next: 'Planned',
      },
      Planned: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.plan.isDone', BooleanEquals: false, Next: 'Plan' },
          { Variable: '$.plan.batches', NumericEquals: 0, Next: 'Summarize' },
        ],
        Default: 'Search',
      },
      Search: searchState(parts),
      Summarize: {
        ...invoke(parts, functions.summary, event),
        ...answerAt('summary', ['isComplete', 'summary']),
        Next: functions.send === undefined ? 'Whole' : 'Asked',
      },
      ...(functions.send === undefined ? {} : sendStates(parts, functions.send, event)),
      Whole: {
        Type: 'Choice',
        Choices: [{ Variable: '$.summary.isComplete', BooleanEquals: true, Next: 'Done' }],
        Default: 'Incomplete',
      },
      Done: { Type: 'Succeed' },
      Incomplete: {
        Type: 'Fail',
        Error: 'SearchIncomplete',
        Cause: 'Not every log file was searched; the summary in the results bucket names each, and why',
      },
    },
  };
}

/** Matches are sent even if something was not searched. */
function sendStates(parts: MachineParts, functionName: string, event: JsonObject): JsonObject {
  return {
    Asked: {
      Type: 'Choice',
      Choices: [{ Variable: '$.plan.sends', BooleanEquals: true, Next: 'Send' }],
      Default: 'Whole',
    },
    Send: { ...invoke(parts, functionName, event), ...answerAt('send', ['isDone']), Next: 'Sent' },
    Sent: {
      Type: 'Choice',
      Choices: [{ Variable: '$.send.isDone', BooleanEquals: true, Next: 'Whole' }],
      Default: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: PAUSE_SECONDS, Next: 'Send' },
  };
}

function searchState(parts: MachineParts): JsonObject {
  const { partition, place, functions, maxConcurrency } = parts;
  const folder = (name: string) => `States.Format('${SEARCHES_PREFIX}{}/${name}', $$.Execution.Name)`;
  const Bucket = place.resultsBucket;
  return {
    Type: 'Map',
    Label: 'Batches',
    ItemReader: {
      Resource: `arn:${partition}:states:::s3:listObjectsV2`,
      Parameters: { Bucket, 'Prefix.$': folder(SEARCH_FILES.plan) },
    },
    ItemSelector: {
      'execution.$': '$$.Execution.Name',
      'rules.$': '$.plan.rules',
      'batch.$': '$$.Map.Item.Value.Key',
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'SearchBatch',
      States: {
        SearchBatch: { ...invoke(parts, functions.search, undefined), OutputPath: '$.Payload', End: true },
      },
    },
    MaxConcurrency: maxConcurrency,
    ToleratedFailurePercentage: 100,
    ResultWriter: {
      Resource: `arn:${partition}:states:::s3:putObject`,
      Parameters: { Bucket, 'Prefix.$': folder(SEARCH_FILES.map.replace(/\/$/, '')) },
    },
    ResultPath: '$.map',
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Summarize' }],
    Next: 'Summarize',
  };
}

/** A task that calls a function, with an event or with the input as it is. */
function invoke(
  { partition }: MachineParts,
  FunctionName: string,
  event: JsonObject | undefined,
): JsonObject {
  const payload: JsonObject = event === undefined ? { 'Payload.$': '$' } : { Payload: event };
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName, ...payload },
    TimeoutSeconds: TIMEOUT_SECONDS,
    Retry: [NEVER, THROTTLED, ANYTHING_ELSE],
  };
}

/** Puts members of a function's response under a name. */
function answerAt(name: string, members: readonly string[]): JsonObject {
  const selected = members.map((member) => [`${member}.$`, `$.Payload.${member}`]);
  return { ResultSelector: Object.fromEntries(selected), ResultPath: `$.${name}` };
}
