import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogProcessor } from '../detection/log-processor';
import type { WorkerOptions } from '../worker/worker-options';
import type { MetricAlarms } from './metric-alarms';

/** Properties of `AlarmContext`. */
export interface AlarmContextProps extends WorkerOptions {
  /** The alarms whose records are searched for, in this account and Region. */
  readonly metricAlarms: MetricAlarms;

  /**
   * The processor that searches the same records in the archive. The two then share one table, and a record that is found by
   * both raises one alert, with the title and severity of the processor's rule.
   *
   * @default - none; the construct has a table of its own
   */
  readonly processor?: LogProcessor;

  /**
   * The topic of the alerts, and of the alarms on the function itself.
   *
   * @default - the topic of the alarms
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * The maximum number of new records of one search that raise an alert, 1 to 10,000; one more alert gives the number of the
   * rest. Records beyond the storm threshold of their rule and account are still grouped into one storm alert.
   *
   * @default 500
   */
  readonly maxRecords?: number;

  /**
   * The timeout of the function, which processes a batch of two alarms: 30 seconds to 15 minutes. The visibility timeout of the
   * queue is derived from it.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;
}
