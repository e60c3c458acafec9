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

const NAME = 'NAME';
const CHAT = 'chatbot::A:chat-configuration/NAME';
/** Secrets Manager appends six characters to the name. */
const SECRET = 'secretsmanager:R:A:secret:NAME-??????';

type Find = (resource: CfnResource) => Naming | undefined;

/**
 * The properties with the names, and the ARN formats of the Service Authorization Reference: `R` is the Region, `A` the account, and
 * `NAME` the name.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const NAMINGS: readonly Find[] = [
  of('AWS::S3::Bucket', () => CfnBucket, 'buckets', 'bucketName', 's3:::NAME'),
  of('AWS::IAM::Role', () => CfnRole, 'roles', 'roleName', withPath('role')),
  of(
    'AWS::IAM::ManagedPolicy',
    () => CfnManagedPolicy,
    'managedPolicies',
    'managedPolicyName',
    withPath('policy'),
  ),
  // including the streams of the group, which follow a colon
  of('AWS::Logs::LogGroup', () => CfnLogGroup, 'logGroups', 'logGroupName', 'logs:R:A:log-group:NAME*'),
  of(
    'AWS::Chatbot::SlackChannelConfiguration',
    () => CfnSlackChannelConfiguration,
    'chats',
    inChat('slack-channel'),
    CHAT,
  ),
  of(
    'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    () => CfnMicrosoftTeamsChannelConfiguration,
    'chats',
    inChat('microsoft-teams-channel'),
    CHAT,
  ),
  of(
    'AWS::ObservabilityAdmin::TelemetryRule',
    () => CfnTelemetryRule,
    'telemetryRules',
    'ruleName',
    'observabilityadmin:R:A:telemetry-rule/NAME',
  ),
  of(
    'AWS::ObservabilityAdmin::OrganizationTelemetryRule',
    () => CfnOrganizationTelemetryRule,
    'telemetryRules',
    'ruleName',
    'observabilityadmin:R:A:organization-telemetry-rule/NAME',
  ),
  of(
    'AWS::ObservabilityAdmin::OrganizationCentralizationRule',
    () => CfnOrganizationCentralizationRule,
    'telemetryRules',
    'ruleName',
    'observabilityadmin:R:A:organization-centralization-rule/NAME',
  ),
  of('AWS::SNS::Topic', () => CfnTopic, 'topics', 'topicName', 'sns:R:A:NAME'),
  of('AWS::SQS::Queue', () => CfnQueue, 'queues', 'queueName', 'sqs:R:A:NAME'),
  of('AWS::Lambda::Function', () => CfnFunction, 'functions', 'functionName', 'lambda:R:A:function:NAME'),
  // including its versions and aliases, which follow a colon
  of(
    'AWS::StepFunctions::StateMachine',
    () => CfnStateMachine,
    'machines',
    'stateMachineName',
    'states:R:A:stateMachine:NAME*',
  ),
  of('AWS::Lambda::LayerVersion', () => CfnLayerVersion, 'layers', 'layerName', 'lambda:R:A:layer:NAME'),
  of('AWS::DynamoDB::Table', () => CfnTable, 'tables', 'tableName', 'dynamodb:R:A:table/NAME'),
  of(
    'AWS::Events::Rule',
    () => CfnRule,
    'eventRules',
    'name',
    ({ eventBusName }) => `events:R:A:rule/${isDefaultBus(eventBusName) ? '' : '*/'}NAME`,
  ),
  of('AWS::Events::EventBus', () => CfnEventBus, 'eventBuses', 'name', 'events:R:A:event-bus/NAME'),
  // EventBridge appends an id to the name.
  of(
    'AWS::Events::ApiDestination',
    () => CfnApiDestination,
    'sinks',
    'name',
    'events:R:A:api-destination/NAME/*',
  ),
  of('AWS::Events::Connection', () => CfnConnection, 'sinks', 'name', 'events:R:A:connection/NAME/*'),
  of(
    'AWS::KinesisFirehose::DeliveryStream',
    () => CfnDeliveryStream,
    'streams',
    'deliveryStreamName',
    'firehose:R:A:deliverystream/NAME',
  ),
  of('AWS::SecretsManager::Secret', () => CfnSecret, 'secrets', 'name', SECRET),
  of('AWS::CloudWatch::Alarm', () => CfnAlarm, 'alarms', 'alarmName', 'cloudwatch:R:A:alarm:NAME'),
  of(
    'AWS::CloudWatch::CompositeAlarm',
    () => CfnCompositeAlarm,
    'alarms',
    'alarmName',
    'cloudwatch:R:A:alarm:NAME',
  ),
  of('AWS::KMS::Alias', () => CfnAlias, 'aliases', 'aliasName', 'kms:R:A:NAME'),
];

function of<T extends CfnResource>(
  type: string,
  toClass: () => ResourceClass<T>,
  kind: keyof GuardedResources,
  name: (keyof T & string) | ((resource: T) => string),
  format: string | ((resource: T) => string),
): Find {
  return (resource) => {
    if (!isOfClass(resource, type, toClass)) return undefined;
    const given = typeof name === 'string' ? (resource[name] as string | undefined) : name(resource);
    const arn = typeof format === 'string' ? format : format(resource);
    return { kind, given, toArn: (place, text) => inFormat(arn, place, text) };
  };
}

/** What follows the name in a format is left out after a pattern that ends with `*`. */
function inFormat(format: string, { partition, region, account }: Place, name: string): string {
  const at = format.lastIndexOf(NAME);
  const [service, inRegion, ofAccount, ...rest] = format.slice(0, at).split(':');
  const behind = name.endsWith('*') ? '' : format.slice(at + NAME.length);
  return `arn:${partition}:${service}:${inRegion && region}:${ofAccount && account}:${rest.join(':')}${name}${behind}`;
}

function withPath(type: string): (resource: { readonly path?: string }) => string {
  return ({ path = '/' }) => `iam::A:${type}${path}NAME`;
}

function inChat(type: string): (resource: { readonly configurationName: string }) => string {
  return ({ configurationName }) => `${type}/${configurationName}`;
}

/** The ARN of a secret of a name. */
export function toSecretArn(place: Place, name: string): string {
  return inFormat(SECRET, place, name);
}

/** The ARN of a rule on a custom bus contains the name of the bus. */
function isDefaultBus(eventBusName: string | undefined): boolean {
  return eventBusName === undefined || eventBusName === 'default';
}
