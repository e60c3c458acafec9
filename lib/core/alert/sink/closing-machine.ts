import type { JsonObject } from '../../json/json-value';
import { CLOSING, EVENT_SOURCE } from './to-event';
import type { ClosableTemplate } from './to-request';

/** The parts of a state machine that closes what a sink opened. Values may be CDK tokens. */
export interface ClosingMachine {
  readonly kind: ClosableTemplate['kind'];
  /** Such as `aws`. */
  readonly partition: string;
  /** The address that the sink posts what it opens to. */
  readonly endpoint: string;
  readonly connectionArn: string;
  /** What could not be closed is put there, as the sink takes it from its queue again. */
  readonly deadLetterQueueUrl: string;
}

/**
 * When it is looked again while nothing was found to close, after the times before. What was opened may be on its way for a day, and a
 * message that opens may come back from the dead-letter queue within 14 days: then it is open although its end was told.
 */
const WAITS_SECONDS = [15 * 60, 24 * 60 * 60, 13 * 24 * 60 * 60];

/** A destination may be down, or limit requests, for some minutes: with jitter the waits are ten minutes on average, and at most 21. */
const RETRY = {
  ErrorEquals: ['States.ALL'],
  ...{ IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 7, MaxDelaySeconds: 600, JitterStrategy: 'FULL' },
};

const TIMEOUT_SECONDS = 60;

/**
 * The state machine that closes alerts, incidents or issues in another product, in Amazon States Language with JSONata. Its input is
 * `{ id, reason, alarmName? }`: the id that the sink opened it with, and why it is over.
 *
 *     Begin ─► (is the alarm still OK?) ─► Find ─► each: Close ─► More? ─► Wait ─► …
 *                                                                    └─► Closed
 *
 * It looks for what is open with the id, so that it may run before what it closes is opened. Once it has found something it looks no
 * more: what is open then, a person may have opened again. Opsgenie does not say whether it had something: it is asked once. An alarm that is raised again
 * has the same id: then the rest is left to the next end.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export function toClosingMachine(machine: ClosingMachine): JsonObject {
  const { partition, endpoint } = machine;
  return {
    Comment: 'Closes what a sink of trailwatch opened',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: {
          about: jsonata('$states.input'),
          waits: machine.kind === 'opsgenie' ? [] : WAITS_SECONDS,
          endpoint,
        },
        Next: 'OfAlarm',
      },
      OfAlarm: choice('$exists($about.alarmName)', 'Alarm', 'Find'),
      Alarm: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::aws-sdk:cloudwatch:describeAlarms`,
        Arguments: {
          ...{ AlarmNames: [jsonata('$about.alarmName')], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
          StateValue: 'OK',
        },
        Output: jsonata('$count($append($states.result.MetricAlarms, $states.result.CompositeAlarms))'),
        ...failing(),
        Next: 'IsOver',
      },
      IsOver: choice('$states.input > 0', 'Find', 'RaisedAgain'),
      RaisedAgain: { Type: 'Succeed' },
      ...closingStates(machine),
      More: choice('$count($waits) > 0', 'Wait', 'Closed'),
      Wait: {
        Type: 'Wait',
        Seconds: jsonata('$waits[0]'),
        Assign: { waits: jsonata('[$waits[[1..9]]]') },
        Next: 'OfAlarm',
      },
      Closed: { Type: 'Succeed' },
      GiveUp: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::sqs:sendMessage`,
        Arguments: {
          QueueUrl: machine.deadLetterQueueUrl,
          MessageBody: { source: EVENT_SOURCE, 'detail-type': CLOSING, detail: jsonata('$about') },
        },
        Retry: [RETRY],
        Next: 'NotClosed',
      },
      NotClosed: {
        Type: 'Fail',
        Error: 'NotClosed',
        Cause: 'the dead-letter queue of the sink has the request',
      },
    },
  };
}

function closingStates(machine: ClosingMachine): JsonObject {
  switch (machine.kind) {
    case 'opsgenie':
      return {
        Find: {
          ...http(machine, 'POST', '$endpoint & "/" & $about.id & "/close"', {
            QueryParameters: { identifierType: 'alias' },
            RequestBody: { source: EVENT_SOURCE, note: jsonata('$about.reason') },
          }),
          ...failing(),
          Next: 'More',
        },
      };
    case 'service-now':
      return {
        Find: {
          ...http(machine, 'GET', '$endpoint', {
            QueryParameters: {
              // 6 is resolved, 7 closed, and 8 canceled
              sysparm_query: jsonata('"correlation_id=" & $about.id & "^stateNOT IN6,7,8"'),
              ...{ sysparm_fields: 'sys_id', sysparm_limit: '100' },
            },
          }),
          Output: jsonata('[$states.result.ResponseBody.result.sys_id]'),
          Assign: onlyWhileNone('$states.result.ResponseBody.result'),
          ...failing(),
          Next: 'Each',
        },
        Each: each({
          Close: {
            ...http(machine, 'PATCH', '$endpoint & "/" & $states.input', {
              RequestBody: {
                ...{ state: '6', close_code: 'Solution provided' },
                close_notes: jsonata('$about.reason'),
              },
            }),
            Retry: [RETRY],
            End: true,
          },
        }),
      };
    case 'jira':
      return jiraStates(machine);
    default: {
      const unknown: never = machine.kind;
      throw new Error(`nothing is closed in ${JSON.stringify(unknown)}`);
    }
  }
}

/** A workflow has any names of statuses and transitions; their categories are Jira's own. */
function jiraStates(machine: ClosingMachine): JsonObject {
  const issue = '$endpoint & "/" & $issue';
  return {
    Find: {
      ...http(machine, 'POST', '$substring($endpoint, 0, $length($endpoint) - 6) & "/search/jql"', {
        RequestBody: {
          jql: jsonata('"labels = \\"alert-" & $about.id & "\\" AND statusCategory != Done"'),
          ...{ fields: ['status'], maxResults: 100 },
        },
      }),
      Output: jsonata('[$states.result.ResponseBody.issues.id]'),
      Assign: onlyWhileNone('$states.result.ResponseBody.issues'),
      ...failing(),
      Next: 'Each',
    },
    Each: each({
      Close: { Type: 'Pass', Assign: { issue: jsonata('$states.input') }, Next: 'Ways' },
      Ways: {
        ...http(machine, 'GET', `${issue} & "/transitions"`, {}),
        Output: jsonata('[$states.result.ResponseBody.transitions[to.statusCategory.key = "done"].id]'),
        Retry: [RETRY],
        Next: 'HasWay',
      },
      HasWay: choice('$count($states.input) > 0', 'Transition', 'Status'),
      Status: {
        ...http(machine, 'GET', issue, { QueryParameters: { fields: 'status' } }),
        Output: jsonata('$states.result.ResponseBody.fields.status.statusCategory.key'),
        Retry: [RETRY],
        Next: 'IsDone',
      },
      // a second execution may have been faster
      IsDone: choice('$states.input = "done"', 'Done', 'NoWay'),
      Done: { Type: 'Succeed' },
      NoWay: {
        Type: 'Fail',
        Error: 'NoTransition',
        Cause: 'no transition of the issue leads to a status of the category Done',
      },
      Transition: {
        ...http(machine, 'POST', `${issue} & "/transitions"`, {
          RequestBody: { transition: { id: jsonata('$states.input[0]') } },
        }),
        Retry: [RETRY],
        Next: 'Comment',
      },
      Comment: {
        ...http(machine, 'POST', `${issue} & "/comment"`, {
          RequestBody: {
            body: {
              ...{ type: 'doc', version: 1 },
              content: [{ type: 'codeBlock', content: [{ type: 'text', text: jsonata('$about.reason') }] }],
            },
          },
        }),
        Retry: [RETRY],
        End: true,
      },
    }),
  };
}

