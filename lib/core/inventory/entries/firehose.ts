import { ref, text } from '../judges/references';
import { more, on, rank } from '../judges/words';
import { type Deciding, type InventoryEntry, type Link, TAGS, worksAs } from '../model';

const LOST = 'alerts no longer arrive where the stream sends them';

const ELSEWHERE: Deciding = { area: 'pipeline', says: 'destination', judge: text, weaker: LOST };

const S3 = 'ExtendedS3DestinationConfiguration';
const SPLUNK = 'SplunkDestinationConfiguration';
const HTTP = 'HttpEndpointDestinationConfiguration';

const SOURCE: Deciding = { area: 'pipeline', says: 'source', judge: text, weaker: LOST };

const SOURCES = ['DatabaseSource', 'DirectPutSource', 'KinesisStreamSource', 'MSKSource'].map(
  (kind) => `${kind}Configuration`,
);

/** The settings of every destination in S3, below a path. */
function bucketSettings(path: string): Readonly<Record<string, Deciding>> {
  return {
    [`${path}.BucketARN`]: { area: 'pipeline', says: 'bucket', judge: ref, weaker: LOST },
    [`${path}.RoleARN`]: { area: 'pipeline', says: 'role', judge: ref, weaker: LOST },
    [`${path}.Prefix`]: { area: 'pipeline', says: 'prefix of objects', judge: text },
    [`${path}.CompressionFormat`]: { area: 'pipeline', says: 'compression', judge: text },
    [`${path}.EncryptionConfiguration`]: { area: 'encryption', says: 'key of objects', judge: text },
    ...failureSettings(path),
  };
}

function failureSettings(path: string): Readonly<Record<string, Deciding>> {
  const weaker = 'failed deliveries are no longer logged';
  const options = `${path}.CloudWatchLoggingOptions`;
  return {
    [`${options}.Enabled`]: { area: 'integrity', says: 'logging of failed deliveries', judge: on, weaker },
    [`${options}.LogGroupName`]: { area: 'integrity', says: 'log group', judge: ref, weaker },
    [`${options}.LogStreamName`]: { area: 'integrity', says: 'log stream', judge: ref, weaker },
  };
}

function bucketNeutral(path: string): Readonly<Record<string, string>> {
  return {
    [`${path}.BufferingHints`]: 'how long and how much is collected before it is written',
    [`${path}.ErrorOutputPrefix`]: 'where objects go that could not be delivered or converted',
  };
}

function bucketLinks(path: string): readonly Link[] {
  return [
    {
      ...{ path: `${path}.BucketARN`, to: 'evidence', sends: true },
      needs: [{ who: 'role', actions: ['s3:PutObject'], inside: true, refused: LOST }],
    },
    {
      path: `${path}.RoleARN`,
      to: 'works-as',
      needs: worksAs('firehose.amazonaws.com', 'what is sent no longer arrives'),
    },
    { path: `${path}.CloudWatchLoggingOptions.LogGroupName`, to: 'evidence', needs: [] },
  ];
}

const SECRET = 'SecretsManagerConfiguration';

/** The settings of every endpoint, below a path. */
function endpointSettings(path: string): Readonly<Record<string, Deciding>> {
  return {
    ...bucketSettings(`${path}.S3Configuration`),
    ...failureSettings(path),
    [`${path}.ProcessingConfiguration`]: { area: 'pipeline', says: 'processing of records', judge: text },
    [`${path}.${SECRET}.Enabled`]: { area: 'pipeline', says: 'use of the secret', judge: on, weaker: LOST },
    [`${path}.${SECRET}.SecretARN`]: { area: 'pipeline', says: 'secret', judge: ref, weaker: LOST },
    [`${path}.${SECRET}.RoleARN`]: {
      area: 'pipeline',
      says: 'role that reads the secret',
      judge: ref,
      weaker: LOST,
    },
    [`${path}.RetryOptions.DurationInSeconds`]: {
      ...{ area: 'pipeline', says: 'time of retries', judge: more },
      weaker: 'deliveries are given up sooner; alerts then wait in the bucket',
    },
  };
}

function endpointNeutral(path: string): Readonly<Record<string, string>> {
  return {
    ...bucketNeutral(`${path}.S3Configuration`),
    [`${path}.BufferingHints`]: 'how long and how much is collected before it is sent',
  };
}

function endpointLinks(path: string): readonly Link[] {
  return [
    ...bucketLinks(`${path}.S3Configuration`),
    { path: `${path}.CloudWatchLoggingOptions.LogGroupName`, to: 'evidence', needs: [] },
    {
      ...{ path: `${path}.${SECRET}.SecretARN`, to: 'evidence' },
      needs: [{ who: 'role', actions: ['secretsmanager:GetSecretValue'], refused: LOST }],
    },
    {
      path: `${path}.${SECRET}.RoleARN`,
      to: 'works-as',
      needs: worksAs('firehose.amazonaws.com', 'what is sent no longer arrives'),
    },
  ];
}

