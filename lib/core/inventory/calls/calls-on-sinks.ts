import { type CallsOnKind, on, PERMISSION, toCalls } from './call';

const TOO_MANY =
  'EventBridge and SNS send alerts this way with roles of their own; a message too many hides none';

/** Calls on what brings alerts to other systems: API destinations with their connections, and delivery streams. */
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
} satisfies Readonly<Record<string, CallsOnKind>>;
