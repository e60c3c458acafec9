import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DetectionStack } from '../lib/detection-stack';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:security';

const app = new App();
const stack = new DetectionStack(app, 'Detection', {
  env: { account: '111122223333', region: 'eu-west-1' },
  trailName: 'company',
  bucketName: 'company-logs',
  logGroupName: 'company-trail',
  topicArn: TOPIC,
});
const template = Template.fromStack(stack);

test.each([
  'AWS::CloudTrail::Trail',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
])('what exists stays as it is: the stack has no %s', (type) => template.resourceCountIs(type, 0));

test('log files that arrive in the bucket are searched', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      source: ['aws.s3'],
      detail: Match.objectLike({ bucket: { name: ['company-logs'] } }),
    }),
  });
});

test('metric filters read the log group of the trail', () => {
  template.resourceCountIs('AWS::Logs::MetricFilter', 14);
  template.allResourcesProperties('AWS::Logs::MetricFilter', { LogGroupName: 'company-trail' });
});

test('alarms and alerts go to the topic of those on call', () => {
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.arrayWith([TOPIC]) });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Resource: TOPIC })]),
    }),
  });
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
