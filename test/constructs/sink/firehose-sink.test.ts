import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlertFormat, FirehoseDestination } from '../../../lib/index';
import { ACCOUNT, REGION, resourceOf, resourcesOf, type Statement } from '../synthesize';
import { secretOf, sinkOf } from './firehose-stack';

const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
const ENDPOINT = 'https://http-inputs-firehose-example.splunkcloud.com:443';

function streamOf(stack: Stack) {
  return resourceOf(stack, STREAM).Properties;
}

/** The statements of the role that Firehose takes. */
function statementsOf(stack: Stack): readonly Statement[] {
  return resourceOf(stack, 'AWS::IAM::Policy', 'SinkDeliveryRole').Properties.PolicyDocument.Statement;
}

function actionsOf(stack: Stack): readonly unknown[] {
  return statementsOf(stack).flatMap(({ Action }) => Action);
}

const S3_ACTIONS = [
  ...['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
  ...['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
];
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

test.each([
  [undefined, 'alert'],
  [AlertFormat.OCSF, 'ocsf'],
])('puts records of a format into a stream that is there: %s', (format, expected) => {
  const streamArn = `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/findings`;
  const { stack, sink } = sinkOf((scope) => ({
    deliveryStream: DeliveryStream.fromDeliveryStreamArn(scope, 'Stream', streamArn),
    format,
  }));
  const { Statement: statements } = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
  expect(statements).toContainEqual({ Effect: 'Allow', Action: 'firehose:PutRecord', Resource: streamArn });
  const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
  expect([Variables.TRAILWATCH_DELIVERY_STREAM_NAME, Variables.TRAILWATCH_FORMAT]).toEqual([
    'findings',
    expected,
  ]);
  expect(sink.alarms).toHaveLength(4);
});

test('writes lines of JSON into a bucket of its own, a folder for each day', () => {
  const { stack, sink } = sinkOf(() => ({ destination: FirehoseDestination.s3() }));
  const { ExtendedS3DestinationConfiguration: s3, ...others } = streamOf(stack);
  expect(others).toEqual({
    DeliveryStreamType: 'DirectPut',
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
  });
  expect(s3).toMatchObject({
    Prefix: 'alerts/day=!{timestamp:yyyy-MM-dd}/',
    ErrorOutputPrefix: 'alerts-errors/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/',
    CompressionFormat: 'GZIP',
    CloudWatchLoggingOptions: { Enabled: true },
  });
  expect(s3.DataFormatConversionConfiguration).toBeUndefined();
  expect(resourceOf(stack, 'AWS::S3::Bucket', 'SinkDeliveryBucket').Properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    },
  });
  expect(actionsOf(stack)).toEqual([...S3_ACTIONS, ...KEY_ACTIONS, 'logs:PutLogEvents']);
  const [, objects] = statementsOf(stack);
  expect(JSON.stringify(objects?.Resource)).toMatch(/\/alerts\/\*.*\/alerts-errors\/\*/);
  const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
  expect(Variables.TRAILWATCH_FORMAT).toBe('alert');
  expect(Variables.TRAILWATCH_DELIVERY_STREAM_NAME).toEqual(
    stack.resolve(sink.deliveryStream.deliveryStreamName),
  );
});

