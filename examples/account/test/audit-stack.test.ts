import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AuditStack } from '../lib/audit-stack';

const app = new App();
const stack = new AuditStack(app, 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
});
const template = Template.fromStack(stack);

test('the trail logs every Region, and its log files can be validated', () => {
  template.resourceCountIs('AWS::CloudTrail::Trail', 1);
  template.hasResourceProperties('AWS::CloudTrail::Trail', {
    IsLogging: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
  });
});

test('the archive is retained, private and deletes log files after two years', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: Match.objectLike({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 730 })]) },
    }),
  });
});

test('alerts are sent to the address', () => {
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'security@example.com',
  });
});

test('the stack cannot be deleted by mistake', () => {
  expect(stack.terminationProtection).toBe(true);
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
