import { join } from 'node:path';
import { CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AlertTopic, AuditTrail, LogArchive, LogProcessor, TrailKey, Trailwatch } from '../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  TRAIL,
} from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

const EMAILS = ['security@example.com'];

/** What both apps know of the archive, besides the name of its bucket. */
const KEY_ARN = arnHere(`arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`);

/** The first of two apps: the archive of an organization's trail, and what reads it. */
export const archiveApp: Scenario = {
  name: 'two-apps-archive',
  build: (app) => {
    const stack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      bucketName: LOG_BUCKET,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: EMAILS });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  },
};

/** The second: the trail, in the management account. */
export const trailApp: Scenario = {
  name: 'two-apps-trail',
  build: (app) => {
    const stack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const trails = [ORGANIZATION_TRAIL];
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: LOG_BUCKET, account: LOG_ARCHIVE }),
      encryptionKey: TrailKey.fromKey(stack, 'Key', {
        key: Key.fromKeyArn(stack, 'ImportedKey', KEY_ARN),
        trails,
        policyManagedElsewhere: true,
      }),
      trails,
      policyManagedElsewhere: true,
    });
    new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
  },
};

/** A bucket and its policy from a template that was there before. */
export const includedBucket: Scenario = {
  name: 'included-bucket',
  build: (app) => {
    const stack = new Stack(app, 'Included', { env: { account: ACCOUNT, region: REGION } });
    const template = new CfnInclude(stack, 'Template', {
      templateFile: join(__dirname, '../samples/included/company-logs.template.json'),
    });
    const bucket = Bucket.fromCfnBucket(template.getResource('CompanyLogs') as CfnBucket);
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket,
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    trail.node.addDependency(template.getResource('CompanyLogsPolicy'));
  },
};

/** A pipeline's stages: the same stacks twice, in different accounts. */
export const stages: Scenario = {
  name: 'stages',
  build: (app) => {
    for (const [name, account] of Object.entries({ Test: ACCOUNT, Production: LOG_ARCHIVE })) {
      const stage = new Stage(app, name, { env: { account, region: REGION } });
      new Trailwatch(new Stack(stage, 'Audit'), 'Trailwatch', { rules: oneRule(), emails: EMAILS });
    }
  },
};

/** Values that are known in the deployment only. */
export const tokens: Scenario = {
  name: 'tokens',
  build: (app) => {
    const stack = new Stack(app, 'Tokens');
    const email = new CfnParameter(stack, 'Email', { default: 'security@example.com' });
    new Trailwatch(stack, 'Trailwatch', {
      rules: oneRule(),
      emails: [email.valueAsString],
    });
  },
};