test('converts findings to Parquet by a table, which Athena reads', () => {
  const { stack } = sinkOf(() => ({
    destination: FirehoseDestination.parquet({ prefix: 'security/ocsf/' }),
  }));
  const { ExtendedS3DestinationConfiguration: s3 } = streamOf(stack);
  const table = resourceOf(stack, 'AWS::Glue::Table').Properties;
  expect(s3).toMatchObject({
    CompressionFormat: 'UNCOMPRESSED',
    BufferingHints: { SizeInMBs: 64 },
    DataFormatConversionConfiguration: {
      Enabled: true,
      OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
      SchemaConfiguration: { DatabaseName: table.DatabaseName, TableName: { Ref: expect.any(String) } },
    },
  });
  expect(table.TableInput.PartitionKeys).toEqual([{ Name: 'day', Type: 'string' }]);
  const { 'storage.location.template': template } = table.TableInput.Parameters;
  const [, parts] = template['Fn::Join'];
  expect([parts[0], parts.at(-1)]).toEqual(['s3://', `/security/ocsf/day=${'$'}{day}/`]);
  expect(table.TableInput.StorageDescriptor.Columns).toContainEqual({
    Name: 'finding_info',
    Type: expect.stringContaining(
      'attacks:array<struct<technique:struct<uid:string>,sub_technique:struct<uid:string>>>',
    ),
  });
  expect(actionsOf(stack)).toEqual([
    ...[...S3_ACTIONS, ...KEY_ACTIONS, 'logs:PutLogEvents'],
    ...['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
  ]);
  const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
  expect(Variables.TRAILWATCH_FORMAT).toBe('ocsf');
});

test.each([
  [
    'Splunk',
    (stack: Stack) => FirehoseDestination.splunk({ endpoint: ENDPOINT, secret: secretOf(stack) }),
    'SplunkDestinationConfiguration',
    { HECEndpoint: ENDPOINT, HECEndpointType: 'Raw', S3BackupMode: 'FailedEventsOnly' },
  ],
  [
    'Datadog',
    (stack: Stack) =>
      FirehoseDestination.datadog({
        site: 'datadoghq.eu',
        tags: { team: 'security' },
        secret: secretOf(stack),
      }),
    'HttpEndpointDestinationConfiguration',
    {
      EndpointConfiguration: {
        Name: 'Datadog',
        Url: 'https://aws-kinesis-http-intake.logs.datadoghq.eu/v1/input',
      },
      RequestConfiguration: {
        ContentEncoding: 'GZIP',
        CommonAttributes: [{ AttributeName: 'team', AttributeValue: 'security' }],
      },
      S3BackupMode: 'FailedDataOnly',
    },
  ],
  [
    'another endpoint',
    (stack: Stack) =>
      FirehoseDestination.httpEndpoint({
        endpoint: 'https://example.com/firehose',
        name: 'SIEM',
        secret: secretOf(stack),
      }),
    'HttpEndpointDestinationConfiguration',
    { EndpointConfiguration: { Name: 'SIEM', Url: 'https://example.com/firehose' } },
  ],
])('delivers to %s with a secret, and writes what fails to a bucket', (_, make, property, expected) => {
  const { stack } = sinkOf((scope) => ({ destination: make(scope) }));
  const configuration = streamOf(stack)[property];
  const secretArn = { Ref: expect.stringMatching(/^Secret/) };
  expect(configuration).toMatchObject({
    ...expected,
    RetryOptions: { DurationInSeconds: 7_200 },
    SecretsManagerConfiguration: { Enabled: true, SecretARN: secretArn },
    S3Configuration: { Prefix: 'undelivered/day=!{timestamp:yyyy-MM-dd}/', CompressionFormat: 'GZIP' },
  });
  expect(actionsOf(stack)).toEqual([
    ...[...S3_ACTIONS, ...KEY_ACTIONS, 'logs:PutLogEvents'],
    'secretsmanager:GetSecretValue',
  ]);
  expect(statementsOf(stack).at(-1)?.Resource).toEqual(secretArn);
});

test('reads a secret that is known by its name, and decrypts it with its key', () => {
  const { stack } = sinkOf((scope) => {
    const encryptionKey = new Key(scope, 'SecretKey');
    const secretPartialArn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:splunk`;
    const secret = Secret.fromSecretAttributes(scope, 'Secret', { secretPartialArn, encryptionKey });
    return { destination: FirehoseDestination.splunk({ endpoint: ENDPOINT, secret }) };
  });
  const [read, decrypt] = statementsOf(stack).slice(-2);
  expect(read?.Resource).toBe(`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:splunk-??????`);
  expect(decrypt).toMatchObject({
    Action: 'kms:Decrypt',
    Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': expect.anything() } } },
  });
});

test('writes into a bucket that is given, with its key, and creates none', () => {
  const { stack } = sinkOf((scope) => {
    const encryptionKey = new Key(scope, 'Company');
    const bucket = new Bucket(scope, 'Alerted', { encryptionKey });
    return { destination: FirehoseDestination.s3({ bucket }) };
  });
  expect(resourcesOf(stack, 'AWS::S3::Bucket', 'Sink')).toEqual([]);
  expect(statementsOf(stack)[2]).toMatchObject({
    Action: KEY_ACTIONS,
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Company/), 'Arn'] },
  });
});

test('has a role that Firehose takes for streams of this account only, before the stream', () => {
  const { stack } = sinkOf(() => ({ destination: FirehoseDestination.s3() }));
  const [role] = resourcesOf(stack, 'AWS::IAM::Role', 'SinkDeliveryRole');
  expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'firehose.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ]);
  expect(resourceOf(stack, STREAM).DependsOn).toContainEqual(
    expect.stringMatching(/^SinkDeliveryRoleDefaultPolicy/),
  );
});

test.each([
  ['s3', () => FirehoseDestination.s3(), ['DeliveryToS3']],
  ['Parquet', () => FirehoseDestination.parquet(), ['DeliveryToS3', 'FailedConversion']],
  [
    'Splunk',
    (stack: Stack) => FirehoseDestination.splunk({ endpoint: ENDPOINT, secret: secretOf(stack) }),
    ['DeliveryToSplunk'],
  ],
])('has alarms on what its stream does not deliver: %s', (_, make, prefixes) => {
  const { stack, sink } = sinkOf((scope) => ({ destination: make(scope) }));
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'SinkDelivery');
  const names = alarms.map(
    ({ Properties }) =>
      Properties.MetricName ??
      Properties.Metrics.flatMap((each: { MetricStat?: { Metric: { MetricName: string } } }) =>
        each.MetricStat === undefined ? [] : each.MetricStat.Metric.MetricName,
      )[0],
  );
  const expected = ['DeliveryToS3', 'DeliveryToSplunk']
    .filter((prefix) => prefixes.includes(prefix))
    .flatMap((prefix) => [`${prefix}.DataFreshness`, `${prefix}.Success`]);
  const unconverted = prefixes.includes('FailedConversion') ? ['FailedConversion.Records'] : [];
  expect(names.sort()).toEqual([...expected, ...unconverted]);
  expect(sink.alarms).toHaveLength(4 + names.length);
  for (const { Properties } of alarms)
    expect(Properties.AlarmActions).toEqual([{ Ref: 'AlertsTopicCF7C81C9' }]);
});

test.each([
  [undefined, 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete'],
])('keeps or deletes its stores together: %s', (removalPolicy, expected) => {
  const { stack } = sinkOf(() => ({ destination: FirehoseDestination.parquet(), removalPolicy }));
  const resources: Record<string, Kept> = Template.fromStack(stack).toJSON().Resources;
  const stores = Object.entries(resources).filter(
    ([id, { Type }]) => id.startsWith('Sink') && STORES.test(Type),
  );
  expect(stores).toHaveLength(8);
  expect(new Set(stores.map(([, { DeletionPolicy }]) => DeletionPolicy))).toEqual(new Set([expected]));
});

const STORES = /^AWS::(S3::Bucket(Policy)?|KMS::Key|Logs::Log(Group|Stream))$/;

interface Kept {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

test('encrypts its stream and its error log with the key of a platform team', () => {
  const { stack } = sinkOf((scope) => ({
    destination: FirehoseDestination.s3(),
    storeEncryption: new Key(scope, 'StoreKey'),
  }));
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^StoreKey/), 'Arn'] };
  expect(streamOf(stack).DeliveryStreamEncryptionConfigurationInput).toEqual({
    KeyType: 'CUSTOMER_MANAGED_CMK',
    KeyARN: keyArn,
  });
  expect(resourceOf(stack, 'AWS::Logs::LogGroup', 'SinkDeliveryLogs').Properties.KmsKeyId).toEqual(keyArn);
});

test.each(['us-gov-west-1', 'cn-north-1'])('names services as the partition does: %s', (region) => {
  const { stack } = sinkOf(() => ({ destination: FirehoseDestination.parquet() }), region);
  const text = JSON.stringify(statementsOf(stack));
  expect(text).not.toContain('arn:aws:');
  expect(text).toContain(`["s3.${region}.",{"Ref":"AWS::URLSuffix"}]`);
});

// The CDK cannot refer to a stream there.
test.each(['mx-central-1', 'ap-southeast-6', 'us-iso-east-1'])(
  'creates a stream also where the CDK knows no addresses of Firehose: %s',
  (region) => {
    const { stack } = sinkOf(() => ({ destination: FirehoseDestination.s3() }), region);
    Template.fromStack(stack).resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
  },
);

test('names the stream that it created, the same one each time', () => {
  const { stack, sink } = sinkOf(() => ({ destination: FirehoseDestination.s3() }));
  const { deliveryStream } = sink;
  expect(sink.deliveryStream).toBe(deliveryStream);
  expect(stack.resolve(deliveryStream.deliveryStreamName)).toEqual({
    Ref: expect.stringMatching(/^SinkDelivery/),
  });
});
