import { alertFilter } from '../judges/filters';
import { guests, list } from '../judges/lists';
import { enough } from '../judges/parsed-text';
import { flow, ref, source, text } from '../judges/references';
import { judged, lessOrNone, more, on, onByDefault } from '../judges/words';
import {
  AS_ACCESS,
  access,
  DESCRIPTION,
  type Deciding,
  encryption,
  type InventoryEntry,
  integrity,
  type Judge,
  type Link,
  PERMITS,
  pipeline,
  RENAMED,
  retention,
  TAGS,
  worksAs,
} from '../model';

const UNTOLD = 'alerts no longer reach the endpoint';

/** Of queues. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULTS = {
  ...{ VisibilityTimeout: [30], MessageRetentionPeriod: [345_600], DelaySeconds: [0] },
  ...{ MaximumMessageSize: [1_048_576, 262_144], SqsManagedSseEnabled: [true, false] },
  ...{ ContentBasedDeduplication: [false], DeduplicationScope: ['queue'], FifoThroughputLimit: ['perQueue'] },
} as const;

const {
  VisibilityTimeout: [TIMEOUT],
  MessageRetentionPeriod: [RETENTION],
} = DEFAULTS;

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
      const [, retention = RETENTION] = at.beside?.('MessageRetentionPeriod') ?? [];
      const seconds = Number(after ?? TIMEOUT) * Number(factor ?? TIMEOUT);
      // A value that only the deployment knows is not a number.
      if (!(seconds >= Number(retention))) return judgement;
      const words = `${judgement.words}; so a message may end by its retention before it is moved to the dead-letter queue`;
      return { verdict: 'unknown', words };
    },
  };
}

const attemptsInTime = untilMoved(more, 'VisibilityTimeout');

/** Six times the longest run of a function, and the longest wait for a batch: no function needs a message for longer. */
const LONGEST_NEEDED_SECONDS = 6 * 900 + 300;

const visible = untilMoved(enough, 'RedrivePolicy.maxReceiveCount');

/** Less is too short for the work; more than any function needs only delays the next attempt. */
const visibility: Judge = {
  breaks: visible.breaks,
  compare: (before, after, at) => {
    const judgement = visible.compare(before, after, at);
    const isDelayed = judgement.verdict === 'changed' && Number(after) > LONGEST_NEEDED_SECONDS;
    return isDelayed
      ? {
          ...judgement,
          verdict: 'weaker',
          effect: 'messages that fail are tried again later than any function needs',
        }
      : judgement;
  },
};

/** Attempts until a message is moved; without a dead-letter queue, none is. */
const attempts: Judge = {
  ...attemptsInTime,
  compare: (before, after, at) => {
    const [, target] = at.beside?.('RedrivePolicy.deadLetterTargetArn') ?? ['', 'unknown'];
    if (after === undefined && target === undefined) return judged('same', before, after);
    return attemptsInTime.compare(before, after, at);
  },
};

