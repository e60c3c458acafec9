import { Duration } from 'aws-cdk-lib';
import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PROCESSOR_ALARMS } from '../../core/alarm/pipeline-alarm';
import type { IAlertTopic } from '../alert/alert-topic';
import { createPipelineAlarm } from '../worker/watched-metric';

/** What the alarms watch. */
export interface WatchedMetrics {
  readonly deadLetters: (period: Duration) => IMetric;
  readonly oldestNoticeAge: (period: Duration) => IMetric;
  readonly waitingNotices: (period: Duration) => IMetric;
  readonly errors: (period: Duration) => IMetric;
  readonly throttles: (period: Duration) => IMetric;
  readonly rejectedFiles: (period: Duration) => IMetric;
}

interface Watch {
  readonly id: keyof typeof PROCESSOR_ALARMS;
  readonly metric: keyof WatchedMetrics;
  /** It is too much from here. */
  readonly threshold: number;
  /** For how many periods of five minutes in a row. */
  readonly periods: number;
}

const WATCHES: readonly Watch[] = [
  { id: 'DeadLettersAlarm', metric: 'deadLetters', threshold: 1, periods: 1 },
  {
    id: 'OldestNoticeAlarm',
    metric: 'oldestNoticeAge',
    threshold: Duration.minutes(15).toSeconds(),
    periods: 2,
  },
  { id: 'WaitingNoticesAlarm', metric: 'waitingNotices', threshold: 10_000, periods: 2 },
  { id: 'ErrorsAlarm', metric: 'errors', threshold: 1, periods: 2 },
  { id: 'ThrottlesAlarm', metric: 'throttles', threshold: 1, periods: 3 },
  { id: 'RejectedFilesAlarm', metric: 'rejectedFiles', threshold: 1, periods: 1 },
];

/** Everything that may go wrong with a log processor, each as an alarm that tells what to do. */
export class LogProcessorAlarms extends Construct {
  readonly alarms: readonly IAlarm[];

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly metrics: WatchedMetrics;
      readonly alertTopic: IAlertTopic;
      readonly runbooks?: string;
    },
  ) {
    super(scope, id);
    this.alarms = WATCHES.map(({ metric, ...watch }) =>
      createPipelineAlarm(
        this,
        { ...watch, about: PROCESSOR_ALARMS[watch.id], metric: props.metrics[metric] },
        props,
      ),
    );
  }
}
