import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnWaitConditionHandle, FileSystem, Stack } from 'aws-cdk-lib';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AlertTopic, LogArchive, LogProcessor } from '../../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL, warningsOf } from '../synthesize';

const env = { account: ACCOUNT, region: REGION };

/** What a processor on the bucket warns of; the bucket may be in the processor's stack or in one of its own. */
function warnings(makeBucket: (scopes: { stack: Stack; other: Stack }) => IBucket): readonly string[] {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const other = new Stack(app, 'Other', { env });
  // CloudFormation accepts no template without a resource.
  new CfnWaitConditionHandle(other, 'Resource');
  const bucket = makeBucket({ stack, other });
  const props = { bucket, trails: [TRAIL], policyManagedElsewhere: true };
  const archive = LogArchive.fromBucket(stack, 'Archive', props);
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  return warningsOf(stack).filter((text) => text.includes('cdk-trailwatch:eventBridgeNotifications'));
}

const NOTIFICATION = { eventBridgeConfiguration: { eventBridgeEnabled: true } };

function included(stack: Stack, properties: Readonly<Record<string, unknown>>): IBucket {
  const templateFile = join(FileSystem.mkdtemp('trailwatch-included-'), 'template.json');
  const resource = { Type: 'AWS::S3::Bucket', Properties: properties };
  writeFileSync(templateFile, JSON.stringify({ Resources: { Logs: resource } }));
  const template = new CfnInclude(stack, 'Included', { templateFile });
  return Bucket.fromCfnBucket(template.getResource('Logs') as CfnBucket);
}

test.each<[string, Parameters<typeof warnings>[0]]>([
  [
    'a bucket with eventBridgeEnabled',
    ({ stack }) => new Bucket(stack, 'Logs', { eventBridgeEnabled: true }),
  ],
  ['one of another stack', ({ other }) => new Bucket(other, 'Logs', { eventBridgeEnabled: true })],
  [
    'an L1 bucket',
    ({ stack }) =>
      Bucket.fromCfnBucket(new CfnBucket(stack, 'Logs', { notificationConfiguration: NOTIFICATION })),
  ],
  [
    'an L1 bucket that is referred to by its name',
    ({ stack, other }) => {
      new CfnBucket(other, 'Logs', { bucketName: 'logs', notificationConfiguration: NOTIFICATION });
      return Bucket.fromBucketName(stack, 'Imported', 'logs');
    },
  ],
  [
    'one with an override',
    ({ stack }) => {
      const bucket = new CfnBucket(stack, 'Logs');
      bucket.addPropertyOverride(
        'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
        true,
      );
      return Bucket.fromCfnBucket(bucket);
    },
  ],
  [
    'one of an included template',
    ({ stack }) =>
      included(stack, {
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      }),
  ],
  [
    'an imported bucket whose notifications the app enables',
    ({ stack }) => {
      const bucket = Bucket.fromBucketName(stack, 'Imported', 'logs');
      bucket.enableEventBridgeNotification();
      return bucket;
    },
  ],
  ["another archive's bucket", ({ stack }) => new LogArchive(stack, 'Whole', { trails: [TRAIL] }).bucket],
])('no warning of %s: the app shows that it announces its files', (_, makeBucket) => {
  expect(warnings(makeBucket)).toEqual([]);
});

test.each<[string, Parameters<typeof warnings>[0]]>([
  ['an imported bucket', ({ stack }) => Bucket.fromBucketName(stack, 'Imported', 'logs')],
  ['a bucket of the app without notifications', ({ stack }) => new Bucket(stack, 'Logs')],
  ['one of an included template', ({ stack }) => included(stack, {})],
  [
    'a bucket beside one that announces its files',
    ({ stack, other }) => {
      new CfnBucket(other, 'Logs', { notificationConfiguration: NOTIFICATION });
      new CfnBucket(stack, 'Others', { notificationConfiguration: NOTIFICATION });
      return new Bucket(stack, 'Logs');
    },
  ],
  [
    'a bucket whose notifications are off',
    ({ stack }) => {
      const off = { eventBridgeConfiguration: { eventBridgeEnabled: false } };
      return Bucket.fromCfnBucket(new CfnBucket(stack, 'Logs', { notificationConfiguration: off }));
    },
  ],
])('one warning of %s', (_, makeBucket) => {
  expect(warnings(makeBucket)).toHaveLength(1);
});
