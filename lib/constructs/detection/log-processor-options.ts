import type { Duration } from 'aws-cdk-lib';
import type { AddressLists } from './address-lists';
import type { SilenceOptions } from './silence-path';

/** Options of `LogProcessor` that `Trailwatch` also has. */
export interface LogProcessorOptions {
  /**
   * Whether rules treat all accounts of the organization as your own, as with `RuleSet.withOwnAccounts`, if all trails of the
   * archive belong to one organization. The function lists them (`organizations:ListAccounts`), which AWS allows only in the
   * management account and in delegated administrator accounts; in other accounts, only those of the rules are your own.
   *
   * @default true
   */
  readonly ownOrganization?: boolean;

  /**
   * The keys of account tags, such as `owner`, that are added to alerts and that subscribers can filter by
   * (`AlertFilter.accountTags`): at most five. The function reads the tags (`organizations:ListTagsForResource`) of up to 300
   * accounts per hour; alerts contain account names and organizational units in any case. Requires that all trails of the
   * archive belong to one organization, and `ownOrganization`.
   *
   * @default - none
   */
  readonly accountTags?: string[];

  /**
   * Marks values in records that are seen for the first time for their actor or account. The value is the learning period of a
   * new actor or account: 1 to 30 days. Rules read `trailwatch.firstSeen.eventName`, `.awsRegion`, `.sourceNetwork` and
   * `.userAgent`, whose values are `account` or `actor`. The learned values are stored in the claims table, up to 41 KB per
   * account and 7 KB per actor. Every record is then parsed, which takes more time.
   *
   * @default - nothing is learned, and rules that read these fields are refused
   */
  readonly firstSeenAfter?: Duration;

  /**
   * Lists of IP addresses, and a database of countries, in a bucket. Records are marked with
   * `trailwatch.indicator.sourceIPAddress`, the names of the lists that contain the address, and `trailwatch.country`; with
   * `firstSeenAfter`, also with `trailwatch.firstSeen.country`. The function reloads them every hour.
   *
   * @default - none, and rules that read these fields are refused
   */
  readonly addressLists?: AddressLists;

  /**
   * Allows principals with `grantSilence` to silence alerts for up to 72 hours with `trailwatch silence`: alerts with the rule,
   * account and actor of a given alert. The log processor and realtime alerts apply silences, each silence raises an alert
   * itself, and silenced alerts are counted.
   *
   * @default - no one can
   */
  readonly silences?: SilenceOptions;

  /**
   * Whether the processor sends itself a test alert every hour, on the same path as alerts: through the table and the topic to
   * a subscription of its function. An alarm is raised if three consecutive tests are not received. A filter excludes the tests
   * from all other subscriptions of the topic. Use `alarmActions` to be notified if the topic itself fails.
   *
   * Requires an `AlertTopic` in this account and Region.
   *
   * @default true
   */
  readonly testAlerts?: boolean;

  /**
   * Whether a summary of the previous day is sent to the topic each day: the alerts by rule and actor, which of them are new,
   * repeats, alerts of low severity, and the time of the latest delivered log file. It needs no additional resource: an hourly
   * heartbeat triggers it.
   *
   * @default true
   */
  readonly dailySummary?: boolean;

  /**
   * The hour of the daily summary in UTC, 0 to 23.
   *
   * @default 6
   */
  readonly dailySummaryHour?: number;
}

/** The names of these options. */
export const LOG_PROCESSOR_OPTIONS = [
  ...(['ownOrganization', 'accountTags', 'firstSeenAfter', 'addressLists'] as const),
  ...(['silences', 'testAlerts', 'dailySummary', 'dailySummaryHour'] as const),
] as const satisfies readonly (keyof LogProcessorOptions)[];
