import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogTable } from '../table/log-table';

/** Properties of `LogTableCompaction`. */
export interface LogTableCompactionProps {
  /** The table whose log files are compacted. It can have one compaction. */
  readonly table: LogTable;

  /**
   * The schedule of the compaction, daily or less often. Log files of a day are delivered until some minutes after midnight,
   * UTC.
   *
   * @default Schedule.cron({ hour: '3', minute: '15' })
   */
  readonly schedule?: Schedule;

  /**
   * The number of days of delivery that each run compacts, up to yesterday: 1 to 30. Each of these days is read again, and
   * events that the table already contains are not added, so that late files and days of failed runs are included.
   *
   * @default 2
   */
  readonly days?: number;

  /**
   * The number of accounts whose log files one statement reads, 1 to 200. Athena cancels a statement after 30 minutes, unless
   * the quota of the account is higher: choose fewer if days are large.
   *
   * @default 20
   */
  readonly groupSize?: number;

  /**
   * The time after which days are deleted from the table, in whole days. The archive keeps its log files.
   *
   * @default - they are kept
   */
  readonly keepFor?: Duration;

  /**
   * The maximum amount of data that one statement may scan. Athena cancels statements that scan more, and charges for the data
   * scanned. At least 10 MB.
   *
   * @default Size.tebibytes(1), which costs USD 5 in most Regions
   */
  readonly maxScan?: Size;

  /**
   * The topic that is notified when log files were not compacted.
   *
   * @default - there is no alarm
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * The key that the compacted table is encrypted with. The policy of an imported key must allow IAM policies of its account to
   * grant its use.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The bucket for the server access logs of the compacted table's bucket. Its policy must allow S3 to write, and it must be in
   * the same account and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * The retention of the state machine's log group. It contains no records.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * The removal policy of the compacted table's bucket, its access logs, its key unless it is given, and the log group.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the bucket before it is deleted. Requires `removalPolicy: RemovalPolicy.DESTROY`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
