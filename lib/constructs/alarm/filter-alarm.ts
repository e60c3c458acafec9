import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlarmDefinition } from '../../core/alarm/alarm-definition';
import { toAlarmAction } from '../alert/alarm-action';
import type { IAlertTopic } from '../alert/alert-topic';
import { describeWithRunbook } from '../worker/worker-log-group';

/** Where an alarm is put, and under which name. */
export interface AlarmPlace {
  readonly scope: Construct;
  readonly alarmName: string;
  readonly logGroup: ILogGroup;
  readonly metric: Metric;
  readonly alertTopic: IAlertTopic;
  readonly runbooks?: string;
}

/** How far above what is expected an hour is unusual, in standard deviations. */
const UNUSUAL_DEVIATIONS = 3;

/** The page of alarms on unusual rates among the runbooks. */
const UNUSUAL_RUNBOOK = 'unusual-rate';

/** The filters that count into the alarm's metric, as the L1: patterns stay letter for letter. */
export function createFilters({ scope, logGroup, metric }: AlarmPlace, { patterns }: AlarmDefinition): void {
  for (const [index, filterPattern] of patterns.entries()) {
    new CfnMetricFilter(scope, index === 0 ? 'Filter' : `Filter${index + 1}`, {
      logGroupName: logGroup.logGroupName,
      filterPattern,
      metricTransformations: [
        {
          metricNamespace: metric.namespace,
          metricName: metric.metricName,
          metricValue: '1',
          defaultValue: 0,
        },
      ],
    });
  }
}

/** The alarm that fires when so many records were counted in any of its last periods. */
export function createFilterAlarm(place: AlarmPlace, definition: AlarmDefinition): Alarm {
  const { scope, alarmName, metric, alertTopic, runbooks } = place;
  const { meaning, runbook, threshold, periodSeconds, periods } = definition;
  const alarm = new Alarm(scope, 'Alarm', {
    alarmName,
    alarmDescription: describeWithRunbook(meaning, runbook, runbooks),
    metric: metric.with({ period: Duration.seconds(periodSeconds) }),
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(toAlarmAction(alarm, alertTopic));
  return alarm;
}

/** The alarm that fires when an hour has far more records than are usual at its time of the week. */
export function createUnusualRateAlarm(place: AlarmPlace, { meaning }: AlarmDefinition): AlarmBase {
  const { scope, alarmName, metric, alertTopic, runbooks } = place;
  const alarm = new AnomalyDetectionAlarm(scope, 'UnusualRateAlarm', {
    // Not below the common prefix: these alarms are about a rate, and no single record raised them.
    alarmName: alarmName.replace('/', '-unusual/'),
    alarmDescription: describeWithRunbook(`Far more than usual. ${meaning}`, UNUSUAL_RUNBOOK, runbooks),
    metric: metric.with({ period: Duration.hours(1) }),
    stdDevs: UNUSUAL_DEVIATIONS,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(toAlarmAction(alarm, alertTopic));
  return alarm;
}
