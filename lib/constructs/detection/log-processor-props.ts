import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RuleSet } from '../rule/rule-set';
import type { WorkerOptions } from '../worker/worker-options';
import type { AddressLists } from './address-lists';
import type { SilenceOptions } from './silence-path';

/**
 * Options of `LogProcessor` that `Trailwatch` also has.
 * @stability stable
 */
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
   * @stability experimental
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

  /**
   * Standard SNS topics in this Region that announce the log files, instead of the bucket's events on EventBridge: the delivery
   * topic of the trails, or a topic that receives the bucket's S3 event notifications. Use them for a bucket whose notification
   * settings you do not manage, or a bucket in another account, with the topics there: their policies must allow this account
   * to subscribe (`DeliveryTopic.allowSubscribers`). If several topics announce a file, each alert is raised once.
   *
   * @default - EventBridge rules
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
   */
  readonly deliveryTopics?: ITopic[];

  /**
   * Allows the bucket to send its S3 event notifications directly to the queue of the processor, instead of its events on
   * EventBridge. Use it for a bucket whose notification settings you do not manage, or a bucket in another account, imported
   * with `Bucket.fromBucketAttributes`. The bucket's owner adds the ARN of `queue` to these settings after the stack is
   * deployed. With `deliveryTopics`, both are read; if both announce a file, each alert is raised once.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
   */
  readonly bucketNotifications?: boolean;

  /**
   * An existing table of sent alerts, in this account and Region, for this processor alone: with the partition key `window` and the
   * sort key `item`, both strings, and the time-to-live attribute `expiresAt`. Nothing of the table is changed. Items have codes of
   * the key of the alert topic: a table that was used before needs the same topic.
   *
   * @default - a new table
   */
  readonly claimsTable?: ITable;
}

/** The names of these options. */
export const LOG_PROCESSOR_OPTIONS = [
  ...(['ownOrganization', 'accountTags', 'firstSeenAfter', 'addressLists'] as const),
  ...(['silences', 'testAlerts', 'dailySummary', 'dailySummaryHour'] as const),
  ...(['deliveryTopics', 'bucketNotifications', 'claimsTable'] as const),
] as const satisfies readonly (keyof LogProcessorOptions)[];

/**
 * Options of the function, the alarms and the storms of a `LogProcessor`.
 * @stability stable
 */
export interface LogProcessorFunctionOptions extends WorkerOptions {
  /**
   * Whether the policies of an imported bucket and key in another account already allow the role of the function to read.
   * Otherwise, synthesis fails with the statements to add.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;

  /**
   * The timeout of the function, which processes a batch of up to ten files: 30 seconds to 15 minutes. The visibility timeout
   * of the queue is derived from it.
   *
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;

  /**
   * The maximum number of batches that are processed concurrently, 2 to 1000. They count towards the concurrency of the
   * account.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * The maximum number of alerts of one rule and account in a window, 1 to 2,000; the rest are grouped into one storm alert.
   *
   * The first alert with a new actor, call, Region or resource is still sent, up to 70 in a window, and so are up to 500
   * critical alerts.
   *
   * @default 20
   */
  readonly stormThreshold?: number;

  /**
   * The length of the window, by event time.
   *
   * @default Duration.hours(1)
   */
  readonly stormWindow?: Duration;

  /**
   * How long a record that is delivered again raises no second alert. Must be longer than a message can stay in the dead-letter
   * queue, which is 14 days.
   *
   * @default Duration.days(30)
   */
  readonly rememberAlertsFor?: Duration;

  /**
   * Whether alarms are raised when no file is delivered for four hours, or when files are delivered but not searched for three.
   * CloudTrail writes a digest file every hour, even without activity; a trail without log file validation writes none.
   * CloudTrail's own topics do not announce digest files.
   *
   * @default true, or false with `deliveryTopics` or `bucketNotifications`
   */
  readonly deliveryAlarms?: boolean;
}

/**
 * Properties of `LogProcessor`.
 * @stability stable
 */
export interface LogProcessorProps extends LogProcessorFunctionOptions, LogProcessorOptions {
  /**
   * The archive that log files are delivered to, in this Region; without `deliveryTopics` and `bucketNotifications`, also in
   * this account.
   */
  readonly archive: ILogArchive;

  /** The topic of the alerts, and of the alarms on the processor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The rules to search for.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * The name of the table of alerts, for an `AlarmContext` in another account. A named table is encrypted with a DynamoDB-owned
   * key, because other accounts cannot use a table with an AWS managed key, and is deleted with the stack. If a name is added
   * later, CloudFormation replaces the table; alerts are then sent again if their log files are delivered again.
   *
   * @default - CloudFormation creates one, and functions of this account alone use the table
   */
  readonly sharedTableName?: string;
}

/** Whether files are announced by the bucket's events on EventBridge. */
export function isAnnouncedByEvents({
  deliveryTopics,
  bucketNotifications = false,
}: Pick<LogProcessorProps, 'deliveryTopics' | 'bucketNotifications'>): boolean {
  return deliveryTopics === undefined && !bucketNotifications;
}

/** Describes how the processor is notified of log files. */
export function describeAnnouncements(props: LogProcessorProps): string {
  const { deliveryTopics = [], bucketNotifications = false } = props;
  return [
    ...(isAnnouncedByEvents(props) ? ['events on EventBridge'] : []),
    ...deliveryTopics.map((topic) => `topic ${topic.node.path}`),
    ...(bucketNotifications ? ['notifications of the bucket'] : []),
  ].join(', ');
}
