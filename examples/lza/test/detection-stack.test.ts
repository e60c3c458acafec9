import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DetectionStack } from '../lib/detection-stack';

const app = new App();
const stack = new DetectionStack(app, 'Detection', {
  zone: {
    homeRegion: 'eu-west-1',
    managementAccount: '111122223333',
    logArchiveAccount: '444455556666',
    organizationId: 'o-exampleorgid',
    keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/0a1b2c3d-0000-4000-8000-000000000000',
  },
  emails: ['security@example.com'],
});
const template = Template.fromStack(stack);

test.each([
  'AWS::CloudTrail::Trail',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'Custom::S3BucketNotifications',
])('the landing zone stays as it is: the stack has no %s', (type) => template.resourceCountIs(type, 0));

test('log files of every account are searched', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      source: ['aws.s3'],
      detail: Match.objectLike({ bucket: { name: ['aws-accelerator-central-logs-444455556666-eu-west-1'] } }),
    }),
  });
  expect(JSON.stringify(template.toJSON())).toContain('cloudtrail-organization/AWSLogs/o-exampleorgid/');
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});

test('the processor decrypts with the key of the accelerator', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'kms:Decrypt',
          Resource: Match.stringLikeRegexp('444455556666:key/0a1b2c3d'),
        }),
      ]),
    }),
  });
});
