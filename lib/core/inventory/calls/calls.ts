import { type CallsOnKind, type DeniedOn, on, PERMISSION, toCalls } from './call';
import { CALLS_ON_IDENTITIES, CALLS_ON_ORGANIZATIONS } from './calls-on-accounts';
import { CALLS_ON_ALERTS, CALLS_ON_SINKS } from './calls-on-alerts';
import { CALLS_ON_BUCKETS, CALLS_ON_CLOUDTRAIL } from './calls-on-buckets';
import { CALLS_ON_EVENTS, CALLS_ON_SIGNS } from './calls-on-events';
import { CALLS_ON_FUNCTIONS, CALLS_ON_RESPONSES } from './calls-on-functions';
import { CALLS_ON_KEYS, CALLS_ON_TABLES } from './calls-on-tables';

/** Calls on the stacks of the pipeline, and with the roles that deploy them. */
const CALLS_ON_STACKS = {
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
        tell: { why: 'names only the refactor; CreateStackRefactor names the stacks' },
      },
      { names: 'TagResource UntagResource', tell: { why: `${PERMISSION}: UpdateStack is the call` } },
      {
        names: 'RecordHandlerProgress',
        tell: { why: 'only resource type handlers call it, with a token from CloudFormation' },
      },
    ],
  }),
  roleOfStack: toCalls({
    prefix: 'cloudformation',
    groups: [
      {
        names: 'CreateStack',
        does: ['take'],
        deny: { why: 'passes the role to a new stack, which requires permission to pass the role' },
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
        deny: { why: 'deletes the resources of the other stack' },
        tell: on('roleARN', '{}'),
      },
      {
        names: 'ExecuteChangeSet CreateStackRefactor ExecuteStackRefactor',
        does: ['take'],
        tell: {
          why: 'names no role. Bootstrap the app with its own qualifier, so that no other stack has its execution role',
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

const OF_KINDS = {
  ...CALLS_ON_CLOUDTRAIL,
  ...CALLS_ON_BUCKETS,
  ...CALLS_ON_KEYS,
  ...CALLS_ON_ALERTS,
  ...CALLS_ON_SINKS,
  ...CALLS_ON_FUNCTIONS,
  ...CALLS_ON_RESPONSES,
  ...CALLS_ON_TABLES,
  ...CALLS_ON_EVENTS,
  ...CALLS_ON_SIGNS,
  ...CALLS_ON_IDENTITIES,
  ...CALLS_ON_STACKS,
  ...CALLS_ON_ORGANIZATIONS,
};

/** A kind of resource of the pipeline, by the calls on it: guardrails deny these calls, and rules detect them. */
export type CallKind = keyof typeof OF_KINDS;

/**
 * Every call that changes, reads or takes over the pipeline, by kind: the one source of guardrails, of the rules that detect
 * tampering, of what has deliveries checked, and of the questions that the access matrix asks.
 *
 * The fields that name a resource are the parameters of the API, as CloudTrail writes them: with a small first letter.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const CALLS: Readonly<Record<CallKind, CallsOnKind>> = OF_KINDS;

/** The actions of a kind that guardrails deny. */
export function deniedActions(kind: CallKind): readonly string[] {
  return CALLS[kind].calls.filter(({ deny }) => isDenied(deny)).map(({ action }) => action);
}

function isDenied(deny: CallsOnKind['calls'][number]['deny']): deny is DeniedOn {
  return 'on' in deny;
}

/** The event names of the calls on a kind after which the deliveries of trails are checked. */
export function checkedEvents(kind: CallKind): readonly string[] {
  return CALLS[kind].calls.flatMap(({ isChecked, records }) => (isChecked ? records : []));
}
