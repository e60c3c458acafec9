import { alertFilter } from '../judges/filters';
import { guests } from '../judges/lists';
import { flow, ref, text } from '../judges/references';
import { type InventoryEntry, RENAMED, TAGS } from '../model';

const UNTOLD = 'alerts no longer reach the endpoint';

/** Topics that alerts and notices go to, and those who get them. */
export const SNS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SNS::Topic': {
    ...{ noun: 'topic', roles: ['tells'], holds: 'state' },
    kinds: ['topic'],
    fixed: { replacedBy: ['FifoTopic', 'TopicName'], name: 'TopicName' },
    ...{ gone: 'weaker', goneWords: 'its subscribers get nothing any more' },
    decides: {
      KmsMasterKeyId: {
        ...{ area: 'encryption', says: 'key', judge: ref },
        weaker: 'messages are not encrypted with an own key',
      },
      DataProtectionPolicy: {
        ...{ area: 'pipeline', says: 'data protection policy', judge: guests },
        weaker: 'messages may be masked or refused',
      },
      Subscription: { area: 'pipeline', says: 'subscriptions', judge: text },
      DeliveryStatusLogging: { area: 'integrity', says: 'logs of deliveries', judge: text },
      ArchivePolicy: { area: 'access', says: 'archive of messages', judge: text },
      ContentBasedDeduplication: { area: 'pipeline', says: 'deduplication', judge: text },
      FifoThroughputScope: { area: 'pipeline', says: 'throughput', judge: text },
    },
    neutral: {
      DisplayName: RENAMED,
      SignatureVersion: 'the signature that subscribers verify',
      TracingConfig: 'how requests are traced',
      Tags: TAGS,
    },
    links: [{ path: 'KmsMasterKeyId', to: 'evidence', needs: [] }],
  },
  'AWS::SNS::TopicPolicy': {
    ...{
      noun: 'topic policy',
      kinds: ['topic'],
      roles: ['permits'],
      gone: 'same',
      goneWords: 'what it permits is compared as access',
    },
    decides: { PolicyDocument: { area: 'access', says: 'policy', judge: flow } },
    neutral: { Topics: 'what it permits is compared as access' },
    links: [{ path: 'Topics[]', to: 'works-as', needs: [] }],
  },
  'AWS::SNS::Subscription': {
    ...{ noun: 'subscription', roles: ['tells'] },
    kinds: ['subscription'],
    fixed: { replacedBy: ['Endpoint', 'Protocol', 'TopicArn'] },
    ...{ gone: 'weaker', goneWords: 'alerts no longer reach {Endpoint}' },
    added: { verdict: 'unknown', words: '{Endpoint} gets what the topic sends' },
    decides: {
      Endpoint: { area: 'pipeline', says: 'endpoint', judge: text },
      Protocol: { area: 'pipeline', says: 'protocol', judge: text },
      TopicArn: { area: 'pipeline', says: 'topic', judge: ref, weaker: UNTOLD },
      FilterPolicy: { area: 'pipeline', says: 'filter policy', judge: alertFilter, weaker: UNTOLD },
      FilterPolicyScope: { area: 'pipeline', says: 'scope of the filter policy', judge: text },
      RawMessageDelivery: { area: 'pipeline', says: 'raw messages', judge: text },
      RedrivePolicy: {
        ...{ area: 'pipeline', says: 'dead-letter queue', judge: ref },
        weaker: 'messages that cannot be delivered are lost',
      },
      DeliveryPolicy: { area: 'pipeline', says: 'retries', judge: text },
      SubscriptionRoleArn: { area: 'pipeline', says: 'role', judge: ref, weaker: UNTOLD },
      ReplayPolicy: { area: 'pipeline', says: 'replay', judge: text },
    },
    neutral: { Region: 'the Region of the topic' },
    drift: ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'],
    links: [
      { path: 'TopicArn', to: 'watches', needs: [] },
      {
        ...{ path: 'Endpoint', to: 'evidence' },
        needs: [
          {
            ...{ who: 'sns.amazonaws.com', actions: ['lambda:InvokeFunction'] },
            refused: 'the topic cannot invoke the function',
          },
          {
            ...{ who: 'sns.amazonaws.com', actions: ['sqs:SendMessage'] },
            refused: 'the topic cannot write to the queue',
          },
        ],
      },
      {
        ...{ path: 'RedrivePolicy.deadLetterTargetArn', to: 'evidence' },
        needs: [
          {
            ...{ who: 'sns.amazonaws.com', actions: ['sqs:SendMessage'] },
            refused: 'messages that cannot be delivered are lost',
          },
        ],
      },
    ],
  },
};
