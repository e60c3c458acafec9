import { type CallsOnKind, on, PERMISSION, toCalls } from './call';

const TOO_MANY =
  'EventBridge and SNS send alerts this way with roles of their own; a message too many hides none';

const MANY_READS =
  'a bus would have to take every read of every secret of its accounts; guardrails deny this one';

/** A secret is named by its name or its ARN, which may lack the six characters that Secrets Manager adds. */
const BY_SECRET = on('secretId', '{}', '*:secret:{}', '*:secret:{}-*');

/**
 * Calls on what brings alerts to other systems: API destinations with their connections, delivery streams, and the secrets of both.
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
        deny: { why: TOO_MANY },
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
        deny: { why: TOO_MANY },
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
  /** What operators do with them, to rotate what is in them. */
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
