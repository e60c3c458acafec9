import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import type { IEventDataStore } from './event-data-store-props';

/** Properties of `LakeImport`. */
export interface LakeImportProps extends FunctionRuntimeOptions {
  /** The store that receives the events: a store of CloudTrail events, in the account and Region of this stack. */
  readonly eventDataStore: IEventDataStore;

  /**
   * The archive of the log files. An imported bucket in another Region must have that Region in its `env`. If another account
   * owns it, `policyManagedElsewhere` of `LogArchive.fromBucket` adds a note with the statement that its policy needs.
   */
  readonly archive: ILogArchive;

  /**
   * The folder under `AWSLogs/` whose log files are imported, without leading and trailing slashes:
   * `111122223333/CloudTrail/eu-central-1` for one account and Region.
   *
   * @default - every folder of CloudTrail's log files
   */
  readonly folder?: string;

  /**
   * The start of the time range. CloudTrail selects files by the time in their names, and events by their event time.
   *
   * @default - the first events that there are
   */
  readonly startTime?: Date;

  /**
   * The end of the time range. If omitted, it is the time when the import reads the last file. Set it to a time before the
   * store began to collect events, because CloudTrail does not remove duplicates.
   *
   * @default - the last events that there are
   */
  readonly endTime?: Date;

  /**
   * Whether a running import is stopped when this construct is removed from the stack, or replaced by another import. Imported
   * events are kept in any case.
   *
   * @default false
   */
  readonly stopWhenRemoved?: boolean;

  /**
   * The removal policy of the function's log group.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
