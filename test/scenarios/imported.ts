import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertTopic,
  ArchiveSearch,
  AuditTrail,
  DeliveryTopic,
  LogArchive,
  LogProcessor,
  TrailIdentity,
  TrailKey,
  Trailwatch,
} from '../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  TRAIL,
} from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** A trail on a bucket and key that another account has had for years, and whose policies it keeps itself. */
export const importedBucketAndKey: Scenario = {
  name: 'imported-bucket-and-key',
  build: (app) => {
    const stack = new Stack(app, 'Imported', { env: { account: ACCOUNT, region: REGION } });
    const keyArn = arnHere(`arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`);
    const encryptionKey = TrailKey.fromKey(stack, 'Key', {
      key: Key.fromKeyArn(stack, 'ImportedKey', keyArn),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'ImportedBucket', 'company-logs'),
      trails: [TRAIL],
      keyPrefix: 'cloudtrail',
      encryptionKey,
      policyManagedElsewhere: true,
    });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  },
};

/** The bucket and trail that AWS Control Tower made, whose files begin with the organization's id, and our processor. */
export const controlTower: Scenario = {
  name: 'control-tower',
  build: (app) => {
    const stack = new Stack(app, 'ControlTower', { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(
        stack,
        'ImportedBucket',
        `aws-controltower-logs-${LOG_ARCHIVE}-${REGION}`,
      ),
      keyPrefix: ORGANIZATION,
      trails: [
        TrailIdentity.organization({
          trailName: 'aws-controltower-BaselineCloudTrail',
          homeRegion: REGION,
          managementAccount: MANAGEMENT,
          organizationId: ORGANIZATION,
        }),
      ],
      policyManagedElsewhere: true,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  },
};

/** Everything in the management account, but for the bucket, the key and the topic, which the log archive account owns. */
export const archiveElsewhere: Scenario = {
  name: 'archive-elsewhere',
  build: (app) => {
    const stack = new Stack(app, 'ArchiveElsewhere', { env: { account: MANAGEMENT, region: REGION } });
    const shared = { trails: [ORGANIZATION_TRAIL], policyManagedElsewhere: true };
    const keyArn = arnHere(`arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`);
    const topicArn = arnHere(`arn:aws:sns:${REGION}:${LOG_ARCHIVE}:company-deliveries`);
    const bucket = { bucketName: 'company-logs', account: LOG_ARCHIVE, region: REGION };
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketAttributes(stack, 'ImportedBucket', bucket),
      encryptionKey: TrailKey.fromKey(stack, 'Key', {
        key: Key.fromKeyArn(stack, 'ImportedKey', keyArn),
        ...shared,
      }),
      ...shared,
    });
    new Trailwatch(stack, 'Audit', {
      ...{ identity: ORGANIZATION_TRAIL, archive, rules: oneRule(), emails: ['security@example.com'] },
      deliveryTopic: DeliveryTopic.fromTopic(stack, 'Deliveries', {
        topic: Topic.fromTopicArn(stack, 'ImportedTopic', topicArn),
        ...shared,
      }),
    });
    new ArchiveSearch(stack, 'Search', { archive });
  },
};
