import { type CallsOnKind, on, PERMISSION, toCalls } from './call';

/** Calls on the stacks that hold the pipeline, and with the roles that deploy them. */
export const CALLS_ON_STACKS = {
  stack: toCalls({
    prefix: 'cloudformation',
    by: ['deployment', 'stackSets'],
    groups: [
      {
        names: `DeleteStack UpdateStack CreateChangeSet ExecuteChangeSet RollbackStack ContinueUpdateRollback CancelUpdateStack
          SetStackPolicy UpdateTerminationProtection CreateStack DeleteChangeSet SignalResource`,
        also: { delete: 'DeleteStack', take: 'UpdateStack CreateChangeSet ExecuteChangeSet' },
        only: { take: 'CreateStack' },
        tell: on('stackName', '{}', '*:stack/{}/*'),
      },
      {
        names: 'CreateStackRefactor',
        does: ['take'],
        tell: on('stackDefinitions.stackName', '{}', '*:stack/{}/*'),
      },
      {
        names: 'ExecuteStackRefactor',
        does: ['take'],
        tell: { why: 'names the refactoring alone, whose CreateStackRefactor names the stacks' },
      },
      { names: 'TagResource UntagResource', tell: { why: `${PERMISSION}: UpdateStack is the call` } },
      {
        names: 'RecordHandlerProgress',
        tell: { why: 'only handlers of resource types call it, with a token of CloudFormation' },
      },
    ],
  }),
  roleOfStack: toCalls({
    prefix: 'cloudformation',
    groups: [
      {
        names: 'CreateStack',
        does: ['take'],
        deny: { why: 'gives the role to a new stack, for which the caller must be allowed to pass it' },
        tell: on('roleARN', '{}'),
      },
      {
        names: 'UpdateStack CreateChangeSet RollbackStack ContinueUpdateRollback',
        does: ['take'],
        tell: on('roleARN', '{}'),
      },
      {
        names: 'DeleteStack',
        does: ['take'],
        deny: { why: 'deletes what the other stack holds' },
        tell: on('roleARN', '{}'),
      },
      {
        names: 'ExecuteChangeSet CreateStackRefactor ExecuteStackRefactor',
        does: ['take'],
        tell: {
          why: 'names no role. Bootstrap the app with a qualifier of its own, and no other stack has its execution role',
        },
      },
    ],
  }),
  stackSet: toCalls({
    prefix: 'cloudformation',
    groups: [
      {
        names: `UpdateStackSet DeleteStackSet CreateStackInstances UpdateStackInstances DeleteStackInstances StopStackSetOperation
          ImportStacksToStackSet`,
        also: { delete: 'DeleteStackSet DeleteStackInstances', take: 'UpdateStackSet UpdateStackInstances' },
        tell: on('stackSetName', '{}', '{}:*', '*/{}', '*/{}:*'),
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
