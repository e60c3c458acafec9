import type { Digest } from './digest';
import { toTime } from './finding';

/** A digest file that trailwatch writes; its hash is that of the rendered text. */
export type OwnDigest = Omit<Digest, 'hash' | 'endTime'>;

/**
 * The text of a digest file in CloudTrail's form, so that whatever verifies CloudTrail's verifies it, given the public key.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export function renderDigest(digest: OwnDigest): string {
  const { previous } = digest;
  return JSON.stringify({
    awsAccountId: digest.accountId,
    digestStartTime: toTime(digest.startTimeMs),
    digestEndTime: toTime(digest.endTimeMs),
    digestS3Bucket: digest.bucket,
    digestS3Object: digest.key,
    digestPublicKeyFingerprint: digest.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: null,
    oldestEventTime: null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: digest.logs.map(({ bucket, key, hash }) => ({
      ...{ s3Bucket: bucket, s3Object: key, hashValue: hash, hashAlgorithm: 'SHA-256' },
    })),
  });
}
