import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { createEvidenceBucket, logRequests } from '../archive/evidence-bucket';
import { keepNameUnique } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { describeBucket } from '../resource/describe-retention';
import { createOwnKey } from '../resource/own-key';
import { markWrittenByRoles } from '../resource/written-buckets';
import { acknowledgeControls } from '../statement/acknowledge';
import type { AlertSinkProps } from './alert-sink';
import type { AlertStore } from './firehose-destination';

/** The folders that a stream writes objects to. */
export interface StoreFolders {
  readonly bucket: IBucket;
  /** With a `/` at the end. */
  readonly prefix: string;
  readonly errorPrefix: string;
}

/** The folders of a stream, in the given bucket, or in a new one with its own key. */
export function createAlertStore(
  scope: Construct,
  { bucket: given, prefix }: AlertStore,
  props: Pick<AlertSinkProps, 'removalPolicy'>,
): StoreFolders {
  checkPrefix(prefix);
  if (given !== undefined) checkBucket(scope, given);
  const bucket = given ?? createBucket(scope, props);
  keepNameUnique(scope, { kind: 'folder', name: `${bucket.node.path}/${prefix}`, property: 'prefix' });
  return { bucket, prefix, errorPrefix: `${prefix.slice(0, -1)}-errors/` };
}

/**
 * The permissions of a stream's role on its objects.
 *
 * @param s3Service S3 as KMS names it
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
 */
export function toStoreStatements(
  { bucket, prefix, errorPrefix }: StoreFolders,
  s3Service: string,
): readonly PolicyStatementData[] {
  const objects = [prefix, errorPrefix].map((folder) => bucket.arnForObjects(`${folder}*`));
  const key = bucket.encryptionKey;
  return [
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: bucket.bucketArn,
    },
    {
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      Resource: objects,
    },
    ...(key === undefined ? [] : [toKeyStatement(key, s3Service)]),
  ];
}

function toKeyStatement({ keyArn }: IKey, s3Service: string): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: keyArn,
    Condition: { StringEquals: { 'kms:ViaService': s3Service } },
  };
}

function createBucket(
  scope: Construct,
  { removalPolicy = RemovalPolicy.RETAIN }: Pick<AlertSinkProps, 'removalPolicy'>,
) {
  const encryptionKey = createOwnKey(scope, 'Key', {
    description: 'Encrypts alerts of trailwatch in S3',
    removalPolicy,
  });
  const bucket = createEvidenceBucket(scope, {
    ...{ encryptionKey, removalPolicy },
    lifecycleRules: [{ id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  describeBucket(bucket, 'FirehoseSink');
  markWrittenByRoles(bucket);
  logRequests(scope, bucket, { prefix: 'alerts/', removalPolicy });
  acknowledgeControls(bucket, {
    S3BucketReplicationEnabled:
      'the other subscribers of the topic also get the alerts, and the archive has the records',
  });
  return bucket;
}

/** Firehose evaluates `!{…}` in prefixes, and uses any other text literally. */
function checkPrefix(prefix: string): void {
  if (Token.isUnresolved(prefix) || /^(?:[\w.-]+\/)+$/.test(prefix)) return;
  throw new Error(
    `prefix '${prefix}' is not a list of folders such as 'security/alerts/': letters, digits, '.', '_' and '-', with a '/' after each`,
  );
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html#create-destination-s3 */
function checkBucket(scope: Construct, bucket: IBucket): void {
  const { region } = Stack.of(scope);
  if (!isKnownDifference(region, bucket.env.region)) return;
  throw new Error(
    `the bucket is in '${bucket.env.region}', but the stack of the sink deploys to '${region}'; use a bucket in this Region, and ` +
      'replicate it',
  );
}
