import { changesOf, type Json } from '../edited-template';

const document = (...Statement: Json[]) => ({ Version: '2012-10-17', Statement });

const overTls = (Action: string) => ({
  ...{ Effect: 'Deny', Principal: '*', Action, Resource: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: document() },
    },
    Calls: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        ...{ PolicyName: 'Calls', Roles: [{ Ref: 'Role' }] },
        PolicyDocument: document({ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }),
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: {
          Variables: { TRAILWATCH_TOPIC_ARN: { Ref: 'Topic' }, TRAILWATCH_QUEUE_URL: { Ref: 'Queue' } },
        },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: document({
          ...{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } },
          ...{ Action: 'sns:Publish', Resource: '*' },
        }),
      },
    },
    Queue: { Type: 'AWS::SQS::Queue' },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: document(overTls('sqs:*')) },
    },
    Orders: { Type: 'AWS::SQS::Queue' },
  },
};

const SECOND: Readonly<Record<string, Json>> = {
  'a queue': {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: document(overTls('sqs:*')) },
  },
  'a topic': {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: document(overTls('sns:Publish')) },
  },
  'a role, under the same name': {
    Type: 'AWS::IAM::Policy',
    Properties: {
      ...{ PolicyName: 'Calls', Roles: [{ Ref: 'Role' }] },
      PolicyDocument: document({ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }),
    },
  },
};

test.each(Object.entries(SECOND))('a second policy of %s takes the place of the first', (_name, Second) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => Object.assign(Resources, { Second }));
  expect(changes).toContainEqual(
    expect.stringMatching(/^weaker pipeline-interrupted: .*Audit\/Second: it and Audit/),
  );
});

test.each<[string, Json]>([
  [
    'a queue without one',
    { ...SECOND['a queue'], Properties: { ...SECOND['a queue'].Properties, Queues: [{ Ref: 'Orders' }] } },
  ],
  [
    'a role, under another name',
    {
      ...SECOND['a role, under the same name'],
      Properties: { ...SECOND['a role, under the same name'].Properties, PolicyName: 'Traces' },
    },
  ],
])('a policy of %s takes the place of none', (_name, Second) => {
  expect(changesOf(TEMPLATE, ({ Resources }) => Object.assign(Resources, { Second }))).toEqual([]);
});

test('two policies that were there before are no change', () => {
  const base = structuredClone(TEMPLATE) as Json;
  base.Resources.Second = SECOND['a queue'];
  expect(changesOf(base, () => undefined)).toEqual([]);
});
