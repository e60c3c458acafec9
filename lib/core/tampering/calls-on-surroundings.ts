import { on, PERMISSION } from './named-in';
import type { CallsOnKind, OwnKind } from './own-call';

const LOG_GROUP = ['{}', '*:{}', '*:{}:*'];

/** Calls on tables, events, alarms and logs, and on the roles and stacks behind them. */
export const CALLS_ON_SURROUNDINGS = {
  table: {
    prefix: 'dynamodb',
    eventSource: 'dynamodb.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteTable UpdateTable UpdateTimeToLive UpdateContinuousBackups UpdateTableReplicaAutoScaling ' +
          'EnableKinesisStreamingDestination UpdateKinesisStreamingDestination',
        named: on('tableName', '{}', '*/{}'),
      },
      {
        actions: 'PutResourcePolicy DeleteResourcePolicy TagResource UntagResource',
        named: on('resourceArn', '*/{}'),
      },
      { actions: 'UpdateGlobalTable UpdateGlobalTableSettings', named: on('globalTableName', '{}') },
    ],
    others: [
      {
        actions:
          'CreateTableReplica DeleteTableReplica UpdateGlobalTableVersion AssociateTableReplica ReplicateSettings',
        why: `${PERMISSION}: UpdateTable is the call`,
      },
    ],
  },
  claim: {
    prefix: 'dynamodb',
    eventSource: 'dynamodb.amazonaws.com',
    calls: [
      {
        actions: 'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLInsert',
        named: [{ field: 'resources.ARN', forms: ['*/{}'] }],
        isData: true,
      },
    ],
    others: [
      { actions: 'PartiQLUpdate PartiQLDelete', why: `${PERMISSION}: ExecuteStatement is the call` },
      { actions: 'WriteDataForReplication', why: PERMISSION },
    ],
  },
  eventRule: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [
      { actions: 'DeleteRule DisableRule PutRule EnableRule', named: on('name', '{}') },
      { actions: 'PutTargets RemoveTargets', named: on('rule', '{}') },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*/{}') },
    ],
  },
  eventBus: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [
      { actions: 'DeleteEventBus UpdateEventBus', named: on('name', '{}') },
      {
        actions: 'PutResourcePolicy DeleteResourcePolicy',
        named: on('resourceArn', '*/{}'),
      },
    ],
    others: [{ actions: 'RevokeResource', why: PERMISSION }],
  },
  busPermission: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [{ actions: 'PutPermission RemovePermission', named: on('eventBusName', '{}', '*/{}') }],
  },
  alarm: {
    prefix: 'cloudwatch',
    eventSource: 'monitoring.amazonaws.com',
    calls: [
      {
        actions: 'PutMetricAlarm SetAlarmState PutCompositeAlarm PutLogAlarm',
        named: on('alarmName', '{}'),
      },
      { actions: 'DeleteAlarms', named: on('alarmNames', '{}') },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*:{}') },
    ],
  },
  mute: {
    prefix: 'cloudwatch',
    eventSource: 'monitoring.amazonaws.com',
    calls: [
      { actions: 'DisableAlarmActions', named: on('alarmNames', '{}') },
      { actions: 'PutAlarmMuteRule', named: on('muteTargets.alarmNames', '{}') },
    ],
  },
  logGroup: {
    prefix: 'logs',
    eventSource: 'logs.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteMetricFilter PutMetricFilter DeleteRetentionPolicy ' +
          'PutSubscriptionFilter DeleteSubscriptionFilter TagLogGroup UntagLogGroup',
        named: on('logGroupName', '{}'),
      },
      {
        actions: 'PutTransformer PutDataProtectionPolicy PutLogGroupDeletionProtection',
        named: on('logGroupIdentifier', ...LOG_GROUP),
      },
      {
        actions: 'AssociateKmsKey DisassociateKmsKey',
        named: [...on('logGroupName', '{}'), ...on('resourceIdentifier', ...LOG_GROUP)],
      },
      { actions: 'TagResource UntagResource', named: on('resourceArn', '*:{}', '*:{}:*') },
    ],
  },
  logAccount: {
    prefix: 'logs',
    eventSource: 'logs.amazonaws.com',
    calls: [{ actions: 'PutAccountPolicy PutStorageTierPolicy', named: [] }],
  },
  role: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      {
        actions:
          'CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy ' +
          'DeleteRolePolicy PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagRole UntagRole UpdateRoleDescription',
        named: on('roleName', '{}'),
      },
    ],
    others: [
      { actions: 'PassRole', why: `${PERMISSION}: the call that takes the role is logged by its service` },
    ],
  },
  managedPolicy: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      { actions: 'CreatePolicy', named: on('policyName', '{}') },
      {
        actions:
          'CreatePolicyVersion SetDefaultPolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy',
        named: on('policyArn', '*/{}'),
      },
    ],
  },
  identityProvider: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      {
        actions:
          'CreateSAMLProvider UpdateSAMLProvider DeleteSAMLProvider CreateOpenIDConnectProvider DeleteOpenIDConnectProvider ' +
          'AddClientIDToOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint',
        named: [],
      },
    ],
  },
  stack: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteStack UpdateStack CreateChangeSet ExecuteChangeSet RollbackStack ContinueUpdateRollback CancelUpdateStack ' +
          'SetStackPolicy UpdateTerminationProtection CreateStack DeleteChangeSet SignalResource',
        named: on('stackName', '{}', '*:stack/{}/*'),
      },
      {
        actions: 'CreateStackRefactor',
        named: on('stackDefinitions.stackName', '{}', '*:stack/{}/*'),
      },
    ],
    others: [
      {
        actions: 'ExecuteStackRefactor',
        why: 'names the refactoring alone, whose CreateStackRefactor names the stacks',
      },
      { actions: 'TagResource UntagResource', why: `${PERMISSION}: UpdateStack is the call` },
      {
        actions: 'RecordHandlerProgress',
        why: 'only handlers of resource types call it, with a token of CloudFormation',
      },
    ],
  },
  roleOfStack: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions: 'CreateStack UpdateStack CreateChangeSet RollbackStack ContinueUpdateRollback DeleteStack',
        named: on('roleARN', '{}'),
      },
    ],
    others: [
      {
        actions: 'ExecuteChangeSet CreateStackRefactor ExecuteStackRefactor',
        why: 'names no role. Bootstrap the app with a qualifier of its own, and no other stack has its execution role',
      },
    ],
  },
  stackSet: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions:
          'UpdateStackSet DeleteStackSet CreateStackInstances UpdateStackInstances DeleteStackInstances StopStackSetOperation ' +
          'ImportStacksToStackSet',
        named: on('stackSetName', '{}', '{}:*', '*/{}', '*/{}:*'),
      },
    ],
  },
  chat: {
    prefix: 'chatbot',
    eventSource: 'chatbot.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteSlackChannelConfiguration UpdateSlackChannelConfiguration DeleteMicrosoftTeamsChannelConfiguration ' +
          'UpdateMicrosoftTeamsChannelConfiguration',
        named: on('chatConfigurationArn', '*/{}'),
      },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*/{}') },
    ],
  },
  chatAccount: {
    prefix: 'chatbot',
    eventSource: 'chatbot.amazonaws.com',
    calls: [{ actions: 'DeleteSlackWorkspaceAuthorization DeleteMicrosoftTeamsConfiguredTeam', named: [] }],
  },
} satisfies Partial<Record<OwnKind, CallsOnKind>>;
