import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { noteOf } from '../preflight/report-finding';
import { acknowledgeControls } from '../statement/acknowledge';

/**
 * Whose keys encrypt the files of an archive.
 *
 * Without a KMS key, every principal that can read the bucket can read the files: no key policy says who may decrypt, no key can be
 * disabled to stop reading, CloudTrail logs no use of a key, and Security Hub reports CloudTrail.2 and CIS 3.5. The key and its requests
 * are no longer charged. New files of a replica are encrypted with keys of S3, too, and not with the replica's key. Digests, their
 * signatures, Object Lock and versions are the same.
 * @stability experimental
 */
export enum ArchiveEncryption {
  /** A KMS key encrypts the files: `encryptionKey`, or a key of the archive's own. */
  KMS = 'KMS',

  /** S3 encrypts all files with keys of its own (SSE-S3). For an archive that never had a key. */
  S3_MANAGED = 'S3_MANAGED',

  /**
   * S3 encrypts new files with keys of its own. The key of earlier files, `encryptionKey` or the archive's own, stays, and readers may
   * use it: without it, files from before the change could not be read. `KMS` returns to the same key.
   */
  S3_MANAGED_AFTER_KMS = 'S3_MANAGED_AFTER_KMS',
}

/** Why findings on a missing key are accepted. */
export const WITHOUT_KEY = 'the archive is to be encrypted with keys of S3 (encryption)';

/** Says what an archive without a key gives up. */
export function giveUpKey(archive: IConstruct, bucket: Bucket): void {
  noteOf(archive, 's3ManagedKeys', `the files of '${archive.node.path}' are encrypted with keys of S3`);
  acknowledgeControls(bucket, {
    S3DefaultEncryptionKMS: WITHOUT_KEY,
  });
}