/** Topics that alerts and notices go to, and those who get them. */
export const SNS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SNS::Topic': {
    ...{ noun: 'topic', roles: ['tells'], holds: 'state' },
    kinds: ['topic'],
    fixed: { replacedBy: ['FifoTopic', 'TopicName'], name: 'TopicName' },
    ...{ gone: 'weaker', goneWords: 'its subscribers no longer receive messages' },
    decides: {
      KmsMasterKeyId: encryption('key', ref, {
        weaker: 'messages are not encrypted with a customer managed key',
      }),
      DataProtectionPolicy: pipeline('data protection policy', guests, {
        weaker: 'messages may be masked or refused',
      }),
      Subscription: pipeline('subscriptions', text),
      DeliveryStatusLogging: integrity('logs of deliveries', text),
      ArchivePolicy: access('archive of messages', text),
      ContentBasedDeduplication: pipeline('deduplication', text),
      FifoThroughputScope: pipeline('throughput', text),
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
    ...{ noun: 'topic policy', kinds: ['topic'], ...PERMITS },
    decides: { PolicyDocument: access('policy', flow) },
    neutral: { Topics: AS_ACCESS },
    links: [{ path: 'Topics[]', to: 'works-as', needs: [] }],
  },
  'AWS::SNS::Subscription': {
    ...{ noun: 'subscription', roles: ['tells'] },
    kinds: ['subscription'],
    fixed: { replacedBy: ['Endpoint', 'Protocol', 'TopicArn'] },
    ...{ gone: 'weaker', goneWords: 'alerts no longer reach {Endpoint}' },
    added: { verdict: 'unknown', words: '{Endpoint} receives the messages of the topic' },
    decides: {
      Endpoint: pipeline('endpoint', text),
      Protocol: pipeline('protocol', text),
      TopicArn: pipeline('topic', source, { weaker: UNTOLD }),
      FilterPolicy: pipeline('filter policy', alertFilter, { weaker: UNTOLD }),
      FilterPolicyScope: pipeline('scope of the filter policy', text),
      RawMessageDelivery: pipeline('raw messages', text),
      RedrivePolicy: pipeline('dead-letter queue', ref, {
        weaker: 'messages that cannot be delivered are lost',
      }),
      DeliveryPolicy: pipeline('retries', text),
      SubscriptionRoleArn: pipeline('role', ref, { weaker: UNTOLD }),
      ReplayPolicy: pipeline('replay', text),
    },
    neutral: { Region: 'the Region of the topic' },
    drift: ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'],
    links: [
      { path: 'TopicArn', to: 'watches', receives: true, needs: [] },
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
  SnsTopicArns: pipeline('topics', list, { weaker: LOST }),
  IamRoleArn: access('role of the channel', ref),
  GuardrailPolicies: access('guardrail policies', list, { weaker: 'people in the channel may do more' }),
  UserRoleRequired: access('roles of people', on, { weaker: 'everyone in the channel acts with its role' }),
};

const NEUTRAL = {
  ConfigurationName: 'a name of the configuration; the channel is the same',
  CustomizationResourceArns: 'actions for people; the role and the guardrail policies limit them',
  LoggingLevel: 'what the chat application logs of its own work',
  Tags: TAGS,
};

const LINKS: readonly Link[] = [
  { path: 'SnsTopicArns[]', to: 'watches', needs: [] },
  worksAs('IamRoleArn', 'chatbot.amazonaws.com', 'alerts do not reach the channel'),
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
      SlackWorkspaceId: pipeline('workspace', text, { weaker: LOST }),
      SlackChannelId: pipeline('channel', text, { weaker: LOST }),
    },
  },
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': {
    ...{ noun: 'Teams channel', roles: ['tells'], gone: 'weaker', goneWords: LOST, links: LINKS },
    kinds: ['chat', 'chatAccount'],
    fixed: { replacedBy: ['ConfigurationName', 'TeamId', 'TeamsTenantId'], name: 'ConfigurationName' },
    neutral: { ...NEUTRAL, TeamsChannelName: DESCRIPTION },
    decides: {
      ...CHANNEL,
      TeamsTenantId: pipeline('tenant', text, { weaker: LOST }),
      TeamId: pipeline('team', text, { weaker: LOST }),
      TeamsChannelId: pipeline('channel', text, { weaker: LOST }),
    },
  },
};

const QUEUE: Readonly<Record<string, Deciding>> = {
  MessageRetentionPeriod: retention('retention of messages', more, {
    weaker: 'messages that are not processed in time are lost',
  }),
  MaximumMessageSize: pipeline('size of messages', more, { weaker: 'larger messages are refused' }),
  VisibilityTimeout: pipeline('visibility timeout', visibility, {
    weaker: 'messages are processed twice, and moved to the dead-letter queue too early',
  }),
  'RedrivePolicy.deadLetterTargetArn': pipeline('dead-letter queue', ref, {
    weaker: 'messages that fail are lost after their retention',
  }),
  'RedrivePolicy.maxReceiveCount': pipeline('attempts', attempts, {
    weaker: 'messages are moved to the dead-letter queue sooner',
  }),
  RedriveAllowPolicy: pipeline('queues that may use it', text),
  KmsMasterKeyId: encryption('key', ref, {
    weaker: 'messages are not encrypted with a customer managed key',
  }),
  SqsManagedSseEnabled: encryption('SSE-SQS', onByDefault, { weaker: 'messages are not encrypted' }),
  DelaySeconds: pipeline('delay', lessOrNone, { weaker: 'messages are processed later' }),
  ContentBasedDeduplication: pipeline('deduplication', text),
  DeduplicationScope: pipeline('scope of the deduplication', text),
  FifoThroughputLimit: pipeline('throughput', text),
};

/** Queues that notices of log files, alerts, and what could not be processed wait in. */
export const SQS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SQS::Queue': {
    ...{ noun: 'queue', roles: ['carries'], holds: 'state' },
    kinds: ['queue', 'notice'],
    fixed: { replacedBy: ['FifoQueue', 'QueueName'], name: 'QueueName' },
    ...{ gone: 'weaker', goneWords: 'its messages are lost, and new ones are not delivered' },
    decides: QUEUE,
    neutral: {
      KmsDataKeyReusePeriodSeconds: 'how often the queue asks KMS, a matter of cost',
      ReceiveMessageWaitTimeSeconds: 'how long a request waits for messages',
      Tags: TAGS,
    },
    drift: Object.keys(QUEUE),
    defaults: DEFAULTS,
    links: [
      { path: 'RedrivePolicy.deadLetterTargetArn', to: 'evidence', needs: [] },
      { path: 'KmsMasterKeyId', to: 'evidence', needs: [] },
    ],
  },
  'AWS::SQS::QueuePolicy': {
    ...{ noun: 'queue policy', kinds: ['queue'], ...PERMITS },
    decides: { PolicyDocument: access('policy', flow) },
    neutral: { Queues: AS_ACCESS },
    links: [{ path: 'Queues[]', to: 'works-as', needs: [] }],
  },
};
