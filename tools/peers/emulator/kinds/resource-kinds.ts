import type { ResourceKind } from '../resource-kind';
import { namedQuery, workGroup } from './athena';
import { bucket } from './bucket';
import { bucketPolicy } from './bucket-policy';
import { alarm, dashboard } from './cloudwatch';
import { table } from './dynamodb';
import { eventBus, eventBusPolicy, rule } from './events';
import { managedPolicy, policy, role } from './iam';
import { alias, key } from './kms';
import { eventSourceMapping, lambdaFunction, layerVersion, permission } from './lambda';
import { logGroup, metricFilter } from './logs';
import { subscription, topic, topicPolicy } from './sns';
import { queue, queuePolicy } from './sqs';
import { stateMachine } from './states';
import { trail } from './trail';

const KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::Athena::NamedQuery': namedQuery,
  'AWS::Athena::WorkGroup': workGroup,
  'AWS::CloudTrail::Trail': trail,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Events::Rule': rule,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::Permission': permission,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': metricFilter,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::StepFunctions::StateMachine': stateMachine,
};

/** How resources of a type are made and asked for again. Throws on a type that nobody has taught it. */
export function kindOf(type: string): ResourceKind {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) throw new Error(`the emulator is not asked about ${type} yet: add it to the kinds`);
  return kind;
}
