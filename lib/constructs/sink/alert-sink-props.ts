import type { RemovalPolicy } from 'aws-cdk-lib';
import type { AlertFilter } from '../alert/alert-filter';
import type { IAlertTopic } from '../alert/alert-topic';
import type { FunctionOptions } from '../worker/function-options';
import type { WorkerAlarmThresholds } from '../worker/worker-options';

/** Properties of all alert sinks. */
export interface AlertSinkProps extends FunctionOptions {
  /** The topic whose messages are forwarded, and that the alarms notify. In the same account and Region. */
  readonly alertTopic: IAlertTopic;

  /**
   * The messages that are forwarded. SNS allows 150 combinations of values in a filter: the product of the numbers of
   * severities, accounts and rules, each plus one for other messages.
   *
   * @default - all alerts and all alarms
   */
  readonly filter?: AlertFilter;

  /**
   * The ARNs of HMAC keys of other apps whose functions publish to the alert topic. Messages whose sender cannot be verified
   * with one of these keys or that of the alert topic are forwarded with a mark.
   *
   * @default - only the key of the alert topic
   */
  readonly originKeyArns?: string[];

  /**
   * Thresholds of the alarms on the function and its queue.
   *
   * @default - 15 minutes for the oldest message, otherwise 1
   */
  readonly alarmThresholds?: WorkerAlarmThresholds;

  /**
   * The removal policy of the function's log group, and of resources that store alerts.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
