import type { CfnResource } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnApiDestination, CfnConnection, CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnAlias } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, CfnLayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnOrganizationCentralizationRule,
  CfnOrganizationTelemetryRule,
  CfnTelemetryRule,
} from 'aws-cdk-lib/aws-observabilityadmin';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { GuardedResources } from '../../core/policy/guardrail/guardrail';
import { isOfClass, type ResourceClass } from '../resource/describe-resource';

/** The environment of a stack, as in ARNs. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The explicit name of a resource, or the pattern of the name that CloudFormation generates. */
export interface Naming {
  readonly kind: keyof GuardedResources;
  readonly given: string | undefined;
  readonly toArn: (place: Place, name: string) => string;
}

/** The ARN of a resource whose name appears in one place. */
export function toArn(service: string, { partition, region, account }: Place, rest: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}

/** The naming of a resource; undefined if guardrails do not protect its type by name. */
export function namingOf(resource: CfnResource): Naming | undefined {
  for (const find of NAMINGS) {
    const naming = find(resource);
    if (naming !== undefined) return naming;
  }
  return undefined;
}

type Find = (resource: CfnResource) => Naming | undefined;

/**
 * The ARN formats of the Service Authorization Reference.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const NAMINGS: readonly Find[] = [
  of(
    'AWS::S3::Bucket',
    () => CfnBucket,
    ({ bucketName: given }) => ({
      ...{ kind: 'buckets', given },
      toArn: ({ partition }, name) => `arn:${partition}:s3:::${name}`,
    }),
  ),
  of(
    'AWS::IAM::Role',
    () => CfnRole,
    ({ roleName: given, path = '/' }) => ({
      ...{ kind: 'roles', given },
      toArn: (place, name) => toGlobalArn('iam', place, `role${path}${name}`),
    }),
  ),
  of(
    'AWS::IAM::ManagedPolicy',
    () => CfnManagedPolicy,
    ({ managedPolicyName: given, path = '/' }) => ({
      ...{ kind: 'managedPolicies', given },
      toArn: (place, name) => toGlobalArn('iam', place, `policy${path}${name}`),
    }),
  ),
  of(
    'AWS::Logs::LogGroup',
    () => CfnLogGroup,
    ({ logGroupName: given }) => ({
      ...{ kind: 'logGroups', given },
      // including the streams of the group, which follow a colon
      toArn: (place, name) => toArn('logs', place, `log-group:${name.endsWith('*') ? name : `${name}*`}`),
    }),
  ),
  of(
    'AWS::Chatbot::SlackChannelConfiguration',
    () => CfnSlackChannelConfiguration,
    ({ configurationName }) => chat(`slack-channel/${configurationName}`),
  ),
  of(
    'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    () => CfnMicrosoftTeamsChannelConfiguration,
    ({ configurationName }) => chat(`microsoft-teams-channel/${configurationName}`),
  ),
  of(
    'AWS::ObservabilityAdmin::TelemetryRule',
    () => CfnTelemetryRule,
    ({ ruleName }) => telemetryRule(ruleName, 'telemetry-rule'),
  ),
  of(
    'AWS::ObservabilityAdmin::OrganizationTelemetryRule',
    () => CfnOrganizationTelemetryRule,
    ({ ruleName }) => telemetryRule(ruleName, 'organization-telemetry-rule'),
  ),
  of(
    'AWS::ObservabilityAdmin::OrganizationCentralizationRule',
    () => CfnOrganizationCentralizationRule,
    ({ ruleName }) => telemetryRule(ruleName, 'organization-centralization-rule'),
  ),
  of(
    'AWS::SNS::Topic',
    () => CfnTopic,
    ({ topicName }) => named('topics', topicName, 'sns'),
  ),
  of(
    'AWS::SQS::Queue',
    () => CfnQueue,
    ({ queueName }) => named('queues', queueName, 'sqs'),
  ),
  of(
    'AWS::Lambda::Function',
    () => CfnFunction,
    ({ functionName }) => named('functions', functionName, 'lambda', 'function:'),
  ),
  of(
    'AWS::StepFunctions::StateMachine',
    () => CfnStateMachine,
    ({ stateMachineName: given }) => ({
      ...{ kind: 'machines', given },
      // including its versions and aliases, which follow a colon
      toArn: (place, name) =>
        toArn('states', place, `stateMachine:${name.endsWith('*') ? name : `${name}*`}`),
    }),
  ),
  of(
    'AWS::Lambda::LayerVersion',
    () => CfnLayerVersion,
    ({ layerName }) => named('layers', layerName, 'lambda', 'layer:'),
  ),
  of(
    'AWS::DynamoDB::Table',
    () => CfnTable,
    ({ tableName }) => named('tables', tableName, 'dynamodb', 'table/'),
  ),
  of(
    'AWS::Events::Rule',
    () => CfnRule,
    ({ name, eventBusName }) =>
      named('eventRules', name, 'events', isDefaultBus(eventBusName) ? 'rule/' : 'rule/*/'),
  ),
  of(
    'AWS::Events::EventBus',
    () => CfnEventBus,
    ({ name }) => named('eventBuses', name, 'events', 'event-bus/'),
  ),
  of(
    'AWS::Events::ApiDestination',
    () => CfnApiDestination,
    ({ name }) => sink(name, 'api-destination'),
  ),
  of(
    'AWS::Events::Connection',
    () => CfnConnection,
    ({ name }) => sink(name, 'connection'),
  ),
  of(
    'AWS::KinesisFirehose::DeliveryStream',
    () => CfnDeliveryStream,
    ({ deliveryStreamName }) => named('streams', deliveryStreamName, 'firehose', 'deliverystream/'),
  ),
  of(
    'AWS::SecretsManager::Secret',
    () => CfnSecret,
    ({ name: given }) => ({ kind: 'secrets', given, toArn: toSecretArn }),
  ),
  of(
    'AWS::CloudWatch::Alarm',
    () => CfnAlarm,
    ({ alarmName }) => named('alarms', alarmName, 'cloudwatch', 'alarm:'),
  ),
  of(
    'AWS::CloudWatch::CompositeAlarm',
    () => CfnCompositeAlarm,
    ({ alarmName }) => named('alarms', alarmName, 'cloudwatch', 'alarm:'),
  ),
  of(
    'AWS::KMS::Alias',
    () => CfnAlias,
    ({ aliasName }) => named('aliases', aliasName, 'kms'),
  ),
];

