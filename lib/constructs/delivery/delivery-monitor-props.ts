import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RealtimeAlerts } from '../realtime/realtime-alerts';
import type { RuleSet } from '../rule/rule-set';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import type { Worker } from '../worker/worker';
import type { WorkerOptions } from '../worker/worker-options';

/** Options of the event volume estimates of a `DeliveryMonitor`. */
export interface EventVolumeOptions {
  /**
   * The rules whose events are required: proposed selectors do not exclude events of these rules.
   *
   * @default - those of the log processors and realtime alerts in `workers`, and of `realtime`; the built-in rules if there are none
   */
  readonly rules?: RuleSet;
}

/** Options of what a `DeliveryMonitor` checks, and how often. */
export interface DeliveryMonitorOptions {
  /**
   * Trails of the monitor's account that deliver elsewhere, such as imported ones (`AuditTrail.fromTrailArn`).
   *
   * @default - the trails of the archive alone
   */
  readonly furtherTrails?: IAuditTrail[];

  /**
   * Whether MFA Delete is expected on the archive's bucket; an alert is raised while it is disabled. CloudFormation cannot
   * enable it: the root user of the account must.
   *
   * @default false
   */
  readonly mfaDelete?: boolean;

  /**
   * The Regions in which the status of multi-Region trails is read, in addition to their home Region.
   *
   * @default - every Region that the account has enabled, listed by `account:ListRegions` at each check
   */
  readonly regions?: string[];

  /**
   * The interval at which the status of the trails is read, 15 minutes to an hour.
   *
   * @default Duration.minutes(30)
   */
  readonly checkEvery?: Duration;

  /**
   * The interval at which the newest files of every account and Region are listed, 1 to 6 hours. Each run lists every Region of
   * every account once, at $0.005 for 1,000 of them.
   *
   * @default Duration.hours(3)
   */
  readonly lookEvery?: Duration;

  /**
   * Estimates daily how many events each account delivered on the previous day and what CloudTrail charges for them, from a
   * sample of at most 64 of its log files. An alert is raised if that is far above the previous 30 days. It lists the calls,
   * resources and callers with the most events, and selectors that would exclude them. The function may then read the log files
   * of the archive.
   *
   * @default - volumes are not followed, and no log file is read
   */
  readonly eventVolume?: EventVolumeOptions;

  /**
   * A monthly budget for CloudTrail in US dollars, a whole number of 1 or more. AWS Budgets notifies the alert topic when 80 %
   * or all of it is spent, or when the forecast exceeds it. Not available in China and GovCloud.
   *
   * @default - no budget
   */
  readonly monthlyBudget?: number;
}

/** Properties of `DeliveryMonitor`. */
export interface DeliveryMonitorProps extends WorkerOptions, DeliveryMonitorOptions {
  /**
   * The archive whose accounts and Regions are monitored, in the monitor's account. Its trails are checked if they are trails
   * of the monitor's account or of an organization: the status of an organization trail is visible to every member account.
   */
  readonly archive: ILogArchive;

  /** The topic of the alerts, and of the alarms on the monitor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The timeout of the function, which processes up to five accounts at a time: 1 to 15 minutes. The visibility timeout of the
   * queue is derived from it.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * The realtime alerts whose rules are expected to send events from every account and Region: those of the
   * `RealtimeAlertsRegion`s and `RealtimeAlertsStackSet`s of this app. An alert is raised if log files are delivered from such
   * a Region for a day without a heartbeat from it. They must be in the monitor's account and Region, and use its alert topic.
   *
   * @default - none; Regions without realtime rules are not looked for
   */
  readonly realtime?: RealtimeAlerts;

  /**
   * Constructs whose queues, functions and alarms are shown on the dashboard in addition to those of the monitor: log
   * processors, realtime alerts, integrity monitors. They must be in the monitor's account and Region.
   *
   * @default - none
   */
  readonly workers?: Worker[];

  /**
   * The path of a register of accounts, Regions and trails, as `trailwatch trails --register` writes it: nothing is reported missing that it
   * says has ended or not yet begun (docs/prove/trails.md). It is read at synthesis: deploy again after it has changed.
   *
   * @default - everything that was ever found is due
   */
  readonly register?: string;
}
