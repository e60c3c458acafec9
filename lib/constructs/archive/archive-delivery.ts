import type { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { type Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import { toBucketStatements } from '../../core/policy/bucket-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { checkDocumentSize, checkKeyPolicySize } from '../statement/check-document-size';
import type { ILogArchive } from './log-archive-interface';

/** The statements that the archive's bucket policy must contain for its trails. */
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
 * Turns a dependency on the archive into one on the resources of CloudTrail's permission, rather than on every resource in it.
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

/** How to shorten the policies of an archive and its key. */
const FEWER_TRAILS =
  "shorten keyPrefix, bucketName and the trails' names, use one organization trail for many accounts, or TrailIdentity.members for their own trails, share with an " +
  'organization instead of single readers, or divide the trails among two archives';

/** Fails the synthesis if a bucket policy exceeds the S3 quota. */
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

/** Fails the synthesis if the policy of a trail key exceeds the KMS quota. */
export function checkTrailKeyPolicySize(key: Key): void {
  checkKeyPolicySize(key, FEWER_TRAILS);
}
