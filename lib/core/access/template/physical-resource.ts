import { partitionOf } from '../../record/partition';

/** Where a stack is deployed. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A resource as it stands in its account once it is deployed. */
export interface PhysicalResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource of a template, its name already chosen. */
export interface NamedResource {
  readonly name: string;
  /** Of an IAM role or managed policy: `/` or `/path/`. */
  readonly path: string;
  /** Of a rule: the bus that it is on, unless that is the default one. */
  readonly bus?: string;
  readonly place: Place;
}

type Describe = (resource: NamedResource) => PhysicalResource;

const TYPES: Readonly<Record<string, { readonly nameProperty?: string; readonly describe: Describe }>> = {
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: `arn:${partitionOf(place.region)}:s3:::${name}` },
    }),
  },
  'AWS::KMS::Key': {
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { KeyId: name, Arn: arn('kms', place, `key/${name}`) },
    }),
  },
  'AWS::KMS::Alias': {
    nameProperty: 'AliasName',
    describe: ({ name }) => ({ ref: name, attributes: { AliasName: name } }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    describe: ({ name, place }) => {
      const topicArn = arn('sns', place, name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    describe: ({ name, place }) => {
      const url = `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`;
      return { ref: url, attributes: { Arn: arn('sqs', place, name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    describe: ({ name, path, place }) => ({
      ref: name,
      attributes: { Arn: `arn:${partitionOf(place.region)}:iam::${place.accountId}:role${path}${name}` },
    }),
  },
  'AWS::IAM::User': {
    nameProperty: 'UserName',
    describe: ({ name, path, place }) => ({
      ref: name,
      attributes: { Arn: `arn:${partitionOf(place.region)}:iam::${place.accountId}:user${path}${name}` },
    }),
  },
  'AWS::IAM::Group': {
    nameProperty: 'GroupName',
    describe: ({ name, path, place }) => ({
      ref: name,
      attributes: { Arn: `arn:${partitionOf(place.region)}:iam::${place.accountId}:group${path}${name}` },
    }),
  },
  'AWS::KMS::ReplicaKey': {
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { KeyId: name, Arn: arn('kms', place, `key/${name}`) },
    }),
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    describe: ({ name, path, place }) => {
      const policyArn = `arn:${partitionOf(place.region)}:iam::${place.accountId}:policy${path}${name}`;
      return { ref: policyArn, attributes: { PolicyArn: policyArn } };
    },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('lambda', place, `function:${name}`) },
    }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('dynamodb', place, `table/${name}`) },
    }),
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('logs', place, `log-group:${name}:*`) },
    }),
  },
  'AWS::Logs::LogStream': {
    nameProperty: 'LogStreamName',
    describe: ({ name }) => ({ ref: name, attributes: {} }),
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    nameProperty: 'DeliveryStreamName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('firehose', place, `deliverystream/${name}`) },
    }),
  },
  'AWS::Glue::Table': {
    describe: ({ name }) => ({ ref: name, attributes: {} }),
  },
  'AWS::CloudTrail::Trail': {
    nameProperty: 'TrailName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('cloudtrail', place, `trail/${name}`) },
    }),
  },
  'AWS::CloudTrail::EventDataStore': {
    describe: ({ name, place }) => {
      const storeArn = arn('cloudtrail', place, `eventdatastore/${name}`);
      return { ref: storeArn, attributes: { EventDataStoreArn: storeArn } };
    },
  },
  'AWS::CloudTrail::Channel': {
    describe: ({ name, place }) => {
      const channelArn = arn('cloudtrail', place, `channel/${name}`);
      return { ref: channelArn, attributes: { ChannelArn: channelArn } };
    },
  },
  'AWS::CloudTrail::Dashboard': {
    nameProperty: 'Name',
    describe: ({ name, place }) => ({ ref: arn('cloudtrail', place, `dashboard/${name}`), attributes: {} }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    describe: ({ name, bus, place }) => {
      const path = bus === undefined ? name : `${bus}/${name}`;
      const ref = bus === undefined ? name : `${bus}|${name}`;
      return { ref, attributes: { Arn: arn('events', place, `rule/${path}`) } };
    },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    describe: ({ name, place }) => {
      const machineArn = arn('states', place, `stateMachine:${name}`);
      return { ref: machineArn, attributes: { Arn: machineArn, Name: name } };
    },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('events', place, `event-bus/${name}`) },
    }),
  },
  'AWS::Events::Connection': {
    nameProperty: 'Name',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('events', place, `connection/${name}/00000000-0000-0000-0000-000000000000`) },
    }),
  },
  'AWS::Events::ApiDestination': {
    nameProperty: 'Name',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: {
        Arn: arn('events', place, `api-destination/${name}/00000000-0000-0000-0000-000000000000`),
        ArnForPolicy: arn('events', place, `api-destination/${name}`),
      },
    }),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    nameProperty: 'AlarmName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('cloudwatch', place, `alarm:${name}`) },
    }),
  },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    describe: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn('cloudwatch', place, `alarm:${name}`) },
    }),
  },
};

/** The property that names a resource of that type; undefined when AWS alone names it. Throws on an unknown type. */
export function namePropertyOf(type: string): string | undefined {
  return typeNamed(type).nameProperty;
}

/** The resource as `Ref` and `Fn::GetAtt` see it. Throws on an unknown type. */
export function toPhysicalResource(type: string, resource: NamedResource): PhysicalResource {
  return typeNamed(type).describe(resource);
}

function typeNamed(type: string) {
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known === undefined) throw new Error(`physical-resource.ts does not know ${type}`);
  return known;
}

function arn(service: string, { region, accountId }: Place, rest: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${rest}`;
}
