import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RuleSet } from '../rule/rule-set';
import type { WorkerOptions } from '../worker/worker-options';
import type { LogProcessorOptions } from './log-processor-options';

/** Properties of `LogProcessor`. */
export interface LogProcessorProps extends WorkerOptions, LogProcessorOptions {
  /** The archive that log files are delivered to. In this Region; without `deliveryTopics` and `bucketNotifications`, in this account, too. */
  readonly archive: ILogArchive;

  /**
   * Standard SNS topics of this Region that announce the log files, in place of the bucket's events on EventBridge: the delivery topic of the
   * trails, or a topic that the bucket sends its S3 event notifications to. For a bucket whose notification settings belong to others,
   * and for one of another account, with the topics there: their policies must let this account subscribe
   * (`DeliveryTopic.allowSubscribers`). A file that several of them announce raises each alert once.
   *
   * @default - EventBridge rules
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
   */
  readonly deliveryTopics?: ITopic[];

  /**
   * Lets the bucket send its S3 event notifications straight to the queue of the processor, in place of its events on EventBridge: for a
   * bucket whose notification settings belong to others, and for one of another account, which `Bucket.fromBucketAttributes` then names.
   * Its owner adds the ARN of `queue` to these settings once the stack is deployed. With `deliveryTopics`, both are read, and a file that
   * both announce raises each alert once.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
   */
  readonly bucketNotifications?: boolean;

  /**
   * Says that the policies of an imported bucket and key of another account already let the role of the function read. Without
   * it, synth fails with the statements to add.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;

  /** The topic of the alerts, and of the alarms on the processor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The rules to search for.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * The timeout of the function, which processes a batch of up to ten files: 30 seconds to 15 minutes. The visibility
   * timeout of the queue follows from it.
   *
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;

  /**
   * How many batches are processed concurrently, 2 to 1000. They count towards the concurrency of the account.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * How many alerts of one rule and account are sent in a window, 1 to 2,000; the rest are grouped into one storm alert.
   *
   * The first alert with a new actor, call, Region or resource is sent all the same, up to 70 in a window, and so are up
   * to 500 critical alerts.
   *
   * @default 20
   */
  readonly stormThreshold?: number;

  /**
   * The length of that window, by event time.
   *
   * @default Duration.hours(1)
   */
  readonly stormWindow?: Duration;

  /**
   * How long a record that is delivered again raises no second alert. Longer than a message can stay in the dead-letter
   * queue, which is 14 days.
   *
   * @default Duration.days(30)
   */
  readonly rememberAlertsFor?: Duration;

  /**
   * Whether alarms are raised when no file is delivered for four hours, or when files are delivered and not searched for three.
   * CloudTrail writes a digest file every hour, also when nothing happens; a trail without log file validation writes none.
   * CloudTrail's own topics do not announce digest files.
   *
   * @default true, or false with `deliveryTopics` or `bucketNotifications`
   */
  readonly deliveryAlarms?: boolean;

  /**
   * The name of the table of alerts, for an `AlarmContext` in another account. A table with a name is encrypted with a key
   * that DynamoDB owns, since AWS allows no other account to use a table with an AWS managed key, and is deleted with the
   * stack. CloudFormation replaces a table that gets a name later; alerts that were sent are then sent again if their log
   * files are delivered again.
   *
   * @default - CloudFormation creates one, and functions of this account alone use the table
   */
  readonly sharedTableName?: string;
}

/** Whether the bucket's events on EventBridge announce the files. */
export function isAnnouncedByEvents({
  deliveryTopics,
  bucketNotifications = false,
}: Pick<LogProcessorProps, 'deliveryTopics' | 'bucketNotifications'>): boolean {
  return deliveryTopics === undefined && !bucketNotifications;
}

/** How the processor learns of log files, in words. */
export function describeAnnouncements(props: LogProcessorProps): string {
  const { deliveryTopics = [], bucketNotifications = false } = props;
  return [
    ...(isAnnouncedByEvents(props) ? ['events on EventBridge'] : []),
    ...deliveryTopics.map((topic) => `topic ${topic.node.path}`),
    ...(bucketNotifications ? ['notifications of the bucket'] : []),
  ].join(', ');
}
