import { type App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import {
  AlarmSet,
  AlertTopic,
  AllowList,
  AuditTrail,
  DataEventType,
  EventSelection,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  MetricAlarms,
  RealtimeAlerts,
  RuleSet,
  RuleSeverity,
  TrailKey,
  TrailLogGroup,
} from '../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** The account of the SIEM that reads log files. */
export const SIEM = '888899990000';

/** A bucket and key of the app that trailwatch did not create, whose policies it may change. */
export const bucketOfTheApp: Scenario = {
  name: 'bucket-of-the-app',
  build: (app) => {
    const stack = newStack(app, 'BucketOfTheApp');
    const trails = [TRAIL];
    const key = new Key(stack, 'CompanyKey', { enableKeyRotation: true });
    const bucket = new Bucket(stack, 'CompanyLogs', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: Bucket.fromBucketName(stack, 'AccessLogs', 'company-access-logs'),
    });
    const encryptionKey = TrailKey.fromKey(stack, 'Key', { key, trails });
    const archive = LogArchive.fromBucket(stack, 'Archive', { bucket, trails, encryptionKey });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  },
};

/** One Region, with the data events of one bucket. */
export const singleRegion: Scenario = {
  name: 'single-region',
  build: (app) => {
    const stack = newStack(app, 'SingleRegion');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', {
      identity: TRAIL,
      archive,
      multiRegion: false,
      eventSelection: EventSelection.managementEvents().plus(
        EventSelection.dataEvents(DataEventType.S3_OBJECT).forResourcesUnder(arnHere('arn:aws:s3:::orders/')),
      ),
    });
  },
};

/** A trail with alarms, and nothing that reads log files. */
export const alarmsOnly: Scenario = {
  name: 'alarms-only',
  build: (app) => {
    const stack = newStack(app, 'AlarmsOnly');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const trail = new AuditTrail(stack, 'Trail', {
      identity: TRAIL,
      archive,
      cloudWatchLogs: TrailLogGroup.create(),
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new MetricAlarms(stack, 'MetricAlarms', { trail, alertTopic, alarms: AlarmSet.securityHub() });
  },
};

/** An archive that a SIEM of another company reads: it is told of new files by its own means. */
export const siemReader: Scenario = {
  name: 'siem-reader',
  build: (app) => {
    const stack = newStack(app, 'SiemReader');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    new LogReaderRole(stack, 'Siem', {
      archive,
      reader: LogReader.thirdParty({ account: SIEM, externalId: 'example-company' }),
      readable: { includeDigests: false },
    });
  },
};

/**
 * The built-in rules of medium severity and above, on the log files and on the bus, with no exceptions, one, and as many as
 * a platform has roles.
 */
export const allowLists: readonly Scenario[] = [0, 1, 200].map((count) => ({
  name: `allow-list-of-${count}`,
  build: (app) => {
    const stack = newStack(app, 'AllowList');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const roles = Array.from({ length: count }, (_, index) =>
      arnHere(`arn:aws:iam::${ACCOUNT}:role/platform-${index}`),
    );
    const all = RuleSet.builtIn().withMinimumSeverity(RuleSeverity.MEDIUM);
    const rules = count === 0 ? all : all.allow(AllowList.roles(...roles));
    const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
    new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor });
  },
}));

function newStack(app: App, id: string): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
}
