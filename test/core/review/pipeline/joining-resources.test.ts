import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const everyone = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::666677778888:root' }, Action: 'kms:*', Resource: '*' },
  ],
};

const TEMPLATE = {
  Resources: {
    Key: { Type: 'AWS::KMS::Key', Properties: { MultiRegion: true, KeyPolicy: { Statement: [] } } },
    Logs: { Type: 'AWS::S3::Bucket' },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        IsLogging: true,
        S3BucketName: { Ref: 'Logs' },
        KMSKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
      },
    },
  },
};

test.each<[string, string, Json]>([
  [
    'a replica of its key, which lets in others',
    'weaker access-widened: account 666677778888 may decrypt key Audit/New',
    {
      Type: 'AWS::KMS::ReplicaKey',
      Properties: { PrimaryKeyArn: { 'Fn::GetAtt': ['Key', 'Arn'] }, KeyPolicy: everyone },
    },
  ],
  [
    'a deletion of its objects with the stack',
    'weaker pipeline-interrupted: deletion of objects Audit/New: it is new: the objects of the bucket are deleted with the stack',
    { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: 'x', BucketName: { Ref: 'Logs' } } },
  ],
])('what joins evidence is a part of the pipeline: %s', (_name, words, New) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => Object.assign(Resources, { New }));
  expect(changes).toContainEqual(expect.stringContaining(words));
});

it('a queue that gets the messages of a topic is named as the resource that it is', () => {
  const changes = changesOf(FILTERED_TRAIL, ({ Resources }) => {
    const Endpoint = { 'Fn::GetAtt': ['Queue', 'Arn'] };
    Resources.Queue = { Type: 'AWS::SQS::Queue', Properties: {} };
    Resources.Subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint },
    };
  });
  expect(changes).toContain(
    'unknown pipeline-unknown: subscription Audit/Subscription: it is new: queue Audit/Queue receives the messages of the topic',
  );
});