/** Streams that carry alerts to a table or to Splunk. */
export const FIREHOSE: Readonly<Record<string, InventoryEntry>> = {
  'AWS::KinesisFirehose::DeliveryStream': {
    ...{ noun: 'delivery stream', roles: ['tells'] },
    kinds: ['stream'],
    fixed: {
      replacedBy: ['DeliveryStreamName', 'DeliveryStreamType', ...SOURCES],
      name: 'DeliveryStreamName',
    },
    ...{ gone: 'weaker', goneWords: LOST },
    decides: {
      DeliveryStreamName: { area: 'pipeline', says: 'name', judge: text, weaker: LOST },
      DeliveryStreamType: SOURCE,
      ...Object.fromEntries(SOURCES.map((name) => [name, SOURCE])),
      ...bucketSettings(S3),
      ...endpointSettings(SPLUNK),
      ...endpointSettings(HTTP),
      [`${S3}.DataFormatConversionConfiguration`]: {
        ...{ area: 'pipeline', says: 'conversion of records', judge: text },
        weaker: 'queries of the table do not find new alerts',
      },
      [`${S3}.DynamicPartitioningConfiguration`]: { area: 'pipeline', says: 'partitioning', judge: text },
      [`${S3}.ProcessingConfiguration`]: { area: 'pipeline', says: 'processing of records', judge: text },
      [`${S3}.S3BackupMode`]: ELSEWHERE,
      [`${SPLUNK}.HECEndpoint`]: { area: 'pipeline', says: 'endpoint', judge: text, weaker: LOST },
      [`${SPLUNK}.HECEndpointType`]: {
        area: 'pipeline',
        says: 'kind of endpoint',
        judge: text,
        weaker: LOST,
      },
      [`${SPLUNK}.HECToken`]: { area: 'pipeline', says: 'token', judge: text, weaker: LOST },
      [`${SPLUNK}.S3BackupMode`]: {
        ...{ area: 'integrity', says: 'copies of alerts', judge: rank(['AllEvents', 'FailedEventsOnly']) },
        weaker: 'alerts that were delivered are not kept in the bucket',
      },
      [`${HTTP}.EndpointConfiguration.Url`]: ELSEWHERE,
      [`${HTTP}.EndpointConfiguration.AccessKey`]: {
        area: 'pipeline',
        says: 'key of the endpoint',
        judge: text,
        weaker: LOST,
      },
      [`${HTTP}.RequestConfiguration.ContentEncoding`]: {
        area: 'pipeline',
        says: 'compression',
        judge: text,
      },
      [`${HTTP}.RequestConfiguration.CommonAttributes`]: {
        area: 'pipeline',
        says: 'attributes',
        judge: text,
      },
      [`${HTTP}.RoleARN`]: { area: 'pipeline', says: 'role', judge: ref, weaker: LOST },
      [`${HTTP}.S3BackupMode`]: {
        ...{ area: 'integrity', says: 'copies of alerts', judge: rank(['AllData', 'FailedDataOnly']) },
        weaker: 'alerts that were delivered are not kept in the bucket',
      },
      'DeliveryStreamEncryptionConfigurationInput.KeyType': {
        ...{ area: 'encryption', says: 'kind of key' },
        judge: rank(['CUSTOMER_MANAGED_CMK', 'AWS_OWNED_CMK']),
      },
      'DeliveryStreamEncryptionConfigurationInput.KeyARN': { area: 'encryption', says: 'key', judge: ref },
      ...Object.fromEntries(
        [
          ...['AmazonOpenSearchServerless', 'Amazonopensearchservice', 'Elasticsearch', 'Iceberg'],
          ...['Redshift', 'S3', 'Snowflake'],
        ].map((kind) => [`${kind}DestinationConfiguration`, ELSEWHERE] as const),
      ),
    },
    neutral: {
      ...bucketNeutral(S3),
      ...endpointNeutral(SPLUNK),
      ...endpointNeutral(HTTP),
      [`${HTTP}.EndpointConfiguration.Name`]: 'what the console shows as the name of the endpoint',
      [`${SPLUNK}.HECAcknowledgmentTimeoutInSeconds`]: 'how long Firehose waits before it sends again',
      Tags: TAGS,
    },
    links: [
      ...bucketLinks(S3),
      ...endpointLinks(SPLUNK),
      ...endpointLinks(HTTP),
      {
        path: `${HTTP}.RoleARN`,
        to: 'works-as',
        needs: worksAs('firehose.amazonaws.com', 'what is sent no longer arrives'),
      },
    ],
  },
};
