import type { IResource } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';

/** A bucket that an archive's files are replicated to. */
export interface ILogArchiveReplica extends IResource, IBucketRef {
  /** The bucket. */
  readonly bucket: IBucket;

  /** The key that the replicas are encrypted with. */
  readonly encryptionKey: IKey;

  /** The account of the replicated archive. */
  readonly sourceAccount: string;

  /** The name of the role in that account that S3 replicates with; the archive creates the role. */
  readonly replicationRoleName: string;

  /** Whether Object Lock is enabled; undefined if not known. */
  readonly objectLockEnabled?: boolean;

  /** The ARN of the key's alias, for archives that cannot reference the key; undefined if it has none. */
  readonly keyAliasArn?: string;
}
