import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { createEvidenceBucket, logRequests } from '../archive/evidence-bucket';
import { describeBucket } from '../resource/describe-retention';
import { createOwnKey } from '../resource/own-key';
import { acknowledgeControls } from '../statement/acknowledge';
import type { LogTableCompactionProps } from './log-table-compaction-props';

/** How long files can be restored that Athena deleted, or someone else. */
const RESTORABLE = Duration.days(7);

/** Where the files of the Iceberg table are. */
export interface CompactionStore {
  readonly bucket: Bucket;
  readonly key: IKey;
}

/** The bucket of the compacted table, with its key. */
export function createCompactionStore(scope: Construct, props: LogTableCompactionProps): CompactionStore {
  const { removalPolicy = RemovalPolicy.RETAIN, autoDeleteObjects } = props;
  const key =
    props.encryptionKey ??
    createOwnKey(scope, 'Key', {
      description: 'Encrypts compacted CloudTrail log files',
      removalPolicy,
    });
  const bucket = createEvidenceBucket(scope, {
    ...{ bucketName: undefined, deployedBucketName: undefined, encryptionKey: key },
    ...{ removalPolicy, autoDeleteObjects },
    lifecycleRules: [
      {
        id: 'DeleteReplaced',
        noncurrentVersionExpiration: RESTORABLE,
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: RESTORABLE,
      },
    ],
  });
  describeBucket(bucket, 'LogTableCompaction');
  logRequests(scope, bucket, {
    ...{ target: props.serverAccessLogsBucket, prefix: 'compacted/', removalPolicy, autoDeleteObjects },
  });
  acknowledgeControls(bucket, {
    S3BucketReplicationEnabled: 'the archive has every record; what is lost here is compacted again',
  });
  return { bucket, key };
}
