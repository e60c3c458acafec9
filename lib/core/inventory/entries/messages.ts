import { alertFilter } from '../judges/filters';
import { guests, list } from '../judges/lists';
import { enough } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { less, more, on, onByDefault } from '../judges/words';
import {
  DESCRIPTION,
  type Deciding,
  type InventoryEntry,
  type Judge,
  type Link,
  RENAMED,
  TAGS,
  worksAs,
} from '../model';

const UNTOLD = 'alerts no longer reach the endpoint';

/** Of queues, in seconds. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULTS = { VisibilityTimeout: 30, MessageRetentionPeriod: 345_600 };

/**
 * Attempts, and the time between two of them: SQS deletes a message at the end of its retention, including one that would be
 * moved to the dead-letter queue later, and no alarm is raised.
 *
 * @param other what else the time until a message is moved depends on
 */
function untilMoved(judge: Judge, other: 'VisibilityTimeout' | 'RedrivePolicy.maxReceiveCount'): Judge {
  return {
    ...judge,
    compare: (before, after, at) => {
      const judgement = judge.compare(before, after, at);
      if (judgement.verdict === 'same' || judgement.verdict === 'weaker') return judgement;
      const [, factor] = at.beside?.(other) ?? [];
      if (factor === undefined && other === 'RedrivePolicy.maxReceiveCount') return judgement;
      const [, retention = DEFAULTS.MessageRetentionPeriod] = at.beside?.('MessageRetentionPeriod') ?? [];
      const seconds =
        Number(after ?? DEFAULTS.VisibilityTimeout) * Number(factor ?? DEFAULTS.VisibilityTimeout);
      // A value that only the deployment knows is not a number.
      if (!(seconds >= Number(retention))) return judgement;
      const words = `${judgement.words}; so a message may end by its retention before it is moved to the dead-letter queue`;
      return { verdict: 'unknown', words };
    },
  };
}

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

const LOST = 'alerts no longer arrive in the channel';

const CHANNEL: Readonly<Record<string, Deciding>> = {
  SnsTopicArns: { area: 'pipeline', says: 'topics', judge: list, weaker: LOST },
  IamRoleArn: { area: 'access', says: 'role of the channel', judge: ref },
  GuardrailPolicies: {
    ...{ area: 'access', says: 'guardrail policies', judge: list },
    weaker: 'people in the channel may do more',
  },
  UserRoleRequired: {
    ...{ area: 'access', says: 'roles of people', judge: on },
    weaker: 'everyone in the channel works as its role',
  },
};

const NEUTRAL = {
  ConfigurationName: 'a name of the configuration; the channel is the same',
  CustomizationResourceArns: 'actions for people; the role and the guardrail policies limit them',
  LoggingLevel: 'what the chat application logs of its own work',
  Tags: TAGS,
};

const LINKS: readonly Link[] = [
  { path: 'SnsTopicArns[]', to: 'watches', needs: [] },
  {
    ...{ path: 'IamRoleArn', to: 'works-as' },
    needs: worksAs('chatbot.amazonaws.com', 'alerts do not reach the channel'),
  },
];

/** Channels of chats that get alerts. */
export const CHATBOT: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Chatbot::SlackChannelConfiguration': {
    ...{ noun: 'Slack channel', roles: ['tells'], gone: 'weaker', goneWords: LOST, links: LINKS },
    kinds: ['chat', 'chatAccount'],
    fixed: { replacedBy: ['ConfigurationName', 'SlackWorkspaceId'], name: 'ConfigurationName' },
    neutral: NEUTRAL,
    decides: {
      ...CHANNEL,
      SlackWorkspaceId: { area: 'pipeline', says: 'workspace', judge: text, weaker: LOST },
      SlackChannelId: { area: 'pipeline', says: 'channel', judge: text, weaker: LOST },
    },
  },
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': {
    ...{ noun: 'Teams channel', roles: ['tells'], gone: 'weaker', goneWords: LOST, links: LINKS },
    kinds: ['chat', 'chatAccount'],
    fixed: { replacedBy: ['ConfigurationName', 'TeamId', 'TeamsTenantId'], name: 'ConfigurationName' },
    neutral: { ...NEUTRAL, TeamsChannelName: DESCRIPTION },
    decides: {
      ...CHANNEL,
      TeamsTenantId: { area: 'pipeline', says: 'tenant', judge: text, weaker: LOST },
      TeamId: { area: 'pipeline', says: 'team', judge: text, weaker: LOST },
      TeamsChannelId: { area: 'pipeline', says: 'channel', judge: text, weaker: LOST },
    },
  },
};

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
        ...{
          area: 'pipeline',
          says: 'visibility timeout',
          judge: untilMoved(enough, 'RedrivePolicy.maxReceiveCount'),
        },
        weaker: 'messages are processed twice, and moved to the dead-letter queue too early',
      },
      'RedrivePolicy.deadLetterTargetArn': {
        ...{ area: 'pipeline', says: 'dead-letter queue', judge: ref },
        weaker: 'messages that fail are lost after their retention',
      },
      'RedrivePolicy.maxReceiveCount': {
        ...{ area: 'pipeline', says: 'attempts', judge: untilMoved(more, 'VisibilityTimeout') },
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
