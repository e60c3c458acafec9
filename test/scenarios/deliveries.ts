import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AuditTrail,
  DataEventType,
  DeliveryTopic,
  EventSelection,
  Insights,
  LogArchive,
  TrailKey,
  TrailLogGroup,
} from '../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  REGION,
  TRAIL,
} from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** An organization's trail with a log group and a topic, the archive and the topic in an account of their own. */
export const organizationWithLogGroupAndTopic: Scenario = {
  name: 'organization-with-log-group-and-topic',
  build: (app) => {
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailStack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const trails = [ORGANIZATION_TRAIL];
    const archive = new LogArchive(archiveStack, 'Archive', { trails, bucketName: LOG_BUCKET });
    const deliveryTopic = new DeliveryTopic(archiveStack, 'Deliveries', { trails });
    deliveryTopic.allowSubscribers(ACCOUNT);
    new AuditTrail(trailStack, 'Trail', {
      identity: ORGANIZATION_TRAIL,
      archive,
      deliveryTopic,
      cloudWatchLogs: TrailLogGroup.create({
        encryptionKey: new Key(trailStack, 'LogKey', { enableKeyRotation: true }),
      }),
      eventSelection: EventSelection.managementEvents().plus(
        EventSelection.dataEvents(DataEventType.S3_OBJECT),
      ),
    });
  },
};

/** An organization's trail that a delegated administrator creates, who keeps the archive and the log group. */
export const delegatedAdministrator: Scenario = {
  name: 'delegated-administrator',
  build: (app) => {
    const stack = new Stack(app, 'Delegated', { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const deliveryTopic = new DeliveryTopic(stack, 'Deliveries', { trails: [ORGANIZATION_TRAIL] });
    new AuditTrail(stack, 'Trail', {
      identity: ORGANIZATION_TRAIL,
      archive,
      deliveryTopic,
      cloudWatchLogs: TrailLogGroup.create({
        encryptionKey: new Key(stack, 'LogKey', { enableKeyRotation: true }),
      }),
      eventSelection: EventSelection.managementEvents()
        .plus(EventSelection.dataEvents(DataEventType.S3_OBJECT))
        .withInsights(Insights.callRate()),
      delegatedAdministrator: {},
    });
  },
};

/** A trail on a bucket, key, topic and log group that were all there before. */
export const importedEverything: Scenario = {
  name: 'imported-everything',
  build: (app) => {
    const stack = new Stack(app, 'ImportedEverything', { env: { account: ACCOUNT, region: REGION } });
    const trails = [TRAIL];
    const policyManagedElsewhere = true;
    const keyArn = arnHere(`arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`);
    const topicArn = arnHere(`arn:aws:sns:${REGION}:${LOG_ARCHIVE}:company-deliveries`);
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'ImportedBucket', 'company-logs'),
      encryptionKey: TrailKey.fromKey(stack, 'Key', {
        key: Key.fromKeyArn(stack, 'ImportedKey', keyArn),
        trails,
        policyManagedElsewhere,
      }),
      trails,
      policyManagedElsewhere,
    });
    new AuditTrail(stack, 'Trail', {
      identity: TRAIL,
      archive,
      deliveryTopic: DeliveryTopic.fromTopic(stack, 'Deliveries', {
        topic: Topic.fromTopicArn(stack, 'ImportedTopic', topicArn),
        trails,
        policyManagedElsewhere,
      }),
      cloudWatchLogs: TrailLogGroup.fromLogGroup(
        LogGroup.fromLogGroupName(stack, 'ImportedLogGroup', 'company-trail'),
      ),
      eventSelection: EventSelection.dataEvents(DataEventType.S3_OBJECT),
    });
  },
};
