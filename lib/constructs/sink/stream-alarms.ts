import { Duration } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { STREAM_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { createPipelineAlarm, type PipelineAlarmOptions } from '../worker/worker-alarms';
import type { FirehoseDestination, StreamTarget } from './firehose-destination';

/** What the names of the metrics of a destination begin with. */
const METRICS: Readonly<Record<StreamTarget['kind'], string>> = {
  s3: 'DeliveryToS3',
  splunk: 'DeliveryToSplunk',
  http: 'DeliveryToHttpEndpoint',
};

/** Three times as long as Firehose collects records at most. */
const MAX_AGE = Duration.minutes(15);

/** The stream whose deliveries are watched. */
export interface StreamAlarmProps extends PipelineAlarmOptions {
  readonly destination: FirehoseDestination;
  readonly deliveryStream: IDeliveryStream;
}

/**
 * The alarms on a stream of a sink.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export function createStreamAlarms(scope: Construct, props: StreamAlarmProps): IAlarm[] {
  const { destination, deliveryStream } = props;
  const metrics = METRICS[destination._target.kind];
  const metricOf = (metricName: string, statistic: string) => (period: Duration) =>
    new Metric({
      ...{ namespace: 'AWS/Firehose', metricName, statistic, period },
      dimensionsMap: { DeliveryStreamName: deliveryStream.deliveryStreamName },
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

/** 1 where a request of the period failed, 0 where all succeeded, and no data where there was none. */
function failuresOf(delivered: IMetric, period: Duration): IMetric {
  return new MathExpression({
    expression: 'IF(delivered < 1, 1, 0)',
    usingMetrics: { delivered },
    label: 'Deliveries that failed',
    period,
  });
}
