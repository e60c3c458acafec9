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
import type { IntegrityMetric } from '../../core/settings/integrity-metrics';

/** A page is 24 units wide. */
const WIDTH = 24;
const HEIGHT = 7;

interface Graph {
  readonly title: string;
  readonly left: readonly IntegrityMetric[];
}

const GRAPHS: readonly Graph[] = [
  { title: 'Found an hour', left: ['Findings', 'Unverified', 'Alerts'] },
  { title: 'Files checked an hour', left: ['Digests', 'LogFiles', 'Valid'] },
  { title: 'Bytes checked an hour', left: ['Bytes'] },
  { title: "Time since the newest digest file's end, at most", left: ['DigestLag'] },
  { title: 'Plans and folders an hour', left: ['Plans', 'Folders', 'MessagesFailed'] },
];

/** A page that shows whether the archive is whole, and whether somebody looks. */
export function createIntegrityDashboard(
  scope: Construct,
  alarms: readonly IAlarm[],
  metric: (name: IntegrityMetric) => Metric,
): Dashboard {
  const graphs = GRAPHS.map(
    ({ title, left }) =>
      new GraphWidget({
        title,
        left: left.map((name) => metric(name).with({ period: Duration.hours(1), label: name })),
        width: WIDTH / 2,
        height: HEIGHT,
      }),
  );
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [[new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH })], graphs],
  });
}
