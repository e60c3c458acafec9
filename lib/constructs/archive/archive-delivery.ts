import type { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { type Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import { toBucketStatements } from '../../core/policy/bucket-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { checkDocumentSize, checkKeyPolicySize } from '../statement/check-document-size';
import type { ILogArchive } from './log-archive-interface';

/** What the policy of the archive's bucket must hold for its trails. */
export function toDeliveryStatements({
  bucket,
  keyPrefix,
  trails,
}: ILogArchive): readonly PolicyStatementData[] {
  return toBucketStatements(
    { bucketArn: bucket.bucketArn, ...(keyPrefix === undefined ? {} : { keyPrefix }) },
    trails.map((trail) => trail._toCoordinates()),
  );
}

/**
 * Makes a dependency on the archive one on what CloudTrail's permission consists of, and not on every resource in
 * it.
 */
export function dependOnDelivery(archive: Construct, dependencies: readonly IDependable[]): void {
  Dependable.implement(archive, {
    get dependencyRoots(): IConstruct[] {
      return dependencies.flatMap((dependency) => Dependable.of(dependency).dependencyRoots);
    },
  });
}

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
