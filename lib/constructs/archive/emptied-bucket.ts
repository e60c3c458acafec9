import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Bucket, CfnBucket, type ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { storeKeyOf } from '../platform/store-key';
import { acknowledgeControls } from '../statement/acknowledge';

/** What becomes of a bucket that is removed from its stack. */
export interface BucketRemoval {
  readonly removalPolicy?: RemovalPolicy;
  readonly autoDeleteObjects?: boolean;
  readonly objectLock?: ObjectLockRetention;
}

/**
 * Throws when a bucket could not be deleted as it is wanted: S3 deletes no locked version, and no bucket that holds one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function checkRemoval({ removalPolicy, autoDeleteObjects = false, objectLock }: BucketRemoval): void {
  if (objectLock !== undefined && removalPolicy === RemovalPolicy.DESTROY) {
    throw new Error(
      'removalPolicy DESTROY and objectLock are both given; S3 deletes no bucket while files in it are locked, so the deletion ' +
        'of the stack would fail: leave out one of them',
    );
  }
  if (!autoDeleteObjects || removalPolicy === RemovalPolicy.DESTROY) return;
  throw new Error(
    'autoDeleteObjects empties the bucket before it is deleted, and it is retained; set removalPolicy: RemovalPolicy.DESTROY ' +
      'as well, or leave out autoDeleteObjects',
  );
}

/** The custom resource of the CDK that empties the bucket. */
export function emptyingOf(bucket: Bucket): readonly IConstruct[] {
  const emptying = bucket.node.tryFindChild('AutoDeleteObjectsCustomResource');
  return emptying === undefined ? [] : [emptying];
}

/** The function of the CDK that empties the buckets of a stack. */
const PROVIDER_ID = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/** Completes the custom resource that empties a bucket, if there is one: its log goes with it, and so must the bucket. */
export function completeEmptying(bucket: Bucket): void {
  if (emptyingOf(bucket).length === 0) return;
  keepLogInStack(bucket);
  refuseToEmptyWhatStays(bucket);
}

/** Without a log group of the stack, Lambda creates one that stays when the stack is deleted. */
function keepLogInStack(bucket: Bucket): void {
  const provider = Stack.of(bucket).node.tryFindChild(PROVIDER_ID);
  const handler = provider?.node.tryFindChild('Handler');
  if (provider === undefined || handler === undefined || !CfnResource.isCfnResource(handler)) return;
  if (provider.node.tryFindChild('Logs') !== undefined) return;
  const logGroup = new LogGroup(provider as Construct, 'Logs', {
    encryptionKey: storeKeyOf(bucket),
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledgeControls(logGroup, {
    CloudWatchLogGroupEncrypted:
      'CloudWatch encrypts it with its own key; it holds names of buckets that are deleted',
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
}

/** Makes synth fail where a later `applyRemovalPolicy` keeps a bucket whose files would be deleted. */
function refuseToEmptyWhatStays(bucket: Bucket): void {
  bucket.node.addValidation({
    validate: () => {
      const { defaultChild } = bucket.node;
      if (!(defaultChild instanceof CfnBucket) || defaultChild.cfnOptions.deletionPolicy === 'Delete')
        return [];
      return [
        'autoDeleteObjects would delete every file of a bucket that is retained; set autoDeleteObjects: false',
      ];
    },
  });
}
