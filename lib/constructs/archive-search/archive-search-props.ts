import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { LogProcessor } from '../detection/log-processor';
import type { RuleSet } from '../rule/rule-set';
import type { FunctionOptions } from '../worker/function-options';

/** Properties of `ArchiveSearch`. */
export interface ArchiveSearchProps extends FunctionOptions {
  /** The archive to search, in the Region of this stack. */
  readonly archive: ILogArchive;

  /**
   * The rules that a search uses unless it specifies others.
   *
   * @default - the processor's rules; without one, RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * The processor on whose behalf a search may send alerts, in this account and Region: to its topic, under its storm limits,
   * and with its table, so that no alert is sent twice. Only a search that is started with `send` sends alerts.
   *
   * Principals that may start searches may then send alerts that they find, for the rules of the construct.
   *
   * @default - searches send no alerts
   */
  readonly processor?: LogProcessor;

  /**
   * The maximum number of batches of up to 500 log files that are searched concurrently, each by one invocation: 1 to 10,000.
   * The Lambda concurrency of the account, 1,000 by default, is shared with every other function in the Region, including the
   * log processor.
   *
   * @default 100
   */
  readonly maxConcurrency?: number;

  /**
   * The key that the results are encrypted with. Alerts contain whole records.
   *
   * @default - a new one, retained when the stack is deleted
   */
  readonly encryptionKey?: IKey;

  /**
   * The time after which plans, alerts and summaries are deleted. The archive keeps the records, and can be searched again.
   *
   * @default - they are kept
   */
  readonly keepResultsFor?: Duration;

  /**
   * The bucket for the server access logs of the results bucket. Its policy must allow S3 to write, and it must be in the same
   * account and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * The removal policy of the results bucket, its access logs and policies, its key unless it is given, and the log groups.
   * `DESTROY` is for short-lived test environments.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the results bucket before it is deleted. Requires `removalPolicy: RemovalPolicy.DESTROY`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
