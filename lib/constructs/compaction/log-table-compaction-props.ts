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
   * When log files are compacted, once a day or less often. Files of a day are delivered until some minutes after midnight, UTC.
   *
   * @default Schedule.cron({ hour: '3', minute: '15' })
   */
  readonly schedule?: Schedule;

  /**
   * How many days of delivery are compacted each time, up to yesterday: 1 to 30. Each of them is read again, and what the table
   * has already is not added; so files that came late, and days of a time that failed, are made up for.
   *
   * @default 2
   */
  readonly days?: number;

  /**
   * The log files of how many accounts one statement reads, 1 to 200. Athena ends a statement after 30 minutes, unless the quota
   * of the account is higher: choose fewer where days are large.
   *
   * @default 20
   */
  readonly groupSize?: number;

  /**
   * After how long days are deleted from the table, in whole days. The archive keeps its log files.
   *
   * @default - they are kept
   */
  readonly keepFor?: Duration;

  /**
   * How much one statement may scan. Athena cancels one that scans more, and charges for what it scanned. At least 10 MB.
   *
   * @default Size.tebibytes(1), which costs USD 5 in most Regions
   */
  readonly maxScan?: Size;

  /**
   * The topic that is told when log files were not compacted.
   *
   * @default - there is no alarm
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * The key that the compacted table is encrypted with. The policy of an imported key must let IAM policies of its account allow
   * its use.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * Where S3 logs the requests to the bucket of the compacted table. Its policy must let S3 write, and it must be in the same
   * account and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * How long the log of the state machine is kept. It holds no records.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the bucket of the compacted table, its access logs, its key unless it is given, and the log group when they
   * are removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the bucket before it is deleted. It needs `removalPolicy: RemovalPolicy.DESTROY`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
