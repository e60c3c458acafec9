/** The parts of names and ARNs that a stack and a resource decide. `bus|` and `bus/` are empty for the default event bus. */
export type NamePart =
  | 'name'
  /** The part of an ARN that is made at deployment. */
  | 'id'
  | 'path'
  | 'partition'
  | 'region'
  | 'account'
  | 'suffix'
  | 'bus|'
  | 'bus/';

/** A resource as it is in its account once it is deployed. */
export interface PhysicalResource {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The names of resources of one type: texts with parts in braces. */
export interface ResourceType extends PhysicalResource {
  /** The property that names it; absent where AWS alone does. */
  readonly nameProperty?: string;
}

/**
 * `Ref` and attributes of the types whose names matter here.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map<string, ResourceType>([
  ['AWS::S3::Bucket', named('BucketName', '{name}', { Arn: 'arn:{partition}:s3:::{name}' })],
  ['AWS::KMS::Key', { ref: '{name}', attributes: { KeyId: '{name}', Arn: arn('kms', 'key/{name}') } }],
  ['AWS::KMS::ReplicaKey', { ref: '{name}', attributes: { KeyId: '{name}', Arn: arn('kms', 'key/{name}') } }],
  ['AWS::KMS::Alias', named('AliasName', '{name}', { AliasName: '{name}' })],
  ['AWS::SNS::Topic', named('TopicName', arn('sns'), { TopicArn: arn('sns'), TopicName: '{name}' })],
  ['AWS::SQS::Queue', queue('https://sqs.{region}.{suffix}/{account}/{name}')],
  ['AWS::IAM::Role', named('RoleName', '{name}', { Arn: identity('role') })],
  ['AWS::IAM::User', named('UserName', '{name}', { Arn: identity('user') })],
  ['AWS::IAM::Group', named('GroupName', '{name}', { Arn: identity('group') })],
  [
    'AWS::IAM::ManagedPolicy',
    named('ManagedPolicyName', identity('policy'), { PolicyArn: identity('policy') }),
  ],
  ['AWS::Lambda::Function', named('FunctionName', '{name}', { Arn: arn('lambda', 'function:{name}') })],
  ['AWS::DynamoDB::Table', named('TableName', '{name}', { Arn: arn('dynamodb', 'table/{name}') })],
  ['AWS::Logs::LogGroup', named('LogGroupName', '{name}', { Arn: arn('logs', 'log-group:{name}:*') })],
  ['AWS::Logs::LogStream', named('LogStreamName', '{name}', {})],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    named('DeliveryStreamName', '{name}', { Arn: arn('firehose', 'deliverystream/{name}') }),
  ],
  ['AWS::Glue::Table', { ref: '{name}', attributes: {} }],
  ['AWS::CloudTrail::Trail', named('TrailName', '{name}', { Arn: arn('cloudtrail', 'trail/{name}') })],
  ['AWS::CloudTrail::EventDataStore', calledByArn('EventDataStoreArn', 'eventdatastore/{name}')],
  ['AWS::CloudTrail::Channel', calledByArn('ChannelArn', 'channel/{name}')],
  ['AWS::CloudTrail::Dashboard', named('Name', arn('cloudtrail', 'dashboard/{name}'), {})],
  ['AWS::Events::Rule', named('Name', '{bus|}{name}', { Arn: arn('events', 'rule/{bus/}{name}') })],
  [
    'AWS::StepFunctions::StateMachine',
    named('StateMachineName', arn('states', 'stateMachine:{name}'), {
      Arn: arn('states', 'stateMachine:{name}'),
      Name: '{name}',
    }),
  ],
  ['AWS::Events::EventBus', named('Name', '{name}', { Arn: arn('events', 'event-bus/{name}') })],
  [
    'AWS::Events::Connection',
    named('Name', '{name}', {
      Arn: arn('events', 'connection/{name}/{id}'),
      SecretArn: arn('secretsmanager', 'secret:events!connection/{name}/{id}-A1b2C3'),
    }),
  ],
  [
    'AWS::Events::ApiDestination',
    named('Name', '{name}', {
      Arn: arn('events', 'api-destination/{name}/{id}'),
      ArnForPolicy: arn('events', 'api-destination/{name}'),
    }),
  ],
  ['AWS::SecretsManager::Secret', named('Name', secret(), { Id: secret() })],
  [
    'AWS::CloudWatch::CompositeAlarm',
    named('AlarmName', '{name}', { Arn: arn('cloudwatch', 'alarm:{name}') }),
  ],
  ['AWS::CloudWatch::Alarm', named('AlarmName', '{name}', { Arn: arn('cloudwatch', 'alarm:{name}') })],
]);

/** A text of the table with its parts put in, as a list to be joined. */
export function renderName<T>(text: string, parts: Readonly<Record<NamePart, T>>): readonly (string | T)[] {
  // A split on a group gives literal text at even places and names at odd ones.
  return text
    .split(/\{([^}]*)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : parts[piece as NamePart]));
}

function named(nameProperty: string, ref: string, attributes: ResourceType['attributes']): ResourceType {
  return { nameProperty, ref, attributes };
}

function queue(url: string): ResourceType {
  return named('QueueName', url, { Arn: arn('sqs'), QueueName: '{name}', QueueUrl: url });
}

function calledByArn(attribute: string, rest: string): ResourceType {
  return { ref: arn('cloudtrail', rest), attributes: { [attribute]: arn('cloudtrail', rest) } };
}

function arn(service: string, rest = '{name}'): string {
  return `arn:{partition}:${service}:{region}:{account}:${rest}`;
}

/** AWS adds six characters to the name, which policies leave open as `-??????`. */
function secret(): string {
  return arn('secretsmanager', 'secret:{name}-A1b2C3');
}

function identity(kind: string): string {
  return `arn:{partition}:iam::{account}:${kind}{path}{name}`;
}
