import type { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { checkDocumentSize, checkKeyPolicySize } from '../statement/check-document-size';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_BUCKET_POLICY_BYTES = 20_480;

/** What makes the policies of an archive and of its key shorter. */
const FEWER_TRAILS =
  "shorten keyPrefix, bucketName and the trails' names, let one organization trail stand for many accounts, share with an " +
  'organization instead of single readers, or divide the trails among two archives';

/** Makes synth fail when a bucket's policy is longer than S3 takes. */
export function checkBucketPolicySize(bucket: Bucket, remedy = FEWER_TRAILS): void {
  checkDocumentSize({
    scope: bucket,
    document: () => {
      const policy = bucket.policy?.node.defaultChild;
      return policy instanceof CfnBucketPolicy ? policy.policyDocument : {};
    },
    mostBytes: MAX_BUCKET_POLICY_BYTES,
    whose: "the bucket's policy",
    remedy,
  });
}

/** Makes synth fail when the policy of the key of trails is longer than KMS takes. */
export function checkTrailKeyPolicySize(key: Key): void {
  checkKeyPolicySize(key, FEWER_TRAILS);
}
