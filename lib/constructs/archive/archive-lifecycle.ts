import { Duration } from 'aws-cdk-lib';
import { type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';

/**
 * Lifecycle with S3 Intelligent-Tiering.
 * @stability stable
 */
export interface IntelligentTieringOptions {
  /**
   * The age at which files move to Intelligent-Tiering.
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

/**
 * Lifecycle with the S3 Glacier storage classes.
 * @stability stable
 */
export interface GlacierOptions {
  /**
   * The age at which files move to Glacier Instant Retrieval, where they can be read immediately, for a fee.
   *
   * @default - they do not
   */
  readonly instantRetrievalAfter?: Duration;

  /**
   * The age at which files move to Glacier Flexible Retrieval. They must be restored before they can be read, which takes
   * minutes to hours.
   *
   * @default - they do not
   */
  readonly flexibleRetrievalAfter?: Duration;

  /**
   * The age at which files move to Glacier Deep Archive. They must be restored before they can be read, which takes hours to
   * days.
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

/** How long a file is kept after it has expired or been deleted. */
const DELETED_FILES_STAY = Duration.days(90);

/** A storage class, and the age at which files move to it, if any. */
type Move = readonly [StorageClass, Duration | undefined];

/**
 * The lifecycle of an archive's files. S3 does not transition files smaller than 128 KB, of which CloudTrail writes many:
 * moving them would cost more than it saves. Incomplete multipart uploads are removed after 7 days.
 *
 * Without expiration, nothing is deleted, including noncurrent versions. With expiration, expired and deleted files remain as
 * noncurrent versions for another 90 days.
 * @stability stable
 */
export class ArchiveLifecycle {
  /** Files remain immediately readable, and cost less the longer they are not read. */
  public static intelligentTiering(options: IntelligentTieringOptions = {}): LifecycleRule[] {
    const after = options.after ?? Duration.days(90);
    return [toRule([[StorageClass.INTELLIGENT_TIERING, after]], options.expireAfter)];
  }

  /** Files move to Glacier. Files that must be restored first cannot be scanned, queried or verified until then. */
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
