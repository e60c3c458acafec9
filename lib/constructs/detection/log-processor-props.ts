import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RuleSet } from '../rule/rule-set';
import type { WorkerOptions } from '../worker/worker-options';
import type { LogProcessorOptions } from './log-processor-options';

/** Properties of `LogProcessor`. */
export interface LogProcessorProps extends WorkerOptions, LogProcessorOptions {
  /**
   * The archive that log files are delivered to, in this Region; without `deliveryTopics` and `bucketNotifications`, also in
   * this account.
   */
  readonly archive: ILogArchive;

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
   * Whether the policies of an imported bucket and key in another account already allow the role of the function to read.
   * Otherwise, synthesis fails with the statements to add.
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
