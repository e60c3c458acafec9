import { Duration } from 'aws-cdk-lib';
import { type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';

/** How files become cheaper in S3's Intelligent-Tiering, and when they end. */
export interface IntelligentTieringOptions {
  /**
   * When files are handed to Intelligent-Tiering.
   *
   * @default Duration.days(90)
   */
  readonly after?: Duration;

  /**
   * When files expire.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;
}

/** When files move to which of the Glacier classes, and when they end. */
export interface GlacierOptions {
  /**
   * When files move to Glacier Instant Retrieval, from where they are read at once, for a price.
   *
   * @default - they do not
   */
  readonly instantRetrievalAfter?: Duration;

  /**
   * When files move to Glacier Flexible Retrieval, from where they have to be restored first, in minutes to hours.
   *
   * @default - they do not
   */
  readonly flexibleRetrievalAfter?: Duration;

  /**
   * When files move to Glacier Deep Archive, from where they have to be restored first, in hours to days.
   *
   * @default - they do not
   */
  readonly deepArchiveAfter?: Duration;

  /**
   * When files expire.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;
}

/** How long a file is still there after it has expired or been deleted. */
const DELETED_FILES_STAY = Duration.days(90);

/** A storage class, and after how long files move there, if at all. */
type Move = readonly [StorageClass, Duration | undefined];

/**
 * What becomes of an archive's files as they age. S3 moves no file of less than 128 KB, of which CloudTrail writes
 * many: moving them would cost more than it saves. Uploads that were never completed go after 7 days.
 *
 * Where nothing expires, nothing is deleted, old versions neither. Where files expire, they stay as old versions for 90
 * days more, and so do deleted files.
 */
export class ArchiveLifecycle {
  /** Files stay readable at once, and cost less the longer they are not read. */
  public static intelligentTiering(options: IntelligentTieringOptions = {}): LifecycleRule[] {
    const after = options.after ?? Duration.days(90);
    return [toRule([[StorageClass.INTELLIGENT_TIERING, after]], options.expireAfter)];
  }

  /** Files go to Glacier. Where they must be restored first, no scan, query or integrity check reads them before. */
  public static glacier(options: GlacierOptions): LifecycleRule[] {
    const moves: readonly Move[] = [
      [StorageClass.GLACIER_INSTANT_RETRIEVAL, options.instantRetrievalAfter],
      [StorageClass.GLACIER, options.flexibleRetrievalAfter],
      [StorageClass.DEEP_ARCHIVE, options.deepArchiveAfter],
    ];
    return [toRule(moves, options.expireAfter)];
  }

  private constructor() {}
}

function toRule(moves: readonly Move[], expireAfter: Duration | undefined): LifecycleRule {
  const transitions = moves.flatMap(([storageClass, transitionAfter]) =>
    transitionAfter === undefined ? [] : [{ storageClass, transitionAfter }],
  );
  return {
    id: 'KeepCheaply',
    abortIncompleteMultipartUploadAfter: Duration.days(7),
    transitions,
    ...(expireAfter === undefined
      ? { noncurrentVersionTransitions: transitions }
      : { expiration: expireAfter, noncurrentVersionExpiration: DELETED_FILES_STAY }),
  };
}
