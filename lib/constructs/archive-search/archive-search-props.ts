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
   * The rules that a search has if it names no others.
   *
   * @default - the processor's rules; without one, RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * The processor in whose stead a search may send alerts, in this account and Region: to its topic, under its storm limits, and with
   * its table, so that what was sent is not sent again. Only a search that is started with `send` does.
   *
   * Whoever may start searches may then send alerts that they find, for the rules of the construct.
   *
   * @default - searches send no alerts
   */
  readonly processor?: LogProcessor;

  /**
   * How many batches of up to 500 log files are searched at a time, each by one invocation: 1 to 10,000. The account's
   * concurrency of Lambda, 1,000 by default, is shared with every other function in the Region, the log processor's included.
   *
   * @default 100
   */
  readonly maxConcurrency?: number;

  /**
   * The key that the results are encrypted with. Alerts hold whole records.
   *
   * @default - a new one, retained when the stack is deleted
   */
  readonly encryptionKey?: IKey;

  /**
   * After how long plans, alerts and summaries are deleted. The archive keeps the records, and can be searched again.
   *
   * @default - they are kept
   */
  readonly keepResultsFor?: Duration;

  /**
   * Where S3 logs the requests to the results bucket. Its policy must let S3 write, and it must be in the same account
   * and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * What happens to the results bucket, its access logs and policies, its key unless it is given, and the log groups when they are
   * removed from the stack. `DESTROY` is for environments that live for a test.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the results bucket before it is deleted. It needs `removalPolicy: RemovalPolicy.DESTROY`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
