import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RealtimeAlerts } from '../realtime/realtime-alerts';
import type { RuleSet } from '../rule/rule-set';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import type { Worker } from '../worker/worker';
import type { WorkerOptions } from '../worker/worker-options';

/** How a `DeliveryMonitor` follows the events of accounts. */
export interface EventVolumeOptions {
  /**
   * The rules whose events are needed: no selector is proposed that takes events from one of them.
   *
   * @default - those of the log processors and realtime alerts in `workers`, and of `realtime`; the built-in rules if there are none
   */
  readonly rules?: RuleSet;
}

/** What a `DeliveryMonitor` watches, and how often. */
export interface DeliveryMonitorOptions {
  /**
   * Trails of the monitor's account that deliver elsewhere, such as imported ones (`AuditTrail.fromTrailArn`).
   *
   * @default - the trails of the archive alone
   */
  readonly furtherTrails?: IAuditTrail[];

  /**
   * Whether MFA Delete is to be on for the archive's bucket; an alert is raised while it is off. No template can enable it: the root
   * user of the account does.
   *
   * @default false
   */
  readonly mfaDelete?: boolean;

  /**
   * The Regions in which the status of multi-Region trails is read, beside their home Region.
   *
   * @default - every Region that the account has enabled, listed by `account:ListRegions` at each check
   */
  readonly regions?: string[];

  /**
   * How often the status of the trails is read, 15 minutes to an hour.
   *
   * @default Duration.minutes(30)
   */
  readonly checkEvery?: Duration;

  /**
   * How often the newest files of every account and Region are looked for, 1 to 6 hours. Each look lists every Region of every
   * account once, at $0.005 for 1,000 of them.
   *
   * @default Duration.hours(3)
   */
  readonly lookEvery?: Duration;

  /**
   * Estimates once a day how many events each account delivered on the day before and what CloudTrail charges for them, by a sample
   * of at most 64 of its log files. An alert is raised when that is far above the 30 days before, with the calls, resources and callers of the
   * most events, and the selectors that would leave them out. The function may then read the log files of the archive.
   *
   * @default - volumes are not followed, and no log file is read
   */
  readonly eventVolume?: EventVolumeOptions;

  /**
   * A monthly budget for CloudTrail in US dollars, a whole number of 1 or more. AWS Budgets notifies the alert topic when 80 % or all of
   * it is spent, or when it expects that more will be. Not in China and GovCloud.
   *
   * @default - no budget
   */
  readonly monthlyBudget?: number;
}

/** Properties of `DeliveryMonitor`. */
export interface DeliveryMonitorProps extends WorkerOptions, DeliveryMonitorOptions {
  /**
   * The archive whose accounts and Regions are followed, of the monitor's account. Its trails are checked if they are trails of the monitor's account or of
   * an organization: every member account sees the status of an organization trail there.
   */
  readonly archive: ILogArchive;

  /** The topic of the alerts, and of the alarms on the monitor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The timeout of the function, which processes up to five accounts at a time: 1 to 15 minutes. The visibility timeout of the queue
   * follows from it.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * The realtime alerts whose rules are to send events from every account and Region: those of the `RealtimeAlertsRegion`s and
   * `RealtimeAlertsStackSet`s of this app. An alert is raised where log files are delivered from such a Region for a day, and no
   * heartbeat comes from there. They must be of the monitor's account, Region and alert topic.
   *
   * @default - none; Regions without realtime rules are not looked for
   */
  readonly realtime?: RealtimeAlerts;

  /**
   * Constructs whose queues, functions and alarms the dashboard shows beside those of the monitor: log processors, realtime alerts,
   * integrity monitors. They must be of the monitor's account and Region.
   *
   * @default - none
   */
  readonly workers?: Worker[];
}
