import type { IResource } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';

/** Where an archive's files are replicated to. */
export interface ILogArchiveReplica extends IResource, IBucketRef {
  /** The bucket. */
  readonly bucket: IBucket;

  /** The key that the replicas are encrypted with. */
  readonly encryptionKey: IKey;

  /** The account of the archive whose files arrive here. */
  readonly sourceAccount: string;

  /** The name of the role in that account which S3 replicates with; the archive makes the role. */
  readonly replicationRoleName: string;

  /** Whether objects are locked here; undefined where that is not known. */
  readonly objectLockEnabled?: boolean;

  /** The ARN of the key's alias, for archives that cannot know the key; undefined if it has none. */
  readonly keyAliasArn?: string;
}
