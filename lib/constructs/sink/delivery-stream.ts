import { Aws, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnDeliveryStream,
  type CfnDeliveryStreamProps,
  type DeliveryStreamAttributes,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogStream, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { PlatformOptions } from '../platform/platform-defaults';
import { storeKeyOf } from '../platform/store-key';
import { setDefaultChild } from '../resource/describe-resource';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { createWorkerLogGroup } from '../worker/worker-log-group';
import { type StoreFolders, toStoreStatements } from './alert-store';

/** Three times the maximum buffering interval of Firehose. */
export const MAX_AGE = Duration.minutes(15);

/** A stream by its name and ARN. */
export type StreamAttributes = Required<
  Pick<DeliveryStreamAttributes, 'deliveryStreamArn' | 'deliveryStreamName'>
>;

/** A stream that was created. */
export interface CreatedStream extends StreamAttributes {
  /** Firehose writes as this role. */
  readonly writer: Role;
}

/** The resources that the configuration of a destination references. */
export interface StreamParts {
  readonly role: Role;
  readonly store: StoreFolders;
  readonly logGroup: ILogGroup;
  readonly logStream: LogStream;
}

/** What a stream carries, and where. */
export interface StreamWriting {
  readonly store: StoreFolders;
  /** Such as `alerts`. */
  readonly carried: string;
  /** The permissions of its role in addition to writing objects and its log. */
  readonly statements: readonly PolicyStatementData[];
  readonly destination: (parts: StreamParts) => CfnDeliveryStreamProps;
}

/** Options of a stream, with the platform's defaults. */
export interface StreamOptions extends Pick<PlatformOptions, 'storeEncryption'> {
  readonly permissionsBoundary?: IManagedPolicy;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
}

/** A delivery stream for direct puts, with its role and its error log. */
export function createDeliveryStream(
  scope: Construct,
  options: StreamOptions,
  { store, carried, statements, destination }: StreamWriting,
): CreatedStream {
  const logGroup = createWorkerLogGroup(scope, `errors of deliveries, and no ${carried}`, options);
  const { permissionsBoundary, removalPolicy } = options;
  const logStream = new LogStream(scope, 'LogStream', { logGroup, removalPolicy });
  const role = createRole(scope, carried, permissionsBoundary);
  const { region } = Stack.of(scope);
  const grants = [
    ...toStoreStatements(store, `s3.${region}.${Aws.URL_SUFFIX}`),
    toLogStatement(`${logGroup.logGroupArn.replace(/:\*$/, '')}:log-stream:${logStream.logStreamName}`),
    ...statements,
  ].map((statement) => role.addToPrincipalPolicy(toPolicyStatement(statement)));
  const stream = new CfnDeliveryStream(scope, 'Stream', {
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput: toEncryption(storeKeyOf(scope, options)?.keyArn),
    ...destination({ role, store, logGroup, logStream }),
  });
  // Without its permissions, Firehose fails to create the stream.
  stream.node.addDependency(...grants.flatMap(({ policyDependable }) => policyDependable ?? []));
  setDefaultChild(scope, stream);
  return { deliveryStreamArn: stream.attrArn, deliveryStreamName: stream.ref, writer: role };
}

/** The log of deliveries that fail. */
export function toLogging({
  logGroup,
  logStream,
}: Pick<StreamParts, 'logGroup' | 'logStream'>): CfnDeliveryStream.CloudWatchLoggingOptionsProperty {
  return { enabled: true, logGroupName: logGroup.logGroupName, logStreamName: logStream.logStreamName };
}

/** A metric of a stream, over a period. */
export function streamMetric(deliveryStreamName: string) {
  return (metricName: string, statistic: string) =>
    (period: Duration): Metric =>
      new Metric({
        ...{ namespace: 'AWS/Firehose', metricName, statistic, period },
        dimensionsMap: { DeliveryStreamName: deliveryStreamName },
      });
}

function toEncryption(
  keyArn: string | undefined,
): CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty {
  return keyArn === undefined ? { keyType: 'AWS_OWNED_CMK' } : { keyType: 'CUSTOMER_MANAGED_CMK', keyArn };
}

function toLogStatement(logStreamArn: string): PolicyStatementData {
  return { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: logStreamArn };
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role */
function createRole(scope: Construct, carried: string, permissionsBoundary?: IManagedPolicy): Role {
  const role = new Role(scope, 'Role', {
    description: `Lets Firehose deliver ${carried} of trailwatch`,
    assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    permissionsBoundary,
  });
  acknowledgeInlinePolicy(role);
  acknowledgeWildcards(role, { 's3:PutObject': 'Firehose names the objects, below these folders' });
  return role;
}
