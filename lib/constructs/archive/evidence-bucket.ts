import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  CfnBucketPolicy,
  type IBucket,
  type LifecycleRule,
  type ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { toAccessLogStatement } from '../../core/policy/bucket-statements';
import { storeKeyOf } from '../platform/store-key';
import { checkRemovalPolicy } from '../preflight/check-bounds';
import { isKnownDifference } from '../preflight/preflight-check';
import { describeBucket } from '../resource/describe-retention';
import { declareRemoval } from '../resource/generated-name';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { checkBucketPolicySize } from './archive-delivery';
import { checkLifecycle } from './check-archive';
import { type BucketNaming, keepName, toPhysicalName } from './stable-name';

const KEEP_DAYS = 365;

/** Properties of a bucket that keeps evidence. */
export interface EvidenceBucketProps extends BucketNaming {
  /** S3 encrypts with keys of its own without it. */
  readonly encryptionKey?: IKey;
  readonly lifecycleRules: LifecycleRule[];
  readonly objectLock?: ObjectLockRetention;
  readonly removalPolicy?: RemovalPolicy;
  readonly autoDeleteObjects?: boolean;
  /** How to fix a policy that exceeds the S3 quota. */
  readonly policyRemedy?: string;
}

/** The target of an archive's and a replica's server access logs. */
export interface AccessLogProps {
  readonly target?: IBucket;
  readonly prefix: string;
  readonly removalPolicy?: RemovalPolicy;
  readonly autoDeleteObjects?: boolean;
}

/**
 * A bucket that keeps evidence: private, versioned, bucket owner enforced, encrypted with the given KMS key and an S3 Bucket
 * Key, or else with keys of S3, TLS 1.2 or later only, and retained with its policy by default.
 */
export function createEvidenceBucket(scope: Construct, props: EvidenceBucketProps): Bucket {
  const { lifecycleRules, objectLock, autoDeleteObjects, removalPolicy = RemovalPolicy.RETAIN } = props;
  checkRemoval(props);
  checkLifecycle(lifecycleRules, objectLock);
  const bucket = createPrivateBucket(scope, 'Bucket', {
    ...{ bucketName: toPhysicalName(props), versioned: true, encryptionKey: props.encryptionKey },
    ...{ lifecycleRules, objectLockDefaultRetention: objectLock, removalPolicy, autoDeleteObjects },
  });
  declareRemoval(bucket, removalPolicy);
  refuseCustomerKeys(bucket);
  keepName(bucket, props);
  letPolicyBeAdopted(bucket, props);
  checkBucketPolicySize(bucket, props.policyRemedy);
  return bucket;
}

/**
 * Lets S3 refuse objects that are encrypted with a key of whoever writes them (SSE-C): no one else can read them, also not the functions
 * that check and search the bucket. As an override, because older versions of aws-cdk-lib do not know the property.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
 */
function refuseCustomerKeys(bucket: Bucket): void {
  (bucket.node.defaultChild as CfnBucket).addPropertyOverride(
    'BucketEncryption.ServerSideEncryptionConfiguration.0.BlockedEncryptionTypes',
    { EncryptionType: ['SSE-C'] },
  );
}

/**
 * What every bucket of trailwatch has: private, bucket owner enforced, TLS 1.2 or later only, encrypted with the given key and
 * an S3 Bucket Key, or else with keys of S3, and deleted or retained together with its policy.
 */
export function createPrivateBucket(
  scope: Construct,
  id: string,
  props: BucketProps & { readonly removalPolicy: RemovalPolicy },
): Bucket {
  const { encryptionKey, removalPolicy } = props;
  const bucket = new Bucket(scope, id, {
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    ...(encryptionKey === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, bucketKeyEnabled: true }),
    ...props,
  });
  // A retained bucket without its policy would reject every trail, and allow requests without TLS.
  bucket.policy?.applyRemovalPolicy(removalPolicy);
  completeEmptying(bucket);
  return bucket;
}

/**
 * CloudFormation imports existing resources only by names that are not references. Otherwise, a bucket with an explicit name is
 * imported and its policy is not, and a second policy of one bucket is an error.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
function letPolicyBeAdopted({ policy }: Bucket, { bucketName }: BucketNaming): void {
  const resource = policy?.node.defaultChild;
  // in the template only: guardrails and cdk-nag identify the policy's bucket by the reference
  if (resource instanceof CfnBucketPolicy && bucketName !== undefined)
    resource.addPropertyOverride('Bucket', bucketName);
}

/**
 * Enables server access logging of a bucket to another bucket. Set on the L1 resource: the behavior of the L2 bucket depends on
 * feature flags of the app.
 */
