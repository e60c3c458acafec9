import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnDeliveryStream,
  DeliveryStream,
  type DeliveryStreamAttributes,
  type IDeliveryStream,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogStream } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { STREAM_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { withDefaults } from '../platform/platform-defaults';
import { storeKeyOf } from '../platform/store-key';
import { setDefaultChild } from '../resource/describe-resource';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { createPipelineAlarm, type PipelineAlarmOptions } from '../worker/worker-alarms';
import { createWorkerLogGroup } from '../worker/worker-log-group';
import type { AlertSinkProps } from './alert-sink';
import { createAlertStore, toStoreStatements } from './alert-store';
import { createFindingTable } from './finding-table';
import type { FirehoseDestination, StreamTarget } from './firehose-destination';
import { type DestinationParts, toDestination, toTargetStatements } from './stream-target';

/** The prefix of a destination's metric names. */
const METRICS: Readonly<Record<StreamTarget['kind'], string>> = {
  s3: 'DeliveryToS3',
  splunk: 'DeliveryToSplunk',
  http: 'DeliveryToHttpEndpoint',
};

/** Three times the maximum buffering interval of Firehose. */
const MAX_AGE = Duration.minutes(15);

/** The stream whose deliveries are monitored. */
export interface StreamAlarmProps extends PipelineAlarmOptions {
  readonly destination: FirehoseDestination;
  readonly deliveryStreamName: string;
}

/**
 * The alarms on a sink's stream.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export function createStreamAlarms(scope: Construct, props: StreamAlarmProps): IAlarm[] {
  const { destination, deliveryStreamName } = props;
  const metrics = METRICS[destination._target.kind];
  const metricOf = (metricName: string, statistic: string) => (period: Duration) =>
    new Metric({
      ...{ namespace: 'AWS/Firehose', metricName, statistic, period },
      dimensionsMap: { DeliveryStreamName: deliveryStreamName },
    });
  const delivered = metricOf(`${metrics}.Success`, 'Minimum');
  const watches = [
    {
      ...{ id: 'UndeliveredAlarm', about: STREAM_ALARMS.UndeliveredAlarm, threshold: 1, periods: 1 },
      metric: (period: Duration) => failuresOf(delivered(period), period),
    },
    {
      ...{ id: 'LateAlarm', about: STREAM_ALARMS.LateAlarm, threshold: MAX_AGE.toSeconds(), periods: 2 },
      metric: metricOf(`${metrics}.DataFreshness`, 'Maximum'),
    },
    ...(destination._isParquet
      ? [
          {
            ...{ id: 'UnconvertedAlarm', about: STREAM_ALARMS.UnconvertedAlarm, threshold: 1, periods: 1 },
            metric: metricOf('FailedConversion.Records', 'Sum'),
          },
        ]
      : []),
  ];
  return watches.map((watch) => createPipelineAlarm(scope, watch, props));
}

/** 1 if a request in the period failed, 0 if all succeeded, and no data if there was none. */
function failuresOf(delivered: IMetric, period: Duration): IMetric {
  return new MathExpression({
    expression: 'IF(delivered < 1, 1, 0)',
    usingMetrics: { delivered },
    label: 'Deliveries that failed',
    period,
  });
}

/** A stream, and the alarms on its deliveries. */
export interface SinkStream
  extends Required<Pick<DeliveryStreamAttributes, 'deliveryStreamArn' | 'deliveryStreamName'>> {
  /** Created on first use: the CDK refers to no stream in Regions of which it does not know Firehose's addresses. */
  readonly reference: () => IDeliveryStream;
  readonly alarms: IAlarm[];
}

/**
 * A delivery stream for one sink, with its role, its error log, a bucket unless one is given, and the table of a stream that
 * writes Parquet.
 */
export function createSinkStream(
  sink: Construct,
  destination: FirehoseDestination,
  props: AlertSinkProps,
): SinkStream {
  const { _target: target, _store } = destination;
  const scope = new Construct(sink, 'Delivery');
  const options = withDefaults(sink, props);
  const store = createAlertStore(scope, _store, props);
  const table = destination._isParquet
    ? createFindingTable(sink, scope, `s3://${store.bucket.bucketName}/${store.prefix}`)
    : undefined;
  const logGroup = createWorkerLogGroup(scope, 'errors of deliveries, and no alerts', options);
  const logStream = new LogStream(scope, 'LogStream', { logGroup, removalPolicy: props.removalPolicy });
  const role = createRole(scope, props);
  const parts: DestinationParts = { role, store, table, logGroup, logStream };
  const { region } = Stack.of(scope);
  const grants = [
    ...toStoreStatements(store, `s3.${region}.${Aws.URL_SUFFIX}`),
    toLogStatement(`${logGroup.logGroupArn.replace(/:\*$/, '')}:log-stream:${logStream.logStreamName}`),
    ...toTargetStatements(scope, target, parts),
  ].map((statement) => role.addToPrincipalPolicy(toPolicyStatement(statement)));
  const stream = new CfnDeliveryStream(scope, 'Stream', {
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput: toEncryption(storeKeyOf(scope, options)?.keyArn),
    ...toDestination(target, parts),
  });
  // Without its permissions, Firehose fails to create the stream.
  stream.node.addDependency(...grants.flatMap(({ policyDependable }) => policyDependable ?? []));
  setDefaultChild(scope, stream);
  const attributes = { deliveryStreamArn: stream.attrArn, deliveryStreamName: stream.ref };
  let reference: IDeliveryStream | undefined;
  return {
    ...attributes,
    reference: () => {
      reference ??= DeliveryStream.fromDeliveryStreamAttributes(scope, 'Reference', attributes);
      return reference;
    },
    alarms: createStreamAlarms(scope, { ...props, ...attributes, destination }),
  };
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
function createRole(scope: Construct, { permissionsBoundary }: AlertSinkProps): Role {
  const role = new Role(scope, 'Role', {
    description: 'Lets Firehose deliver alerts of trailwatch',
    assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    permissionsBoundary,
  });
  acknowledgeInlinePolicy(role);
  acknowledgeWildcards(role, { 's3:PutObject': 'Firehose names the objects, below these folders' });
  return role;
}
