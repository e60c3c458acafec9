import { changesOf, type Json } from '../edited-template';

const TEMPLATE = {
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: {
          Variables: { TRAILWATCH_TOPIC_ARN: { Ref: 'Topic' }, TRAILWATCH_QUEUE_URL: { Ref: 'Queue' } },
        },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'soc@example.com' },
    },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Statement: [] } },
    },
    Queue: { Type: 'AWS::SQS::Queue' },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [] } },
    },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } },
  },
};

const renamed = (id: string, base: Json = TEMPLATE): readonly string[] =>
  changesOf(base, ({ Resources }) => {
    Resources[`${id}Moved`] = Resources[id];
    delete Resources[id];
  });

test.each([
  ['Mail', 'weaker pipeline-interrupted: subscription'],
  ['TopicPolicy', 'weaker pipeline-interrupted: topic policy'],
  ['QueuePolicy', 'unknown pipeline-unknown: queue policy'],
])('%s is gone once what had its old logical id is deleted', (id, start) => {
  const message = `${start} Audit/${id}Moved: it was Audit/${id}: CloudFormation creates it, and then deletes that, which`;
  expect(renamed(id)).toEqual([expect.stringContaining(message)]);
});

test('another logical id is no change where nothing is deleted, or something of its own', () => {
  const kept = structuredClone(TEMPLATE) as Json;
  kept.Resources.QueuePolicy.DeletionPolicy = 'Retain';
  expect(renamed('QueuePolicy', kept)).toEqual([]);
  expect(renamed('Alarm')).toEqual([]);
});
