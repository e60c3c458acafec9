import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream, CfnDeliveryStreamProps } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { type StreamParts, toLogging } from './delivery-stream';
import { DAY_COLUMN, type FindingTable } from './finding-table';
import type { StreamTarget } from './firehose-destination';

/** The resources that the configuration of a destination references. */
export interface DestinationParts extends StreamParts {
  readonly table: FindingTable | undefined;
}

/** The buffer size and interval after which objects are written. */
const OBJECT_INTERVAL = Duration.minutes(5);
const REQUEST_INTERVAL = Duration.minutes(1);

/** The minimum buffer size for record format conversion is 64 MB. */
const PARQUET_MB = 64;

/** The maximum time for which Firehose retries a request, before it writes the records to the bucket. */
const MAX_RETRY = Duration.hours(2);

/** The properties of a stream that name its destination. */
export function toDestination(target: StreamTarget, parts: DestinationParts): CfnDeliveryStreamProps {
  switch (target.kind) {
    case 's3':
      return { extendedS3DestinationConfiguration: toObjects(parts) };
    case 'splunk':
      return {
        splunkDestinationConfiguration: {
          ...{ hecEndpoint: target.endpoint, hecEndpointType: 'Raw', hecAcknowledgmentTimeoutInSeconds: 180 },
          ...{ bufferingHints: { intervalInSeconds: REQUEST_INTERVAL.toSeconds(), sizeInMBs: 1 } },
          ...{ retryOptions: { durationInSeconds: MAX_RETRY.toSeconds() }, s3BackupMode: 'FailedEventsOnly' },
          ...toEndpointParts(target.secret, parts),
        },
      };
    case 'http':
      return { httpEndpointDestinationConfiguration: toRequests(target, parts) };
    default:
      return target satisfies never;
  }
}

/** The permissions of a stream's role in addition to writing its objects and its log. */
export function toTargetStatements(
  scope: Construct,
  target: StreamTarget,
  table: FindingTable | undefined,
): readonly PolicyStatementData[] {
  if (target.kind !== 's3') return toSecretStatements(scope, target.secret);
  return table === undefined ? [] : [toTableStatement(scope, table)];
}

/** Objects of a day are in one folder; Athena reads them as a partition. */
function toObjects({
  role,
  store,
  table,
  ...logs
}: DestinationParts): CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty {
  return {
    ...toStoreParts({ role, store, ...logs }),
    ...(table === undefined
      ? { bufferingHints: { intervalInSeconds: OBJECT_INTERVAL.toSeconds(), sizeInMBs: 5 } }
      : {
          bufferingHints: { intervalInSeconds: OBJECT_INTERVAL.toSeconds(), sizeInMBs: PARQUET_MB },
          compressionFormat: 'UNCOMPRESSED',
          dataFormatConversionConfiguration: toConversion(role, table),
        }),
  };
}

/** Parquet files are compressed with Snappy by the format itself. */
function toConversion(
  role: Role,
  { databaseName, table }: FindingTable,
): CfnDeliveryStream.DataFormatConversionConfigurationProperty {
  return {
    enabled: true,
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: { caseInsensitive: false } } },
    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: 'SNAPPY' } } },
    schemaConfiguration: {
      catalogId: Aws.ACCOUNT_ID,
      databaseName,
      tableName: table.ref,
      region: Aws.REGION,
      roleArn: role.roleArn,
      versionId: 'LATEST',
    },
  };
}

function toRequests(
  { endpoint, name, secret, attributes }: Extract<StreamTarget, { readonly kind: 'http' }>,
  parts: DestinationParts,
): CfnDeliveryStream.HttpEndpointDestinationConfigurationProperty {
  const commonAttributes = Object.entries(attributes).map(([attributeName, attributeValue]) => ({
    attributeName,
    attributeValue,
  }));
  return {
    endpointConfiguration: { name, url: endpoint },
    requestConfiguration: {
      contentEncoding: 'GZIP',
      ...(commonAttributes.length === 0 ? {} : { commonAttributes }),
    },
    roleArn: parts.role.roleArn,
    bufferingHints: { intervalInSeconds: REQUEST_INTERVAL.toSeconds(), sizeInMBs: 1 },
    retryOptions: { durationInSeconds: MAX_RETRY.toSeconds() },
    s3BackupMode: 'FailedDataOnly',
    ...toEndpointParts(secret, parts),
  };
}

/** The common settings of endpoints: the secret, the error log, and the location for records that were not accepted. */
function toEndpointParts(secret: ISecret, parts: DestinationParts) {
  return {
    secretsManagerConfiguration: {
      enabled: true,
      secretArn: secret.secretArn,
      roleArn: parts.role.roleArn,
    },
    cloudWatchLoggingOptions: toLogging(parts),
    s3Configuration: toStoreParts(parts),
  };
}

function toStoreParts(parts: StreamParts) {
  const { role, store } = parts;
  const day = `${DAY_COLUMN}=!{timestamp:yyyy-MM-dd}/`;
  return {
    bucketArn: store.bucket.bucketArn,
    roleArn: role.roleArn,
    prefix: `${store.prefix}${day}`,
    errorOutputPrefix: `${store.errorPrefix}!{firehose:error-output-type}/${day}`,
    compressionFormat: 'GZIP',
    cloudWatchLoggingOptions: toLogging(parts),
  };
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-how.html */
function toSecretStatements(scope: Construct, secret: ISecret): readonly PolicyStatementData[] {
  const { encryptionKey } = secret;
  const service = `secretsmanager.${Stack.of(scope).region}.${Aws.URL_SUFFIX}`;
  return [
    {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      // Secrets Manager appends six characters to the name of a secret.
      Resource: secret.secretFullArn ?? `${secret.secretArn}-??????`,
    },
    ...(encryptionKey === undefined
      ? []
      : [
          {
            Effect: 'Allow' as const,
            Action: 'kms:Decrypt',
            Resource: encryptionKey.keyArn,
            Condition: { StringEquals: { 'kms:ViaService': service } },
          },
        ]),
  ];
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-glue */
function toTableStatement(scope: Construct, { databaseName, table }: FindingTable): PolicyStatementData {
  const stack = Stack.of(scope);
  const arnOf = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'glue', resource, resourceName });
  return {
    Effect: 'Allow',
    Action: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
    Resource: [
      stack.formatArn({ service: 'glue', resource: 'catalog', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
      arnOf('database', databaseName),
      arnOf('table', `${databaseName}/${table.ref}`),
    ],
  };
}