/** Later looks are for what is opened late: there is none once something was found. */
function onlyWhileNone(found: string): JsonObject {
  return { waits: jsonata(`$count(${found}) > 0 ? [] : $waits`) };
}

/** What is done with each that is open, one after the other. */
function each(states: JsonObject): JsonObject {
  return {
    Type: 'Map',
    Items: jsonata('$states.input'),
    MaxConcurrency: 1,
    ItemProcessor: { StartAt: 'Close', States: states },
    Catch: [GIVE_UP],
    Next: 'More',
  };
}

const GIVE_UP = { ErrorEquals: ['States.ALL'], Next: 'GiveUp' };

function failing(): JsonObject {
  return { Retry: [RETRY], Catch: [GIVE_UP] };
}

function http(
  { partition, connectionArn: ConnectionArn }: ClosingMachine,
  Method: 'GET' | 'POST' | 'PATCH',
  endpoint: string,
  request: JsonObject,
): JsonObject {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::http:invoke`,
    Arguments: {
      ApiEndpoint: jsonata(endpoint),
      Method,
      Authentication: { ConnectionArn },
      Headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      ...request,
    },
    TimeoutSeconds: TIMEOUT_SECONDS,
  };
}

function choice(condition: string, then: string, otherwise: string): JsonObject {
  return { Type: 'Choice', Choices: [{ Condition: jsonata(condition), Next: then }], Default: otherwise };
}

function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}
