import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { PipelineAlarm } from '../../core/alarm/pipeline-alarm';
import type { IAlertTopic } from '../alert/alert-topic';
import { describeWithRunbook } from './runbooks';

/** When a metric of trailwatch's own work is too much. */
export interface WatchedMetric {
  readonly id: string;
  readonly about: PipelineAlarm;
  readonly metric: (period: Duration) => IMetric;
  /** It is too much from here. */
  readonly threshold: number;
  /** For how many periods of five minutes in a row. */
  readonly periods: number;
}

const PERIOD = Duration.minutes(5);

/** An alarm on trailwatch's own work, which tells people what it means and where to read what to do. */
export function createPipelineAlarm(
  scope: Construct,
  watch: WatchedMetric,
  { alertTopic, runbooks }: { readonly alertTopic: IAlertTopic; readonly runbooks?: string },
): IAlarm {
  const { meaning, firstSteps, runbook } = watch.about;
  const alarm = new Alarm(scope, watch.id, {
    metric: watch.metric(PERIOD),
    threshold: watch.threshold,
    evaluationPeriods: watch.periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: describeWithRunbook(`${meaning} ${firstSteps[0] ?? ''}`, runbook, runbooks),
  });
  alarm.addAlarmAction(new SnsAction(alertTopic.topic));
  return alarm;
}
