import type { JsonObject } from '../../json/json-value';
import { toCreateCompacted, toVacuum } from '../athena/compacted-table';
import { compactDaySql, deleteBeforeSql, optimizeDaySql } from './compaction-sql';

/** The parts of a state machine. Values may be CDK tokens. */
export interface CompactionParts {
  /** Such as `aws`. */
  readonly partition: string;
  readonly databaseName: string;
  readonly workGroupName: string;
  /** The URL of the folder of the Iceberg table. */
  readonly location: string;
  /** Separated by commas, or where to look for the folders of the accounts. */
  readonly accounts: string | { readonly bucket: string; readonly prefix: string };
  /** How many days a run without input compacts, up to yesterday. */
  readonly days: number;
  /** How many accounts a statement reads. */
  readonly groupSize: number;
  /** After how many days a day is deleted. */
  readonly keepDays?: number;
}

/** An execution has 25,000 events of history, and a statement takes up to twenty of them. */
const MAX_STATEMENTS = 1_000;

/** Statements of one day at a time. Their accounts differ, so that none waits for what another adds. */
const STATEMENTS_AT_ONCE = 4;

/** Slightly longer than the maximum to which Athena's quota for a statement can be raised. */
const TIMEOUT_SECONDS = 15_000;

const THROTTLED: JsonObject = {
  ErrorEquals: ['Athena.TooManyRequestsException'],
  ...{ IntervalSeconds: 10, BackoffRate: 2, MaxDelaySeconds: 300, MaxAttempts: 20, JitterStrategy: 'FULL' },
};

/** A statement that fails is paid for as far as it read. */
const TWICE_MORE: JsonObject = {
  ErrorEquals: ['States.ALL'],
  ...{ IntervalSeconds: 60, BackoffRate: 3, MaxAttempts: 2, JitterStrategy: 'FULL' },
};

/** OPTIMIZE and VACUUM do a part of their work, and fail with the demand to be run again. */
const UNTIL_DONE: JsonObject = {
  ErrorEquals: ['States.ALL'],
  ...{ IntervalSeconds: 10, BackoffRate: 1.5, MaxDelaySeconds: 120, MaxAttempts: 20 },
};

/**
 * The state machine of `LogTableCompaction`, in Amazon States Language with JSONata.
 *
 *     Begin ─► Asked? ─► Others? ─► CreateTable ─► accounts ─► for each day: for each group of accounts: INSERT ─► Vacuum ─► Whole? ─► Done
 *                │ ▲                                               └─► OPTIMIZE                             └─► Incomplete
 *                └─┘ until executions that began before have ended
 *
 * What fails does not keep the rest from being compacted: the execution fails at its end, and names the days.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
 */
