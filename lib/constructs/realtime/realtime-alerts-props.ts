import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogProcessor } from '../detection/log-processor';
import type { RuleSet } from '../rule/rule-set';
import type { WorkerOptions } from '../worker/worker-options';

/** Properties of `RealtimeAlerts`. */
export interface RealtimeAlertsProps extends WorkerOptions {
  /** The topic of the alerts, and of the alarms on the function itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The processor that searches the same records in the archive, in this account and Region. The two then share one table, and
   * a record that is found on both routes raises one alert, on the route that is first.
   *
   * @default - none; the construct has a table of its own
   */
  readonly processor?: LogProcessor;

  /**
   * The rules to search for. Correlations are evaluated by the processor only.
   *
   * @default - the processor's rules; without one, RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * The organization whose accounts may send events: `o-…`.
   *
   * @default - none
   */
  readonly organizationId?: string;

  /**
   * Accounts that may send events, 12 digits each.
   *
   * @default - none but the bus's own
   */
  readonly accounts?: string[];

  /**
   * The name of the home bus. It is fixed, because other Regions and accounts must know it in advance.
   *
   * @default 'trailwatch-realtime'
   */
  readonly busName?: string;

  /**
   * The timeout of the function, which processes a batch of up to ten events: 30 seconds to 15 minutes. The visibility timeout
   * of the queue is derived from it.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;

  /**
   * The maximum number of batches that are processed concurrently, 2 to 1000.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;
}
