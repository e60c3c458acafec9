import { changesOf } from '../edited-template';

const TEMPLATE = {
  Parameters: {
    Stage: { Type: 'String' },
    Mail: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/soc/mail' },
  },
  Mappings: { Stages: { prod: { logging: true }, test: { logging: false } } },
  Resources: {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        IsLogging: { 'Fn::FindInMap': ['Stages', { Ref: 'Stage' }, 'logging'] },
        ...{ S3BucketName: 'logs', SnsTopicName: { 'Fn::GetAtt': ['Topic', 'TopicName'] } },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: { Ref: 'Mail' } },
    },
  },
};

test('other values of a map whose key only the deployment knows are unknown', () => {
  const changes = changesOf(TEMPLATE, ({ Mappings }) => {
    Mappings.Stages.prod.logging = false;
  });
  expect(changes).toEqual([expect.stringMatching(/^unknown setting-unknown: logging of Audit\/Trail: /)]);
});

test('another parameter of Systems Manager is another value', () => {
  const changes = changesOf(TEMPLATE, ({ Parameters }) => {
    Parameters.Mail.Default = '/mallory/mail';
  });
  expect(changes).toEqual([
    `unknown pipeline-unknown: endpoint of Audit/Subscription: \${parameter Mail from /soc/mail} → \${parameter Mail from /mallory/mail}`,
  ]);
});

test('another map that nothing uses is no change', () => {
  expect(
    changesOf(TEMPLATE, ({ Mappings }) => Object.assign(Mappings, { Other: { a: { b: 'c' } } })),
  ).toEqual([]);
});
