import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IAlertTopic } from '../alert/alert-topic';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import type { AlarmSet } from './alarm-set';

/** Properties of `MetricAlarms`. */
export interface MetricAlarmsProps {
  /**
   * The trail whose log group is watched; it must have one, in this account and Region.
   *
   * @default - `logGroup` says what is watched
   */
  readonly trail?: IAuditTrail;

  /**
   * The log group of a trail that is not of this app, in this account and Region.
   *
   * @default - the log group of `trail`
   */
  readonly logGroup?: ILogGroup;

  /** The topic that every alarm is published to. It needs at least one subscriber. */
  readonly alertTopic: IAlertTopic;

  /**
   * What to watch for.
   *
   * @default AlarmSet.quiet()
   */
  readonly alarms?: AlarmSet;

  /**
   * Where one more alarm a severity goes, which fires while any of that severity does: a pager, say.
   *
   * @default - no such alarms
   */
  readonly severityTopic?: IAlertTopic;

  /**
   * Whether each metric gets a second alarm, which fires when an hour has far more records than CloudWatch has learnt
   * to expect. It learns for two weeks.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;

  /**
   * Whether there is a dashboard of all the metrics.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * What the names of alarms and metrics begin with.
   *
   * @default - derived from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The address of the folder of runbooks that the alarms link to; a copy of `docs/runbooks`, perhaps with pages of
   * your own.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}
