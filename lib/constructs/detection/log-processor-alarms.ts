import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { IAlertTopic } from '../alert/alert-topic';

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
  readonly id: string;
  readonly metric: keyof WatchedMetrics;
  /** It is too much from here. */
  readonly threshold: number;
  /** For how many periods of five minutes in a row. */
  readonly periods: number;
  /** What it means, and what to do. */
  readonly description: string;
}

const PERIOD = Duration.minutes(5);

const WATCHES: readonly Watch[] = [
  {
    id: 'DeadLettersAlarm',
    metric: 'deadLetters',
    threshold: 1,
    periods: 1,
    description:
      'Log files were given up: their records were not looked at. Read a message of the dead-letter queue, find its object key ' +
      "in the function's log, fix the cause, and start a redrive to the queue. Messages are kept for 14 days.",
  },
  {
    id: 'OldestNoticeAlarm',
    metric: 'oldestNoticeAge',
    threshold: Duration.minutes(15).toSeconds(),
    periods: 2,
    description:
      'Log files wait longer than 15 minutes: alerts come late. Look for throttles and errors of the function; if there are ' +
      'none, raise maxConcurrency.',
  },
  {
    id: 'WaitingNoticesAlarm',
    metric: 'waitingNotices',
    threshold: 10_000,
    periods: 2,
    description:
      'More than 10,000 log files wait: either a flood of deliveries, or the function has stopped taking work. If its ' +
      'invocations go on, raise maxConcurrency; if not, look at its event source mapping and its log.',
  },
  {
    id: 'ErrorsAlarm',
    metric: 'errors',
    threshold: 1,
    periods: 2,
    description:
      'The function fails as a whole, not for one file. Read the newest error in its log: most often its settings, its rules, ' +
      'or a permission. Files wait in the queue meanwhile and are not lost.',
  },
  {
    id: 'ThrottlesAlarm',
    metric: 'throttles',
    threshold: 1,
    periods: 3,
    description:
      "The function is kept from running: the account's concurrency is used up. Give the function reserved concurrency, or ask " +
      'for a higher quota. Files wait in the queue meanwhile.',
  },
  {
    id: 'RejectedFilesAlarm',
    metric: 'rejectedFiles',
    threshold: 1,
    periods: 1,
    description:
      "Log files could not be read wholly. The function's log names each file and the place of the fault; check it against its " +
      "digest ('aws cloudtrail validate-logs'). Good records of the same file were looked at all the same.",
  },
];

/** Everything that may go wrong with a log processor, each as an alarm that tells what to do. */
export class LogProcessorAlarms extends Construct {
  readonly alarms: readonly IAlarm[];

  constructor(
    scope: Construct,
    id: string,
    props: { readonly metrics: WatchedMetrics; readonly alertTopic: IAlertTopic },
  ) {
    super(scope, id);
    const action = new SnsAction(props.alertTopic.topic);
    this.alarms = WATCHES.map((watch) => {
      const alarm = new Alarm(this, watch.id, {
        metric: props.metrics[watch.metric](PERIOD),
        threshold: watch.threshold,
        evaluationPeriods: watch.periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: watch.description,
      });
      alarm.addAlarmAction(action);
      return alarm;
    });
  }
}
