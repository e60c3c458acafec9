import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
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
  /** For how many periods in a row: of five minutes, or for an absence of an hour. */
  readonly periods: number;
}

const PERIOD = Duration.minutes(5);

/** A function that reads a queue. */
export interface QueuePipeline {
  readonly function: IFunction;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

/** What every such function may suffer from. */
type QueuePipelineAlarms = Readonly<
  Record<'DeadLettersAlarm' | 'OldestMessageAlarm' | 'ErrorsAlarm' | 'ThrottlesAlarm', PipelineAlarm>
>;

/** When it is too much for a function that reads a queue; messages wait too long from `longestWait` on. */
export function watchQueuePipeline(
  { function: worker, queue, deadLetterQueue }: QueuePipeline,
  alarms: QueuePipelineAlarms,
  longestWait: Duration,
): readonly WatchedMetric[] {
  const statistic = 'Maximum';
  return [
    {
      ...{ id: 'DeadLettersAlarm', about: alarms.DeadLettersAlarm, threshold: 1, periods: 1 },
      metric: (period) => deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic }),
    },
    {
      ...{ id: 'OldestMessageAlarm', about: alarms.OldestMessageAlarm, periods: 2 },
      metric: (period) => queue.metricApproximateAgeOfOldestMessage({ period }),
      threshold: longestWait.toSeconds(),
    },
    {
      ...{ id: 'ErrorsAlarm', about: alarms.ErrorsAlarm, threshold: 1, periods: 2 },
      metric: (period) => worker.metricErrors({ period }),
    },
    {
      ...{ id: 'ThrottlesAlarm', about: alarms.ThrottlesAlarm, threshold: 1, periods: 3 },
      metric: (period) => worker.metricThrottles({ period }),
    },
  ];
}

/** Whom alarms on trailwatch's own work tell, and where they link to. */
export interface PipelineAlarmOptions {
  readonly alertTopic: IAlertTopic;
  readonly runbooks?: string;
}

/** An alarm on trailwatch's own work, which tells people what it means and where to read what to do. */
export function createPipelineAlarm(
  scope: Construct,
  watch: WatchedMetric,
  options: PipelineAlarmOptions,
): IAlarm {
  return createAlarm(scope, watch, options, {
    metric: watch.metric(PERIOD),
    threshold: watch.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** The same for a metric that must not be absent: it fires when nothing is counted for so many hours in a row. */
export function createAbsenceAlarm(
  scope: Construct,
  watch: Omit<WatchedMetric, 'threshold'>,
  options: PipelineAlarmOptions,
): IAlarm {
  return createAlarm(scope, watch, options, {
    metric: watch.metric(Duration.hours(1)),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  });
}

function createAlarm(
  scope: Construct,
  { id, about, periods }: Omit<WatchedMetric, 'metric' | 'threshold'>,
  { alertTopic, runbooks }: PipelineAlarmOptions,
  condition: Pick<AlarmProps, 'metric' | 'threshold' | 'comparisonOperator' | 'treatMissingData'>,
): IAlarm {
  const { meaning, firstSteps, runbook } = about;
  const alarm = new Alarm(scope, id, {
    ...condition,
    evaluationPeriods: periods,
    alarmDescription: describeWithRunbook(`${meaning} ${firstSteps[0] ?? ''}`, runbook, runbooks),
  });
  alarm.addAlarmAction(new SnsAction(alertTopic.topic));
  return alarm;
}
