import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { createOrganizationEstate } from '../lib/organization-estate';

const app = new App();
const estate = createOrganizationEstate(app, {
  organizationId: 'o-exampleorgid',
  managementAccount: '111122223333',
  logArchiveAccount: '444455556666',
  homeRegion: 'eu-west-1',
  bucketName: 'example-organization-logs',
  emails: ['security@example.com'],
});
const management = Template.fromStack(estate.management);
const logArchive = Template.fromStack(estate.logArchive);

test('the management account has the organization trail, which delivers to the bucket of the log archive account', () => {
  management.hasResourceProperties('AWS::CloudTrail::Trail', {
    TrailName: 'organization-trail',
    IsOrganizationTrail: true,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    S3BucketName: 'example-organization-logs',
  });
  management.resourceCountIs('AWS::S3::Bucket', 0);
  logArchive.resourceCountIs('AWS::CloudTrail::Trail', 0);
});

test('the bucket is retained, and only this trail may write to it', () => {
  logArchive.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  const trailArn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization-trail';
  const [policy] = Object.values(logArchive.findResources('AWS::S3::BucketPolicy'));
  const statements: { Effect: string; Action: string | string[]; Condition?: unknown }[] =
    policy?.Properties.PolicyDocument.Statement;
  const writes = statements.filter(({ Effect, Action }) => Effect === 'Allow' && Action === 's3:PutObject');
  expect(writes.length).toBeGreaterThan(0);
  for (const { Condition } of writes) expect(JSON.stringify(Condition)).toContain(trailArn);
});

test('Security Hub finds a metric filter and an alarm for each of its fourteen controls', () => {
  management.resourceCountIs('AWS::Logs::MetricFilter', 14);
  management.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: Match.stringLikeRegexp('StopLogging'),
  });
});

test('alarms and alerts go to one topic, in the log archive account', () => {
  logArchive.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'security@example.com' });
  management.resourceCountIs('AWS::SNS::Subscription', 0);
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
