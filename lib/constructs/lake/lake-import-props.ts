import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import type { IEventDataStore } from './event-data-store-props';

/** Properties of `LakeImport`. */
export interface LakeImportProps extends FunctionRuntimeOptions {
  /** The store that takes the events: one of CloudTrail events, in the account and Region of this stack. */
  readonly eventDataStore: IEventDataStore;

  /**
   * Where the log files are. A bucket of another Region says so in its `env`; where another account owns it, `policyManagedElsewhere`
   * of `LogArchive.fromBucket` makes a note of the statement that its policy needs.
   */
  readonly archive: ILogArchive;

  /**
   * The folder below `AWSLogs/` whose log files are imported, without slashes at its ends: `111122223333/CloudTrail/eu-central-1`
   * for one account and Region.
   *
   * @default - every folder of CloudTrail's log files
   */
  readonly folder?: string;

  /**
   * The time of the first events. CloudTrail chooses files by the time in their names, and events by their own.
   *
   * @default - the first events that there are
   */
  readonly startTime?: Date;

  /**
   * The time of the last events. Without it, the end is when the import reads the last file: choose one before the store began to
   * collect events, because CloudTrail removes no duplicates.
   *
   * @default - the last events that there are
   */
  readonly endTime?: Date;

  /**
   * Whether an import that still runs is stopped when this is removed from the stack, or replaced by another import. What was copied
   * stays either way.
   *
   * @default false
   */
  readonly stopWhenRemoved?: boolean;

  /**
   * What happens to the log of the function when it is removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
