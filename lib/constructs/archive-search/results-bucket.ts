import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkRemoval, completeEmptying, logRequests } from '../archive/evidence-bucket';
import { checkKeyRegion } from '../preflight/check-key-region';
import { describeBucket } from '../resource/describe-retention';
import { createOwnKey } from '../resource/own-key';
import { markWrittenByRoles } from '../resource/written-buckets';
import { acknowledgeControls } from '../statement/acknowledge';
import type { ArchiveSearchProps } from './archive-search-props';

/** The bucket that searches write to, and its key. */
export interface SearchResults {
  readonly bucket: Bucket;
  readonly key: IKey;
}

/** The bucket that searches write to: private, versioned, encrypted with a KMS key, TLS 1.2 or later only. */
export function createResultsBucket(scope: Construct, props: ArchiveSearchProps): SearchResults {
  checkRemoval(props);
  checkKeyRegion(scope, props.encryptionKey, 'results bucket');
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
  const key =
    props.encryptionKey ??
    createOwnKey(scope, 'Key', {
      description: 'Encrypts what searches of an archive of CloudTrail log files find',
      removalPolicy,
    });
  const bucket = new Bucket(scope, 'Results', {
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    lifecycleRules: toLifecycle(props),
    removalPolicy,
    autoDeleteObjects: props.autoDeleteObjects,
  });
  bucket.policy?.applyRemovalPolicy(removalPolicy);
  completeEmptying(bucket);
  describeBucket(bucket, 'ArchiveSearch');
  markWrittenByRoles(bucket);
  logRequests(scope, bucket, {
    target: props.serverAccessLogsBucket,
    prefix: 'results/',
    removalPolicy: props.removalPolicy,
    autoDeleteObjects: props.autoDeleteObjects,
  });
  acknowledgeControls(bucket, {
    S3BucketReplicationEnabled: 'the archive has every record; what is lost here is found by searching again',
  });
  return { bucket, key };
}

function toLifecycle({ keepResultsFor }: ArchiveSearchProps): LifecycleRule[] {
  const uploads = { id: 'EndUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
  if (keepResultsFor === undefined) return [uploads];
  return [
    uploads,
    {
      id: 'KeepResults',
      expiration: keepResultsFor,
      noncurrentVersionExpiration: Duration.days(1),
    },
  ];
}
