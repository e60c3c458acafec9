import type { Duration } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { DeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Construct } from 'constructs';
import { STREAM_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { withDefaults } from '../platform/platform-defaults';
import { createPipelineAlarm, type PipelineAlarmOptions } from '../worker/worker-alarms';
import type { AlertSinkProps } from './alert-sink';
import { createAlertStore } from './alert-store';
import { createDeliveryStream, MAX_AGE, type StreamAttributes, streamMetric } from './delivery-stream';
import { createFindingTable } from './finding-table';
import type { FirehoseDestination, StreamTarget } from './firehose-destination';
import { toDestination, toTargetStatements } from './stream-target';

/** The prefix of a destination's metric names. */
const METRICS: Readonly<Record<StreamTarget['kind'], string>> = {
  s3: 'DeliveryToS3',
  splunk: 'DeliveryToSplunk',
  http: 'DeliveryToHttpEndpoint',
};

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
  const metricOf = streamMetric(deliveryStreamName);
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
export interface SinkStream extends StreamAttributes {
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
  const store = createAlertStore(scope, _store, props);
  const table = destination._isParquet
    ? createFindingTable(sink, scope, `s3://${store.bucket.bucketName}/${store.prefix}`)
    : undefined;
  const attributes = createDeliveryStream(scope, withDefaults(sink, props), {
    ...{ store, carried: 'alerts' },
    statements: toTargetStatements(scope, target, table),
    destination: (parts) => toDestination(target, { ...parts, table }),
  });
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
