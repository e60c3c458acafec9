import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toAccessLogStatement } from '../../core/policy/bucket-statements';
import { describeBucket } from '../resource/describe-retention';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { type BucketRemoval, completeEmptying } from './emptied-bucket';

const KEEP_DAYS = 365;

/**
 * The bucket that S3 logs the requests to another bucket in. S3-managed encryption: S3 can write its access logs
 * to no bucket whose default key is a customer's.
 */
export function createAccessLogBucket(
  scope: Construct,
  source: IBucket,
  { removalPolicy = RemovalPolicy.RETAIN, autoDeleteObjects }: BucketRemoval,
): Bucket {
  const logs = new Bucket(scope, 'AccessLogs', {
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [
      {
        id: 'KeepAYear',
        expiration: Duration.days(KEEP_DAYS),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    removalPolicy,
    autoDeleteObjects,
  });
  const statement = toAccessLogStatement(logs.bucketArn, {
    bucketArn: source.bucketArn,
    account: Stack.of(scope).account,
  });
  logs.addToResourcePolicy(toPolicyStatement(statement));
  logs.policy?.applyRemovalPolicy(removalPolicy);
  completeEmptying(logs);
  describeBucket(logs, 'AccessLogs');
  acknowledgeControls(logs, {
    S3DefaultEncryptionKMS:
      "S3 writes access logs to no bucket whose default key is a customer's; S3's own key encrypts them",
    S3BucketReplicationEnabled:
      'the access logs are about the bucket beside them, expire after a year, and prove nothing alone',
  });
  return logs;
}
