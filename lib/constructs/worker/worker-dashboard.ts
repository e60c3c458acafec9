import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { WorkerPipeline } from './worker-alarms';

/** A dashboard is 24 units wide. */
const WIDTH = 24;
const HEIGHT = 7;
const HOUR = Duration.hours(1);

/**
 * The maximum number of alarms in a CloudWatch widget.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const ALARMS_A_WIDGET = 100;

/** One graph of hourly metrics. */
export interface WorkerGraph {
  readonly title: string;
  readonly left: readonly IMetric[];
}

/** A dashboard of two weeks with the alarm states, and graphs. */
export function createWorkerDashboard(
  scope: Construct,
  alarms: readonly IAlarm[],
  graphs: readonly WorkerGraph[],
): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [
      ...statusWidgets(alarms).map((widget) => [widget]),
      graphs.map(
        ({ title, left }) => new GraphWidget({ title, left: [...left], width: WIDTH / 2, height: HEIGHT }),
      ),
    ],
  });
}

/** As many widgets as the alarms take, one at least. */
function statusWidgets(alarms: readonly IAlarm[]): readonly AlarmStatusWidget[] {
  const starts = Array.from(
    { length: Math.max(1, Math.ceil(alarms.length / ALARMS_A_WIDGET)) },
    (_, index) => index * ALARMS_A_WIDGET,
  );
  return starts.map(
    (start) =>
      new AlarmStatusWidget({
        title: 'Alarms',
        alarms: alarms.slice(start, start + ALARMS_A_WIDGET),
        width: WIDTH,
      }),
  );
}

/** Graphs of the queue and the function. */
export function pipelineGraphs({
  lambdaFunction,
  queue,
  deadLetterQueue,
}: WorkerPipeline): readonly WorkerGraph[] {
  const period = HOUR;
  return [
    {
      title: 'Messages per hour',
      left: [queue.metricNumberOfMessagesSent({ period }), queue.metricNumberOfMessagesDeleted({ period })],
    },
    {
      title: 'Age of the oldest message',
      left: [queue.metricApproximateAgeOfOldestMessage({ period })],
    },
    {
      title: 'Messages in the dead-letter queue',
      left: [deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' })],
    },
    {
      title: 'Invocations per hour',
      left: [
        lambdaFunction.metricInvocations({ period }),
        lambdaFunction.metricErrors({ period }),
        lambdaFunction.metricThrottles({ period }),
      ],
    },
  ];
}
