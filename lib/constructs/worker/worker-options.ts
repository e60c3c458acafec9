import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { FunctionOptions } from './function-options';

/**
 * Thresholds of the alarms on a function and its queue.
 * @stability stable
 */
export interface WorkerAlarmThresholds {
  /**
   * Number of messages in the dead-letter queue.
   *
   * @default 1
   */
  readonly deadLetters?: number;

  /**
   * Age of the oldest message in the queue, in two consecutive periods of five minutes.
   *
   * @default - 15 minutes for `LogProcessor`, 5 for `RealtimeAlerts`, 30 for `AlarmContext`, an hour for `IntegrityMonitor`, `DeliveryMonitor` and `ScheduledQuery`
   */
  readonly oldestMessageAge?: Duration;

  /**
   * Number of failed invocations, in two consecutive periods of five minutes.
   *
   * @default 1
   */
  readonly errors?: number;

  /**
   * Number of throttled invocations, in three consecutive periods of five minutes.
   *
   * @default 1
   */
  readonly throttles?: number;
}

/**
 * Options of the function, queue, table, log group and alarms of constructs that work from a queue.
 * @stability stable
 */
export interface WorkerOptions extends FunctionOptions {
  /**
   * Thresholds of the alarms on the function and its queue.
   *
   * @default - see `WorkerAlarmThresholds`
   */
  readonly alarmThresholds?: WorkerAlarmThresholds;

  /**
   * Whether to create a dashboard.
   *
   * @default - true for `IntegrityMonitor` and `DeliveryMonitor`, otherwise false
   */
  readonly dashboard?: boolean;

  /**
   * The removal policy of the table and the log group. `DESTROY` is for short-lived test environments: alerts can be sent again
   * after the table is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
