import { ref, text } from '../judges/references';
import { more, on, rank } from '../judges/words';
import {
  type Deciding,
  encryption,
  type InventoryEntry,
  integrity,
  type Link,
  pipeline,
  TAGS,
  worksAs,
} from '../model';

const LOST = 'alerts no longer arrive where the stream sends them';

const ELSEWHERE: Deciding = pipeline('destination', text, { weaker: LOST });

const S3 = 'ExtendedS3DestinationConfiguration';
const SPLUNK = 'SplunkDestinationConfiguration';
const HTTP = 'HttpEndpointDestinationConfiguration';

const SOURCE: Deciding = pipeline('source', text, { weaker: LOST });

const SOURCES = ['DatabaseSource', 'DirectPutSource', 'KinesisStreamSource', 'MSKSource'].map(
  (kind) => `${kind}Configuration`,
);

/** The settings of every destination in S3, below a path. */
function bucketSettings(path: string): Readonly<Record<string, Deciding>> {
  return {
    [`${path}.BucketARN`]: pipeline('bucket', ref, { weaker: LOST }),
    [`${path}.RoleARN`]: pipeline('role', ref, { weaker: LOST }),
    [`${path}.Prefix`]: pipeline('prefix of objects', text),
    [`${path}.CompressionFormat`]: pipeline('compression', text),
    [`${path}.EncryptionConfiguration`]: encryption('key of objects', text),
    ...failureSettings(path),
  };
}

function failureSettings(path: string): Readonly<Record<string, Deciding>> {
  const weaker = 'failed deliveries are no longer logged';
  const options = `${path}.CloudWatchLoggingOptions`;
  return {
    [`${options}.Enabled`]: integrity('logging of failed deliveries', on, { weaker }),
    [`${options}.LogGroupName`]: integrity('log group', ref, { weaker }),
    [`${options}.LogStreamName`]: integrity('log stream', ref, { weaker }),
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
    worksAs(`${path}.RoleARN`, 'firehose.amazonaws.com', 'what is sent no longer arrives'),
    { path: `${path}.CloudWatchLoggingOptions.LogGroupName`, to: 'evidence', needs: [] },
  ];
}

const SECRET = 'SecretsManagerConfiguration';

/** The settings of every endpoint, below a path. */
function endpointSettings(path: string): Readonly<Record<string, Deciding>> {
  return {
    ...bucketSettings(`${path}.S3Configuration`),
    ...failureSettings(path),
    [`${path}.ProcessingConfiguration`]: pipeline('processing of records', text),
    [`${path}.${SECRET}.Enabled`]: pipeline('use of the secret', on, { weaker: LOST }),
    [`${path}.${SECRET}.SecretARN`]: pipeline('secret', ref, { weaker: LOST }),
    [`${path}.${SECRET}.RoleARN`]: pipeline('role that reads the secret', ref, { weaker: LOST }),
    [`${path}.RetryOptions.DurationInSeconds`]: pipeline('time of retries', more, {
      weaker: 'delivery retries end sooner; undelivered alerts are kept in the bucket',
    }),
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
    worksAs(`${path}.${SECRET}.RoleARN`, 'firehose.amazonaws.com', 'what is sent no longer arrives'),
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
      DeliveryStreamName: pipeline('name', text, { weaker: LOST }),
      DeliveryStreamType: SOURCE,
      ...Object.fromEntries(SOURCES.map((name) => [name, SOURCE])),
      ...bucketSettings(S3),
      ...endpointSettings(SPLUNK),
      ...endpointSettings(HTTP),
      [`${S3}.DataFormatConversionConfiguration`]: pipeline('conversion of records', text, {
        weaker: 'queries of the table do not find new alerts',
      }),
      [`${S3}.DynamicPartitioningConfiguration`]: pipeline('partitioning', text),
      [`${S3}.FileExtension`]: pipeline('ending of the names of objects', text, {
        weaker: 'files with another ending are in no digest file',
      }),
      [`${S3}.ProcessingConfiguration`]: pipeline('processing of records', text),
      [`${S3}.S3BackupMode`]: ELSEWHERE,
      [`${SPLUNK}.HECEndpoint`]: pipeline('endpoint', text, { weaker: LOST }),
      [`${SPLUNK}.HECEndpointType`]: pipeline('kind of endpoint', text, { weaker: LOST }),
      [`${SPLUNK}.HECToken`]: pipeline('token', text, { weaker: LOST }),
      [`${SPLUNK}.S3BackupMode`]: integrity('copies of alerts', rank(['AllEvents', 'FailedEventsOnly']), {
        weaker: 'alerts that were delivered are not kept in the bucket',
      }),
      [`${HTTP}.EndpointConfiguration.Url`]: ELSEWHERE,
      [`${HTTP}.EndpointConfiguration.AccessKey`]: pipeline('key of the endpoint', text, { weaker: LOST }),
      [`${HTTP}.RequestConfiguration.ContentEncoding`]: pipeline('compression', text),
      [`${HTTP}.RequestConfiguration.CommonAttributes`]: pipeline('attributes', text),
      [`${HTTP}.RoleARN`]: pipeline('role', ref, { weaker: LOST }),
      [`${HTTP}.S3BackupMode`]: integrity('copies of alerts', rank(['AllData', 'FailedDataOnly']), {
        weaker: 'alerts that were delivered are not kept in the bucket',
      }),
      'DeliveryStreamEncryptionConfigurationInput.KeyType': encryption(
        'kind of key',
        rank(['CUSTOMER_MANAGED_CMK', 'AWS_OWNED_CMK']),
      ),
      'DeliveryStreamEncryptionConfigurationInput.KeyARN': encryption('key', ref),
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
      worksAs(`${HTTP}.RoleARN`, 'firehose.amazonaws.com', 'what is sent no longer arrives'),
    ],
  },
};
