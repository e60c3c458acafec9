import { type CallsOnKind, on, toCalls } from './call';

/** Calls on state machines, and on what a responder runs. */
export const CALLS_ON_RESPONSES = {
  machine: toCalls({
    prefix: 'states',
    groups: [
      {
        names: 'UpdateStateMachine DeleteStateMachine',
        also: { delete: 'DeleteStateMachine', redirect: 'UpdateStateMachine' },
        tell: on('stateMachineArn', '*:stateMachine:{}'),
      },
      { names: 'TagResource UntagResource', tell: on('resourceArn', '*:stateMachine:{}') },
    ],
  }),
  response: toCalls({
    prefix: 'states',
    by: ['deployment', 'functions'],
    groups: [
      {
        names: 'StartExecution StartSyncExecution',
        does: ['write'],
        tell: on('stateMachineArn', '*:stateMachine:{}', '*:stateMachine:{}:*'),
      },
    ],
  }),
  execution: toCalls({
    prefix: 'states',
    by: ['deployment', 'operators'],
    groups: [
      {
        names: 'StopExecution RedriveExecution',
        only: { write: 'RedriveExecution' },
        tell: on('executionArn', '*:execution:{}:*'),
      },
    ],
  }),
  approval: toCalls({
    prefix: 'states',
    by: ['deployment', 'operators'],
    deny: { on: 'account' },
    groups: [
      {
        names: 'SendTaskSuccess SendTaskFailure SendTaskHeartbeat',
        only: { write: 'SendTaskSuccess SendTaskHeartbeat' },
        tell: { why: 'names a token, and no state machine. What follows it is reported on the alert topic' },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
