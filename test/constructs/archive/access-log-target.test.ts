import type { Stack } from 'aws-cdk-lib';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { LogArchive } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

const at = (stack: Stack, attributes: { readonly region?: string; readonly account?: string }) =>
  Bucket.fromBucketAttributes(stack, 'Logs', { bucketName: 'access-logs', ...attributes });

test.each<[string, (stack: Stack) => IBucket, string]>([
  ['of another Region', (stack) => at(stack, { region: 'us-east-1' }), "is in Region 'us-east-1'"],
  ['of another account', (stack) => at(stack, { account: '999988887777' }), "is in account '999988887777'"],
  [
    'with a key',
    (stack) => new Bucket(stack, 'Logs', { encryption: BucketEncryption.KMS }),
    'is encrypted with a key of KMS',
  ],
  [
    'with the key of AWS',
    (stack) => new Bucket(stack, 'Logs', { encryption: BucketEncryption.KMS_MANAGED }),
    'is encrypted with a key of KMS',
  ],
])('a bucket %s takes no access logs, and synth says so', (_, bucketIn, reason) => {
  const stack = newStack();
  const serverAccessLogsBucket = bucketIn(stack);
  expect(() => new LogArchive(stack, 'Archive', { trails: [TRAIL], serverAccessLogsBucket })).toThrow(
    `serverAccessLogsBucket 'Stack/Logs' ${reason}`,
  );
});

test.each<[string, (stack: Stack) => IBucket]>([
  ['that is imported', (stack) => at(stack, {})],
  ['with keys of S3', (stack) => new Bucket(stack, 'Logs', { encryption: BucketEncryption.S3_MANAGED })],
])('a bucket %s takes them', (_, bucketIn) => {
  const stack = newStack();
  const serverAccessLogsBucket = bucketIn(stack);
  expect(() => new LogArchive(stack, 'Archive', { trails: [TRAIL], serverAccessLogsBucket })).not.toThrow();
});
