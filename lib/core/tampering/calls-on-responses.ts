import { on } from './named-in';
import type { CallsOnKind, OwnKind } from './own-call';

/** Calls on state machines, and on what a responder runs. */
export const CALLS_ON_RESPONSES = {
  machine: {
    prefix: 'states',
    eventSource: 'states.amazonaws.com',
    calls: [
      { actions: 'UpdateStateMachine DeleteStateMachine', named: on('stateMachineArn', '*:stateMachine:{}') },
      { actions: 'TagResource UntagResource', named: on('resourceArn', '*:stateMachine:{}') },
    ],
  },
  response: {
    prefix: 'states',
    eventSource: 'states.amazonaws.com',
    calls: [
      {
        actions: 'StartExecution StartSyncExecution',
        named: on('stateMachineArn', '*:stateMachine:{}', '*:stateMachine:{}:*'),
      },
    ],
  },
  execution: {
    prefix: 'states',
    eventSource: 'states.amazonaws.com',
    calls: [{ actions: 'StopExecution RedriveExecution', named: on('executionArn', '*:execution:{}:*') }],
  },
  approval: {
    prefix: 'states',
    eventSource: 'states.amazonaws.com',
    calls: [],
    others: [
      {
        actions: 'SendTaskSuccess SendTaskFailure SendTaskHeartbeat',
        why: 'names a token, and no state machine. What follows it is reported on the alert topic',
      },
    ],
  },
  responseFunction: {
    prefix: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    isVersioned: true,
    calls: [],
    others: [
      {
        actions: 'InvokeFunction InvokeAsync',
        why: 'a data event of every alert and every response, which would be logged and searched again. The calls of the function itself are logged',
      },
    ],
  },
} satisfies Partial<Record<OwnKind, CallsOnKind>>;
