import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type Metric,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** A widget takes the whole width of the page. */
const WIDTH = 24;

/** CloudWatch shows at most so many alarms in a widget. */
const ALARMS_A_WIDGET = 100;

/** A page that shows which alarms fire, and what each counted over the last two weeks. */
export function createAlarmDashboard(
  scope: Construct,
  alarms: readonly IAlarm[],
  metrics: readonly Metric[],
): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.slice(0, ALARMS_A_WIDGET), width: WIDTH })],
      [
        new GraphWidget({
          title: 'Records an hour',
          left: metrics.map((metric) => metric.with({ period: Duration.hours(1), label: labelOf(metric) })),
          width: WIDTH,
          height: 9,
        }),
      ],
    ],
  });
}

/** The last part of the name, which identifies the control or rule. */
function labelOf({ metricName }: Metric): string {
  return metricName.slice(metricName.lastIndexOf('/') + 1);
}