function of<T extends CfnResource>(
  type: string,
  toClass: () => ResourceClass<T>,
  toNaming: (resource: T) => Naming,
): Find {
  return (resource) => (isOfClass(resource, type, toClass) ? toNaming(resource) : undefined);
}

function named(
  kind: keyof GuardedResources,
  given: string | undefined,
  service: string,
  before = '',
): Naming {
  return { kind, given, toArn: (place, name) => toArn(service, place, `${before}${name}`) };
}

function telemetryRule(given: string, type: string): Naming {
  return named('telemetryRules', given, 'observabilityadmin', `${type}/`);
}

function chat(given: string): Naming {
  const toChatArn = (place: Place, name: string) =>
    toGlobalArn('chatbot', place, `chat-configuration/${name}`);
  return { kind: 'chats', given, toArn: toChatArn };
}

/** EventBridge appends an id to the name. */
function sink(given: string | undefined, type: string): Naming {
  const toSinkArn = (place: Place, name: string) =>
    toArn('events', place, `${type}/${name.endsWith('*') ? name : `${name}/*`}`);
  return { kind: 'sinks', given, toArn: toSinkArn };
}

/** Secrets Manager appends six characters to the name. */
export function toSecretArn(place: Place, name: string): string {
  return toArn('secretsmanager', place, `secret:${name.endsWith('*') ? name : `${name}-??????`}`);
}

/** The ARN of a rule on a custom bus contains the name of the bus. */
function isDefaultBus(eventBusName: string | undefined): boolean {
  return eventBusName === undefined || eventBusName === 'default';
}

function toGlobalArn(service: string, { partition, account }: Place, rest: string): string {
  return `arn:${partition}:${service}::${account}:${rest}`;
}
