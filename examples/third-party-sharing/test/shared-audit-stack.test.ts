import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SharedAuditStack } from '../lib/shared-audit-stack';

const app = new App();
const stack = new SharedAuditStack(app, 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
  vendorAccount: '666677778888',
  vendorExternalId: 'customer/4711',
  validUntil: new Date('2030-01-01T00:00:00Z'),
});
const template = Template.fromStack(stack);

test('only the account of the third party can take the role, with the external id, until the day', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cloudtrail-log-reader',
    MaxSessionDuration: 3600,
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [
        Match.objectLike({
          Effect: 'Allow',
          Principal: { AWS: Match.anyValue() },
          Condition: Match.objectLike({
            StringEquals: Match.objectLike({ 'sts:ExternalId': 'customer/4711' }),
            DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
          }),
        }),
      ],
    }),
  });
});

test('the role reads log files of one Region, and writes nothing', () => {
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes('Vendor'),
  );
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
  expect(allowed.length).toBeGreaterThan(0);
  expect(allowed.filter((action) => !/^(s3:(Get|List)\w+|kms:(Decrypt|DescribeKey))$/.test(action))).toEqual(
    [],
  );
  expect(JSON.stringify(statements)).toContain('/CloudTrail/eu-west-1/');
  expect(JSON.stringify(statements)).not.toContain('CloudTrail-Digest');
});

test('the bucket and its key name no principal of the third party', () => {
  for (const type of ['AWS::S3::BucketPolicy', 'AWS::KMS::Key']) {
    expect(JSON.stringify(template.findResources(type))).not.toContain('666677778888');
  }
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
