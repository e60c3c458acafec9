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
      detail: Match.objectLike({ bucket: { name: ['aws-controltower-logs-444455556666-eu-west-1'] } }),
    }),
  });
  expect(JSON.stringify(template.toJSON())).toContain('o-exampleorgid/AWSLogs/o-exampleorgid/');
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
