import { ANY_CALL, type CallsOnKind, on, PERMISSION, toCalls } from './call';

const TOO_MANY = 'test alerts and alarms of other stacks are published; an additional message hides no alert';
const SUBSCRIBERS = 'operators add and confirm subscribers; an additional one does not affect the others';
const SILENCED = 'if silences are enabled, setting or ending one raises an alert that cannot be silenced';
const NOTICE =
  'a redrive requires it; a forged notice only makes the processor read a log file again; messages that determine the content of an alert are signed';

/** Calls on the path of alerts and notices: topics, queues and chats; and on silences. */
export const CALLS_ON_ALERTS = {
  topic: toCalls({
    prefix: 'sns',
    groups: [
      {
        names: 'DeleteTopic SetTopicAttributes AddPermission RemovePermission',
        also: { delete: 'DeleteTopic', redirect: 'SetTopicAttributes AddPermission' },
        tell: on('topicArn', '*:{}'),
      },
      {
        names: 'PutDataProtectionPolicy TagResource UntagResource',
        also: { redirect: 'PutDataProtectionPolicy' },
        tell: on('resourceArn', '*:{}'),
      },
      {
        names: 'Publish',
        does: ['write'],
        by: ['functions', 'services', 'operators'],
        deny: { why: TOO_MANY },
        tell: { why: TOO_MANY },
      },
      {
        names: 'ConfirmSubscription Subscribe',
        does: ['read'],
        by: ['deployment', 'operators'],
        deny: { why: SUBSCRIBERS },
        tell: { why: SUBSCRIBERS },
      },
    ],
  }),
  subscription: toCalls({
    prefix: 'sns',
    deny: { on: 'account' },
    groups: [
      {
        names: 'Unsubscribe SetSubscriptionAttributes',
        also: { redirect: 'SetSubscriptionAttributes' },
        tell: on('subscriptionArn', '*:{}:*'),
      },
    ],
  }),
  queue: toCalls({
    prefix: 'sqs',
    deny: { on: 'resource', rcp: true },
    groups: [
      {
        names: 'DeleteQueue PurgeQueue SetQueueAttributes AddPermission RemovePermission TagQueue UntagQueue',
        also: { delete: 'DeleteQueue PurgeQueue', redirect: 'SetQueueAttributes AddPermission' },
        tell: on('queueUrl', '*/{}'),
      },
    ],
  }),
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/logging-using-cloudtrail.html */
  notice: toCalls({
    prefix: 'sqs',
    by: ['deployment', 'functions', 'operators'],
    groups: [
      {
        names: 'StartMessageMoveTask',
        also: { redirect: 'StartMessageMoveTask' },
        tell: on('sourceArn', '*:{}'),
      },
      {
        names: 'ReceiveMessage DeleteMessage ChangeMessageVisibility',
        also: { read: 'ReceiveMessage', delete: 'DeleteMessage' },
        tell: { ...on('queueUrl', '*/{}'), isData: true },
      },
      {
        names: 'CancelMessageMoveTask',
        tell: {
          why: 'names only the task, and cancels a redrive that StartMessageMoveTask started; the alarm on the dead-letter queue remains',
        },
      },
      {
        names: 'SendMessage',
        does: ['write'],
        by: ['services', 'operators'],
        deny: { why: NOTICE },
        tell: { why: NOTICE },
      },
    ],
  }),
  /** The silences that people set: parameters below a path. */
  silence: toCalls({
    prefix: 'ssm',
    by: ['deployment', 'operators'],
    groups: [
      { names: 'PutParameter', tell: { why: SILENCED } },
      { names: 'DeleteParameter DeleteParameters', does: [], tell: { why: SILENCED } },
    ],
  }),
  chat: toCalls({
    prefix: 'chatbot',
    groups: [
      {
        names: `DeleteSlackChannelConfiguration UpdateSlackChannelConfiguration DeleteMicrosoftTeamsChannelConfiguration
          UpdateMicrosoftTeamsChannelConfiguration`,
        also: { redirect: 'UpdateSlackChannelConfiguration UpdateMicrosoftTeamsChannelConfiguration' },
        tell: on('chatConfigurationArn', '*/{}'),
      },
      { names: 'TagResource UntagResource', tell: on('resourceARN', '*/{}') },
    ],
  }),
  chatAccount: toCalls({
    prefix: 'chatbot',
    deny: { on: 'account' },
    groups: [
      { names: 'DeleteSlackWorkspaceAuthorization DeleteMicrosoftTeamsConfiguredTeam', tell: ANY_CALL },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const TOO_MANY_ON_SINKS =
  'EventBridge and SNS send alerts this way with their own roles; an additional message hides no alert';

const MANY_READS =
  'a bus would have to receive every read of every secret in its accounts; guardrails deny this call';

/** A secret is named by its name or its ARN, which may lack the six characters that Secrets Manager adds. */
const BY_SECRET = on('secretId', '{}', '*:secret:{}', '*:secret:{}-*');

/**
 * Calls on the resources that bring alerts to other systems: API destinations with their connections, delivery streams, and the
 * secrets of both.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export const CALLS_ON_SINKS = {
  sink: toCalls({
    prefix: 'events',
    groups: [
      {
        names:
          'UpdateApiDestination DeleteApiDestination UpdateConnection DeleteConnection DeauthorizeConnection',
        also: {
          delete: 'DeleteApiDestination DeleteConnection',
          redirect: 'UpdateApiDestination UpdateConnection',
        },
        tell: on('name', '{}'),
      },
      { names: 'RetrieveConnectionCredentials', does: ['read'], tell: { why: PERMISSION } },
      {
        names: 'InvokeApiDestination',
        does: ['write'],
        by: ['services'],
        deny: { why: TOO_MANY_ON_SINKS },
        tell: { why: PERMISSION },
      },
    ],
  }),
  stream: toCalls({
    prefix: 'firehose',
    groups: [
      {
        names: `DeleteDeliveryStream UpdateDestination StartDeliveryStreamEncryption StopDeliveryStreamEncryption
          TagDeliveryStream UntagDeliveryStream`,
        also: { delete: 'DeleteDeliveryStream', redirect: 'UpdateDestination' },
        tell: on('deliveryStreamName', '{}'),
      },
      {
        names: 'PutRecord PutRecordBatch',
        does: ['write'],
        by: ['services'],
        deny: { why: TOO_MANY_ON_SINKS },
        tell: { why: 'a data event of every alert' },
      },
    ],
  }),
  /** Secrets of connections and of delivery streams. */
  secret: toCalls({
    prefix: 'secretsmanager',
    groups: [
      {
        names: `UpdateSecret DeleteSecret RestoreSecret PutResourcePolicy DeleteResourcePolicy CancelRotateSecret
          ReplicateSecretToRegions RemoveRegionsFromReplication StopReplicationToReplica TagResource UntagResource`,
        also: {
          delete: 'DeleteSecret',
          redirect: 'UpdateSecret',
          read: 'PutResourcePolicy ReplicateSecretToRegions',
        },
        tell: BY_SECRET,
      },
    ],
  }),
  /** The operators' calls to rotate their values. */
  secretValue: toCalls({
    prefix: 'secretsmanager',
    by: ['deployment', 'operators'],
    groups: [
      {
        names: 'PutSecretValue RotateSecret UpdateSecretVersionStage',
        also: { redirect: 'PutSecretValue RotateSecret UpdateSecretVersionStage' },
        tell: BY_SECRET,
      },
    ],
  }),
  /** Reads of the secrets of connections, which EventBridge alone uses. */
  credential: toCalls({
    prefix: 'secretsmanager',
    groups: [{ names: 'GetSecretValue', does: ['read'], tell: { why: MANY_READS } }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
