import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { FunctionOptions } from './function-options';

/** Thresholds of the alarms on a function and its queue. */
export interface WorkerAlarmThresholds {
  /**
   * Number of messages in the dead-letter queue.
   *
   * @default 1
   */
  readonly deadLetters?: number;

  /**
   * Age of the oldest message in the queue, in two periods of five minutes in a row.
   *
   * @default - 15 minutes for `LogProcessor`, 5 for `RealtimeAlerts`, 30 for `AlarmContext`, an hour for `IntegrityMonitor` and `DeliveryMonitor`
   */
  readonly oldestMessageAge?: Duration;

  /**
   * Number of failed invocations, in two periods of five minutes in a row.
   *
   * @default 1
   */
  readonly errors?: number;

  /**
   * Number of throttled invocations, in three periods of five minutes in a row.
   *
   * @default 1
   */
  readonly throttles?: number;
}

/** Options of the function, queue, table, log group and alarms of constructs that work from a queue. */
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
   * What happens to the table and the log group when they are removed from the stack. `DESTROY` is meant for stacks that
   * live for a test: alerts that were sent are sent again after it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
