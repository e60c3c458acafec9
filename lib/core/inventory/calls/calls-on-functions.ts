import { type CallsOnKind, either, on, PERMISSION, toCalls } from './call';

const LAMBDA = { prefix: 'lambda', isVersioned: true } as const;
const FUNCTION = ['{}', '*:{}', '{}:*', '*:{}:*'];

/** Calls on functions, their layers and what brings them events. */
export const CALLS_ON_FUNCTIONS = {
  function: toCalls({
    ...LAMBDA,
    groups: [
      {
        names: `DeleteFunction UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency AddPermission RemovePermission
          DeleteFunctionConcurrency PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig
          DeleteFunctionEventInvokeConfig PutRuntimeManagementConfig PutFunctionScalingConfig PutFunctionRecursionConfig
          PutFunctionCodeSigningConfig DeleteFunctionCodeSigningConfig CreateFunctionUrlConfig UpdateFunctionUrlConfig`,
        also: {
          delete: 'DeleteFunction',
          redirect: 'UpdateFunctionCode UpdateFunctionConfiguration PutFunctionEventInvokeConfig',
        },
        only: { write: 'CreateFunctionUrlConfig UpdateFunctionUrlConfig' },
        tell: on('functionName', ...FUNCTION),
      },
      { names: 'PutResourcePolicy DeleteResourcePolicy', tell: on('resourceArn', '*:{}', '*:{}:*') },
      { names: 'TagResource UntagResource', tell: on('resource', '*:{}') },
      { names: 'UpdateFunctionCodeSigningConfig', tell: { why: PERMISSION } },
    ],
  }),
  layer: toCalls({
    ...LAMBDA,
    groups: [
      {
        names: 'DeleteLayerVersion AddLayerVersionPermission RemoveLayerVersionPermission',
        tell: on('layerName', '{}', '*:{}'),
      },
    ],
  }),
  eventSource: toCalls({
    ...LAMBDA,
    deny: { on: 'function' },
    groups: [
      {
        names: 'DeleteEventSourceMapping UpdateEventSourceMapping',
        also: { redirect: 'UpdateEventSourceMapping' },
        // Requests name the mapping by its UUID alone; answers name the function.
        tell: either(
          { named: [{ field: 'responseElements.functionArn', forms: ['*:{}', '*:{}:*'] }] },
          on('functionName', ...FUNCTION),
        ),
      },
    ],
  }),
  responseFunction: toCalls({
    ...LAMBDA,
    by: ['deployment', 'functions', 'machines'],
    groups: [
      {
        names: 'InvokeFunction InvokeAsync',
        does: ['write'],
        tell: {
          why: 'a data event for every alert and every response, which would be logged and searched again. The function’s own calls are logged',
        },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

/** Calls on state machines, and on the resources that a responder runs. */
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
        tell: {
          why: 'names a token, not a state machine. The response that follows is reported on the alert topic',
        },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
