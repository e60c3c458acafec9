import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IAlertTopic } from '../alert/alert-topic';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import type { AlarmSet } from './alarm-set';

/** Properties of `MetricAlarms`. */
export interface MetricAlarmsProps {
  /**
   * The trail whose log group is monitored. It must have one, in this account and Region.
   *
   * @default - `logGroup` says what is watched
   */
  readonly trail?: IAuditTrail;

  /**
   * The log group of a trail that is not part of this app, in this account and Region.
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
   * The topic of an additional alarm per severity, which fires while any alarm of that severity fires: a pager, for example.
   *
   * @default - no such alarms
   */
  readonly severityTopic?: IAlertTopic;

  /**
   * Whether each metric gets a second alarm, which fires when an hour has far more records than CloudWatch anomaly detection
   * expects. The model is trained for two weeks.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;

  /**
   * Whether to create a dashboard of all metrics.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * The prefix of the names of alarms and metrics.
   *
   * @default - derived from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The URL of the runbook folder that the alarms link to: a copy of `docs/runbooks`, optionally with your own pages.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}
