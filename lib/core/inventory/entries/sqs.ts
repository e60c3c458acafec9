import { enough } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { less, more, onByDefault } from '../judges/words';
import { type InventoryEntry, TAGS } from '../model';

/** Queues that notices of log files, alerts, and what could not be processed wait in. */
export const SQS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SQS::Queue': {
    ...{ noun: 'queue', roles: ['carries'], holds: 'state' },
    kinds: ['queue', 'notice'],
    fixed: { replacedBy: ['FifoQueue', 'QueueName'], name: 'QueueName' },
    ...{ gone: 'weaker', goneWords: 'what waits in it is lost, and nothing gets through' },
    decides: {
      MessageRetentionPeriod: {
        ...{ area: 'retention', says: 'retention of messages', judge: more },
        weaker: 'messages that are not processed in time are lost',
      },
      MaximumMessageSize: {
        ...{ area: 'pipeline', says: 'size of messages', judge: more },
        weaker: 'larger messages are refused',
      },
      VisibilityTimeout: {
        ...{ area: 'pipeline', says: 'visibility timeout', judge: enough },
        weaker: 'messages are processed twice, and moved to the dead-letter queue too early',
      },
      'RedrivePolicy.deadLetterTargetArn': {
        ...{ area: 'pipeline', says: 'dead-letter queue', judge: ref },
        weaker: 'messages that fail are lost after their retention',
      },
      'RedrivePolicy.maxReceiveCount': {
        ...{ area: 'pipeline', says: 'attempts', judge: more },
        weaker: 'messages are moved to the dead-letter queue sooner',
      },
      RedriveAllowPolicy: { area: 'pipeline', says: 'queues that may use it', judge: text },
      KmsMasterKeyId: {
        ...{ area: 'encryption', says: 'key', judge: ref },
        weaker: 'messages are not encrypted with an own key',
      },
      SqsManagedSseEnabled: {
        ...{ area: 'encryption', says: 'SSE-SQS', judge: onByDefault },
        weaker: 'messages are not encrypted',
      },
      DelaySeconds: { area: 'pipeline', says: 'delay', judge: less, weaker: 'messages are processed later' },
      ContentBasedDeduplication: { area: 'pipeline', says: 'deduplication', judge: text },
      DeduplicationScope: { area: 'pipeline', says: 'scope of the deduplication', judge: text },
      FifoThroughputLimit: { area: 'pipeline', says: 'throughput', judge: text },
    },
    neutral: {
      KmsDataKeyReusePeriodSeconds: 'how often the queue asks KMS, a matter of cost',
      ReceiveMessageWaitTimeSeconds: 'how long a request waits for messages',
      Tags: TAGS,
    },
    links: [
      { path: 'RedrivePolicy.deadLetterTargetArn', to: 'evidence', needs: [] },
      { path: 'KmsMasterKeyId', to: 'evidence', needs: [] },
    ],
  },
  'AWS::SQS::QueuePolicy': {
    ...{
      noun: 'queue policy',
      kinds: ['queue'],
      roles: ['permits'],
      gone: 'same',
      goneWords: 'what it permits is compared as access',
    },
    decides: { PolicyDocument: { area: 'access', says: 'policy', judge: flow } },
    neutral: { Queues: 'what it permits is compared as access' },
    links: [{ path: 'Queues[]', to: 'works-as', needs: [] }],
  },
};