export function logRequests(scope: Construct, bucket: Bucket, props: AccessLogProps): IBucket {
  const { target, prefix } = props;
  checkAccessLogTarget(scope, target);
  const logs = target ?? createAccessLogBucket(scope, bucket, props);
  (bucket.node.defaultChild as CfnBucket).loggingConfiguration = {
    destinationBucketName: logs.bucketName,
    logFilePrefix: prefix,
  };
  return logs;
}

/**
 * Throws on a bucket that S3 delivers no access logs to: it refuses some, and leaves the logs of others out without a word.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function checkAccessLogTarget(scope: Construct, target: IBucket | undefined): void {
  if (target === undefined) return;
  const { account, region } = Stack.of(scope);
  const { env } = target;
  const resource = target.node.defaultChild;
  const known: CfnBucket | undefined = resource instanceof CfnBucket ? resource : undefined;
  const encryption = JSON.stringify(Stack.of(target).resolve(known?.bucketEncryption)) ?? '';
  const reasons = {
    [`is in Region '${env.region}', and the bucket whose requests are logged in '${region}'`]:
      isKnownDifference(env.region, region),
    [`is in account '${env.account}', and the bucket whose requests are logged in '${account}'`]:
      isKnownDifference(env.account, account),
    'has Object Lock': known?.objectLockEnabled === true,
    "is encrypted with a key of KMS by default (it may have S3's own)": /aws:kms/.test(encryption),
  };
  const [reason] = Object.entries(reasons).find(([, applies]) => applies) ?? [];
  if (reason === undefined) return;
  throw new Error(
    `serverAccessLogsBucket '${target.node.path}' ${reason}, and S3 does not deliver access logs to such a bucket; give another bucket, or none`,
  );
}

/**
 * The bucket for server access logs. S3-managed encryption: S3 cannot deliver access logs to a bucket with a customer managed
 * default key.
 */
function createAccessLogBucket(
  scope: Construct,
  source: IBucket,
  { removalPolicy = RemovalPolicy.RETAIN, autoDeleteObjects }: BucketRemoval,
): Bucket {
  const logs = createPrivateBucket(scope, 'AccessLogs', {
    versioned: true,
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
  describeBucket(logs, 'AccessLogs');
  acknowledgeControls(logs, {
    S3DefaultEncryptionKMS:
      "S3 writes access logs to no bucket whose default key is a customer's; S3's own key encrypts them",
    S3BucketReplicationEnabled:
      'the access logs are about the log archive, expire after a year, and are no evidence alone',
  });
  return logs;
}

interface BucketRemoval {
  readonly removalPolicy?: RemovalPolicy;
  readonly autoDeleteObjects?: boolean;
  readonly objectLock?: ObjectLockRetention;
}

/**
 * Throws if a bucket cannot be deleted as requested: S3 deletes no locked version, and no bucket that contains one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function checkRemoval({ removalPolicy, autoDeleteObjects = false, objectLock }: BucketRemoval): void {
  checkRemovalPolicy(removalPolicy);
  if (objectLock !== undefined && removalPolicy === RemovalPolicy.DESTROY) {
    throw new Error(
      'removalPolicy DESTROY and objectLock are both given; S3 does not delete a bucket with locked files, so the deletion ' +
        'of the stack would fail; leave out one of them',
    );
  }
  if (!autoDeleteObjects || removalPolicy === RemovalPolicy.DESTROY) return;
  throw new Error(
    'autoDeleteObjects empties the bucket before it is deleted, but it is retained; set removalPolicy: RemovalPolicy.DESTROY ' +
      'as well, or leave out autoDeleteObjects',
  );
}

/** The CDK custom resource that empties the bucket. */
export function emptyingOf(bucket: Bucket): readonly IConstruct[] {
  const emptying = bucket.node.tryFindChild('AutoDeleteObjectsCustomResource');
  return emptying === undefined ? [] : [emptying];
}

/** The CDK function that empties the buckets of a stack. */
const PROVIDER_ID = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/** The function has 15 minutes, and Lambda retries it twice. */
const EMPTYING_TIMEOUT = Duration.minutes(50);

/**
 * Completes the custom resource that empties a bucket, if there is one: its log group is deleted with it, and so must the
 * bucket be.
 */
function completeEmptying(bucket: Bucket): void {
  const emptying = emptyingOf(bucket);
  if (emptying.length === 0) return;
  for (const { node } of emptying) {
    const resource = node.defaultChild;
    if (resource instanceof CfnResource)
      resource.addPropertyOverride('ServiceTimeout', String(EMPTYING_TIMEOUT.toSeconds()));
  }
  keepLogInStack(bucket);
  refuseToEmptyWhatStays(bucket);
}

/** Without a log group in the stack, Lambda creates one that is not deleted with the stack. */
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
      'CloudWatch encrypts it with its own key; it contains names of deleted buckets',
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
}

/** Fails the synthesis if a later `applyRemovalPolicy` retains a bucket whose files would be deleted. */
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