export function toCompactionDefinition(parts: CompactionParts): JsonObject {
  const { partition, databaseName, keepDays } = parts;
  return {
    Comment: 'Compacts CloudTrail log files into an Iceberg table',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { days: jsonata(daysOf(parts)) }, Next: 'Asked' },
      Asked: choice(`$count($days) > 0 and $count(${UNKNOWN_MEMBERS}) = 0`, 'Others', 'Refused'),
      Refused: {
        Type: 'Fail',
        Error: 'CompactionRefused',
        Cause: jsonata(
          `$count(${UNKNOWN_MEMBERS}) > 0 ? "The input has " & ${UNKNOWN_MEMBERS}[0] & ", and only firstDay and lastDay are known" : "No day is from firstDay to lastDay; without them, the input is of the last days, up to yesterday"`,
        ),
      },
      Others: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::aws-sdk:sfn:listExecutions`,
        Arguments: {
          StateMachineArn: jsonata('$states.context.StateMachine.Id'),
          ...{ StatusFilter: 'RUNNING', MaxResults: 1_000 },
        },
        Retry: [TWICE_MORE],
        Output: jsonata(EARLIER),
        Next: 'Alone',
      },
      Alone: choice('$states.input = 0', 'CreateTable', 'Wait'),
      Wait: { Type: 'Wait', Seconds: 300, Next: 'Others' },
      CreateTable: statement(parts, toCreateCompacted(databaseName, parts.location), {
        Retry: [THROTTLED, TWICE_MORE],
        Next: 'Accounts',
      }),
      ...accountStates(parts),
      Groups: {
        Type: 'Pass',
        Assign: { groups: jsonata(groupsOf(parts.groupSize)) },
        Next: 'Size',
      },
      Size: choice(`$count($days) * $count($groups) <= ${MAX_STATEMENTS}`, 'Days', 'TooMuch'),
      TooMuch: {
        Type: 'Fail',
        Error: 'TooManyDays',
        Cause: jsonata(
          `"This takes " & $count($days) * $count($groups) & " statements, and an execution runs up to ${MAX_STATEMENTS}; choose fewer days with firstDay and lastDay"`,
        ),
      },
      Days: {
        Type: 'Map',
        Items: jsonata('$days'),
        MaxConcurrency: 1,
        ItemProcessor: dayStates(parts),
        Output: jsonata('{"failed": [$states.result[failures > 0]]}'),
        Next: keepDays === undefined ? 'Vacuum' : 'Expire',
      },
      ...(keepDays === undefined
        ? {}
        : {
            Expire: statement(parts, jsonata(deleteBeforeSql(databaseName, keepDays)), {
              Retry: [THROTTLED, TWICE_MORE],
              Next: 'Vacuum',
            }),
          }),
      Vacuum: statement(parts, toVacuum(databaseName), { Retry: [THROTTLED, UNTIL_DONE], Next: 'Whole' }),
      Whole: choice('$count($states.input.failed) = 0', 'Done', 'Incomplete'),
      Done: { Type: 'Succeed' },
      Incomplete: {
        Type: 'Fail',
        Error: 'CompactionIncomplete',
        Cause: jsonata(
          '"Compact these days again: " & $join($states.input.failed.day, ", ") & ". The first error was: " & $states.input.failed[0].cause',
        ),
      },
    },
  };
}

/** A day: its groups of accounts, and then its small files. */
function dayStates(parts: CompactionParts): JsonObject {
  const { databaseName } = parts;
  return {
    StartAt: 'Compact',
    States: {
      Compact: {
        Type: 'Map',
        Items: jsonata('$groups'),
        ItemSelector: jsonata('$merge([$states.input, $states.context.Map.Item.Value])'),
        MaxConcurrency: STATEMENTS_AT_ONCE,
        ItemProcessor: {
          StartAt: 'Insert',
          States: {
            Insert: statement(parts, jsonata(compactDaySql(databaseName)), {
              Retry: [THROTTLED, TWICE_MORE],
              Output: {},
              Catch: [
                { ErrorEquals: ['States.ALL'], Output: jsonata(`{"cause": ${CAUSE}}`), Next: 'Failed' },
              ],
              End: true,
            }),
            Failed: { Type: 'Pass', End: true },
          },
        },
        Output: jsonata(
          '{"day": $states.input.day, "failures": $count($states.result.cause), "cause": $string(($states.result.cause)[0])}',
        ),
        Next: 'Optimize',
      },
      Optimize: statement(parts, jsonata(optimizeDaySql(databaseName)), {
        Retry: [THROTTLED, UNTIL_DONE],
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: jsonata(`{"day": $states.input.day, "failures": 1, "cause": ${CAUSE}}`),
            Next: 'NotOptimized',
          },
        ],
        End: true,
      }),
      NotOptimized: { Type: 'Pass', End: true },
    },
  };
}

/** Puts the accounts into `$accounts`. */
function accountStates({ accounts, partition }: CompactionParts): JsonObject {
  if (typeof accounts === 'string') {
    const listed = jsonata(`$split(${text(accounts)}, ",")`);
    return { Accounts: { Type: 'Pass', Assign: { accounts: listed }, Next: 'Groups' } };
  }
  const { bucket, prefix } = accounts;
  const request = `{"Bucket": ${text(bucket)}, "Prefix": ${text(prefix)}, "Delimiter": "/"}`;
  const folders = `$states.result.CommonPrefixes.$substringBefore($substringAfter(Prefix, ${text(prefix)}), "/")`;
  return {
    Accounts: { Type: 'Pass', Assign: { accounts: [], token: '' }, Next: 'ListAccounts' },
    ListAccounts: {
      Type: 'Task',
      Resource: `arn:${partition}:states:::aws-sdk:s3:listObjectsV2`,
      Arguments: jsonata(`$merge([${request}, $token = "" ? {} : {"ContinuationToken": $token}])`),
      Retry: [TWICE_MORE],
      Assign: {
        accounts: jsonata(
          `[$accounts, $filter([${folders}], function($name) { $contains($name, /^[0-9]{12}$/) })]`,
        ),
        token: jsonata(
          '$exists($states.result.NextContinuationToken) ? $states.result.NextContinuationToken : ""',
        ),
      },
      Output: {},
      Next: 'Listed',
    },
    Listed: choice('$token = ""', 'Groups', 'ListAccounts'),
  };
}

/** The days of the input, or the last ones, each with its neighbours. */
function daysOf({ days }: CompactionParts): string {
  return `(
    $midnight := function($day) { $toMillis($day & "T00:00:00.000Z") };
    $length := 86400000;
    $at := function($time) { $fromMillis($time, "[Y0001]/[M01]/[D01]") };
    $input := $states.input;
    $today := $midnight($substring($states.context.Execution.StartTime, 0, 10));
    $first := $exists($input.firstDay) ? $midnight($input.firstDay) : $today - ${days} * $length;
    $last := $exists($input.lastDay) ? $midnight($input.lastDay) : $today - $length;
    [[0..($last - $first) / $length].{
      "day": $at($first + $ * $length),
      "dayBefore": $at($first + ($ - 1) * $length),
      "dayAfter": $at($first + ($ + 1) * $length)
    }]
  )`.replace(/\s+/g, ' ');
}

/** Misspelt members in the input of an execution that a person starts. */
const UNKNOWN_MEMBERS = '$keys($states.input)[$not($ in ["firstDay", "lastDay"])]';

/** How many other executions began before this one. */
const EARLIER = `(
  $own := $states.context.Execution;
  $began := $toMillis($own.StartTime);
  $count($states.result.Executions[
    $toMillis(StartDate) < $began or ($toMillis(StartDate) = $began and ExecutionArn < $own.Id)
  ])
)`.replace(/\s+/g, ' ');

function groupsOf(groupSize: number): string {
  return `[$map([0..$floor(($count($accounts) - 1) / ${groupSize})], function($group) {
    {"accounts": [$filter($accounts, function($account, $at) { $floor($at / ${groupSize}) = $group })]}
  })]`.replace(/\s+/g, ' ');
}

/** Why a state failed, cut so that many of them fit into the output of a state. */
const CAUSE = '$substring($states.errorOutput.Error & ": " & $states.errorOutput.Cause, 0, 150)';

/** A task that runs a statement, and waits for its end. Its input is passed on unless its own output is named. */
function statement(
  { partition, workGroupName }: CompactionParts,
  QueryString: string,
  rest: JsonObject,
): JsonObject {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::athena:startQueryExecution.sync`,
    Arguments: { QueryString, WorkGroup: workGroupName },
    TimeoutSeconds: TIMEOUT_SECONDS,
    Output: jsonata('$states.input'),
    ...rest,
  };
}

function choice(condition: string, Next: string, Default: string): JsonObject {
  return { Type: 'Choice', Choices: [{ Condition: jsonata(condition), Next }], Default };
}

function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

function text(value: string): string {
  return JSON.stringify(value);
}
