import { Duration } from 'aws-cdk-lib';
import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { INTEGRITY_ALARMS } from '../../core/alarm/pipeline-alarm';
import { createAbsenceAlarm, createPipelineAlarm, type PipelineAlarmOptions } from '../worker/watched-metric';

/** What the alarms watch. */
export interface WatchedIntegrityMetrics {
  readonly deadLetters: (period: Duration) => IMetric;
  readonly oldestMessageAge: (period: Duration) => IMetric;
  readonly errors: (period: Duration) => IMetric;
  readonly throttles: (period: Duration) => IMetric;
  readonly plans: (period: Duration) => IMetric;
}

interface Watch {
  readonly id: Exclude<keyof typeof INTEGRITY_ALARMS, 'NoPlansAlarm'>;
  readonly metric: keyof WatchedIntegrityMetrics;
  /** It is too much from here. */
  readonly threshold: number;
  /** For how many periods of five minutes in a row. */
  readonly periods: number;
}

const WATCHES: readonly Watch[] = [
  { id: 'DeadLettersAlarm', metric: 'deadLetters', threshold: 1, periods: 1 },
  {
    id: 'OldestMessageAlarm',
    metric: 'oldestMessageAge',
    threshold: Duration.hours(1).toSeconds(),
    periods: 2,
  },
  { id: 'ErrorsAlarm', metric: 'errors', threshold: 1, periods: 2 },
  { id: 'ThrottlesAlarm', metric: 'throttles', threshold: 1, periods: 3 },
];

/** So many hours without a plan: a new monitor's first one comes at once. */
const HOURS_WITHOUT_PLAN = 2;

/** Everything that may go wrong with an integrity monitor, each as an alarm that tells what to do. */
export class IntegrityAlarms extends Construct {
  readonly alarms: readonly IAlarm[];

  constructor(
    scope: Construct,
    id: string,
    props: PipelineAlarmOptions & { readonly metrics: WatchedIntegrityMetrics },
  ) {
    super(scope, id);
    const { metrics } = props;
    const alarms = WATCHES.map(({ metric, ...watch }) =>
      createPipelineAlarm(
        this,
        { ...watch, about: INTEGRITY_ALARMS[watch.id], metric: metrics[metric] },
        props,
      ),
    );
    const about = INTEGRITY_ALARMS.NoPlansAlarm;
    const noPlans = { id: 'NoPlansAlarm', about, metric: metrics.plans, periods: HOURS_WITHOUT_PLAN };
    this.alarms = [...alarms, createAbsenceAlarm(this, noPlans, props)];
  }
}
