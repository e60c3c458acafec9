import type { Duration } from 'aws-cdk-lib';
import type { AddressLists } from './address-lists';
import type { SilenceOptions } from './silence-path';

/** Options of `LogProcessor` that `Trailwatch` has, too. */
export interface LogProcessorOptions {
  /**
   * Whether all accounts of the organization are your own to the rules, as with `RuleSet.withOwnAccounts`, if all trails of the archive
   * are of one organization. The function lists them (`organizations:ListAccounts`), which AWS lets the management account and
   * delegated administrators do; in another account, those that the rules name are your own.
   *
   * @default true
   */
  readonly ownOrganization?: boolean;

  /**
   * Keys of tags of accounts, such as `owner`, that alerts have and that subscribers can choose by (`AlertFilter.accountTags`): at most
   * five. The function reads them (`organizations:ListTagsForResource`), of up to 300 accounts an hour; names and organizational
   * units alerts have anyway. Only where all trails of the archive are of one organization, and with `ownOrganization`.
   *
   * @default - none
   */
  readonly accountTags?: string[];

  /**
   * Marks in records what their actor or account is seen with for the first time, and for how long an actor and an account are
   * learned before: 1 to 30 days. Rules read `trailwatch.firstSeen.eventName`, `.awsRegion`, `.sourceNetwork` and `.userAgent`, whose
   * values are `account` or `actor`. What is learned is in the table of claims, up to 41 KB an account and 7 KB an actor; every record
   * is then parsed, which takes more time.
   *
   * @default - nothing is learned, and rules that read these fields are refused
   */
  readonly firstSeenAfter?: Duration;

  /**
   * Lists of addresses, and a database of countries, in a bucket. Records are marked with `trailwatch.indicator.sourceIPAddress`, the names of
   * the lists that have the address, and `trailwatch.country`; with `firstSeenAfter`, with `trailwatch.firstSeen.country`, too. The function reads
   * them again each hour.
   *
   * @default - none, and rules that read these fields are refused
   */
  readonly addressLists?: AddressLists;

  /**
   * Lets people whom `grantSilence` names silence alerts for up to 72 hours with `trailwatch silence`: those of one rule, account and actor,
   * taken from an alert. The log processor and realtime alerts read silences, each is an alert itself, and what is not sent is counted.
   *
   * @default - no one can
   */
  readonly silences?: SilenceOptions;

  /**
   * Whether the processor sends a test to itself every hour, as it sends alerts: through the table and the topic to a
   * subscription of its function. An alarm is raised if three in a row do not come back. All other subscriptions of the topic
   * get a filter that leaves the tests out. `alarmActions` are its way to you where the topic itself is what does not work.
   *
   * Only with an `AlertTopic` of this account and Region.
   *
   * @default true
   */
  readonly testAlerts?: boolean;

  /**
   * Whether a summary of the day before is sent to the topic each day: the alerts by rule and actor, which of them are new, repeats,
   * alerts of low severity, and until when log files were delivered. It needs no resource: an hourly heartbeat has it sent.
   *
   * @default true
   */
  readonly dailySummary?: boolean;

  /**
   * The hour in UTC in which the daily summary is sent, 0 to 23.
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
