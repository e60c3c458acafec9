import {
  type CloudTrailClient,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import {
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import { parseJson } from '../../lib/core/json/json-value';
import { pagesOf, toJsonObject, unlessMissing } from './answers';

/** The policy of a key, which has one by the name `default`. */
export async function getKeyPolicy(client: Pick<KMSClient, 'send'>, KeyId: string): Promise<FoundResource> {
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId }));
  return { properties: {}, policy: Policy };
}

/** The policy of a topic. */
export async function getTopicPolicy(
  client: Pick<SNSClient, 'send'>,
  TopicArn: string,
): Promise<FoundResource> {
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  return { properties: {}, policy: Attributes?.Policy };
}

/** The settings of a trail, and what it logs, read in its home Region. */
export async function getTrailSettings(
  client: Pick<CloudTrailClient, 'send'>,
  TrailName: string,
): Promise<FoundResource> {
  const [{ Trail = {} }, selectors, insights] = await Promise.all([
    client.send(new GetTrailCommand({ Name: TrailName })),
    client.send(new GetEventSelectorsCommand({ TrailName })),
    unlessMissing('InsightNotEnabledException', () =>
      client.send(new GetInsightSelectorsCommand({ TrailName })),
    ),
  ]);
  return {
    properties: toJsonObject({
      ...Trail,
      KMSKeyId: Trail.KmsKeyId,
      EnableLogFileValidation: Trail.LogFileValidationEnabled,
      SnsTopicName: Trail.SnsTopicARN,
      EventSelectors: selectors.EventSelectors,
      AdvancedEventSelectors: selectors.AdvancedEventSelectors,
      InsightSelectors: insights?.InsightSelectors,
    }),
  };
}

/** The clients that parts of the pipeline are read with. */
export interface PartClients {
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
}

/** How CloudFormation names a part, and its ARN, which differ where the first is a URL or an id. */
export interface NamedPart {
  readonly type: string;
  readonly arn: string;
  readonly physicalId: string;
}

type Read = (clients: PartClients, arn: string, physicalId: string) => Promise<FoundResource>;

/** The current properties of a resource, by type, with CloudFormation's property names. */
const READS: Readonly<Record<string, Read>> = {
  'AWS::Events::Rule': getRule,
  'AWS::Lambda::EventSourceMapping': getEventSourceMapping,
  'AWS::Lambda::Function': getFunction,
  'AWS::CloudWatch::Alarm': getAlarm,
  'AWS::CloudWatch::CompositeAlarm': getAlarm,
  'AWS::SNS::Subscription': getSubscription,
  'AWS::SQS::Queue': getQueue,
};

/** The current properties of a part of the pipeline. Throws the error of AWS if the part does not exist, or is not readable. */
export async function getPart(
  clients: PartClients,
  { type, arn, physicalId }: NamedPart,
): Promise<FoundResource> {
  const read = READS[type];
  if (read === undefined) throw new Error(`resources of type ${type} cannot be read`);
  return read(clients, arn, physicalId);
}

async function getRule({ events }: PartClients, arn: string): Promise<FoundResource> {
  const path = (arn.split(':rule/')[1] ?? '').split('/');
  const Rule = path.at(-1) ?? '';
  const EventBusName = path.length > 1 ? path[0] : undefined;
  const [rule, Targets] = await Promise.all([
    events.send(new DescribeRuleCommand({ Name: Rule, EventBusName })),
    listTargets(events, { Rule, EventBusName }),
  ]);
  const { State, ScheduleExpression, EventPattern } = rule;
  return {
    properties: toJsonObject({
      ...{ State, ScheduleExpression, Targets },
      EventPattern: EventPattern === undefined ? undefined : parseJson(EventPattern),
    }),
  };
}

async function listTargets(
  events: PartClients['events'],
  rule: { readonly Rule: string; readonly EventBusName: string | undefined },
): Promise<readonly Target[]> {
  const all: Target[] = [];
  const pages = pagesOf('ListTargetsByRule', (NextToken) =>
    events.send(new ListTargetsByRuleCommand({ ...rule, NextToken })),
  );
  for await (const { Targets = [] } of pages) all.push(...Targets);
  return all;
}

async function getEventSourceMapping({ lambda }: PartClients, arn: string): Promise<FoundResource> {
  const { State, FilterCriteria, FunctionResponseTypes } = await lambda.send(
    new GetEventSourceMappingCommand({ UUID: arn.split(':').at(-1) }),
  );
  // `Disabling` and `Deleting` end in the same
  const Enabled = !/^(Disabl|Delet)/.test(State ?? '');
  return { properties: toJsonObject({ Enabled, FilterCriteria, FunctionResponseTypes }) };
}

async function getFunction({ lambda }: PartClients, FunctionName: string): Promise<FoundResource> {
  const [{ Layers = [] }, { ReservedConcurrentExecutions }] = await Promise.all([
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  ]);
  return {
    properties: toJsonObject({ ReservedConcurrentExecutions, Layers: Layers.map(({ Arn }) => Arn) }),
  };
}

async function getAlarm({ cloudWatch }: PartClients, arn: string): Promise<FoundResource> {
  const name = arn.split(':').slice(6).join(':');
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const alarm = [...MetricAlarms, ...CompositeAlarms].find(({ AlarmName }) => AlarmName === name);
  if (alarm === undefined)
    throw Object.assign(new Error(`there is no alarm ${name}`), { name: 'ResourceNotFoundException' });
  return { properties: toJsonObject(alarm) };
}

async function getSubscription({ sns }: PartClients, SubscriptionArn: string): Promise<FoundResource> {
  const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const {
    FilterPolicy,
    FilterPolicyScope,
    RawMessageDelivery,
    RedrivePolicy,
    PendingConfirmation,
    Endpoint = '',
  } = Attributes;
  return {
    properties: toJsonObject({
      FilterPolicy: FilterPolicy === undefined ? undefined : parseJson(FilterPolicy),
      // a property with its default value counts as absent
      FilterPolicyScope: FilterPolicyScope === 'MessageAttributes' ? undefined : FilterPolicyScope,
      RawMessageDelivery: RawMessageDelivery === 'true' ? true : undefined,
      RedrivePolicy: RedrivePolicy === undefined ? undefined : parseJson(RedrivePolicy),
    }),
    ...(PendingConfirmation === 'true' ? { unconfirmed: Endpoint } : {}),
  };
}

async function getQueue({ sqs }: PartClients, _arn: string, QueueUrl: string): Promise<FoundResource> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const { Policy, RedrivePolicy = '{}', RedriveAllowPolicy, ...others } = Attributes;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy);
  return {
    properties: toJsonObject({
      ...others,
      'RedrivePolicy.deadLetterTargetArn': deadLetterTargetArn,
      'RedrivePolicy.maxReceiveCount': maxReceiveCount,
      RedriveAllowPolicy: RedriveAllowPolicy === undefined ? undefined : parseJson(RedriveAllowPolicy),
    }),
    policy: Policy,
  };
}
