import { changesOf, type Json } from '../edited-template';

const alarm = (properties: Json) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { AlarmActions: [{ Ref: 'Pager' }], ...properties },
});

const TEMPLATE = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: {
          Variables: { TRAILWATCH_METRICS_NAMESPACE: 'Trailwatch', TRAILWATCH_QUEUE_URL: { Ref: 'Queue' } },
        },
      },
    },
    NoHeartbeats: alarm({
      Metrics: [{ Id: 'a', MetricStat: { Metric: { Namespace: 'Trailwatch', MetricName: 'Heartbeats' } } }],
    }),
    DeadLetters: alarm({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } }],
    }),
    Pager: { Type: 'AWS::SNS::Topic' },
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Pager' }, Protocol: 'email', Endpoint: 'oncall@example.com' },
    },
  },
};

/** The template without the other alarm, so that one alone leads to the pager. */
function only(name: 'NoHeartbeats' | 'DeadLetters'): Json {
  const base = structuredClone(TEMPLATE) as Json;
  delete base.Resources[name === 'NoHeartbeats' ? 'DeadLetters' : 'NoHeartbeats'];
  return base;
}

describe.each(['NoHeartbeats', 'DeadLetters'] as const)('whom the alarm %s alone tells', (name) => {
  test.each<[string, string, (resources: Json) => void]>([
    ['the subscription is gone', 'weaker pipeline-interrupted', (resources) => delete resources.Mail],
    [
      'the mail goes elsewhere',
      'unknown pipeline-unknown',
      ({ Mail }) => {
        Mail.Properties.Endpoint = 'mallory@example.org';
      },
    ],
    [
      'the alarm is muted',
      'unknown pipeline-unknown',
      (resources) => {
        resources.Mute = {
          Type: 'AWS::CloudWatch::AlarmMuteRule',
          Properties: { MuteTargets: { AlarmNames: [{ Ref: name }] } },
        };
      },
    ],
  ])('is in the pipeline: %s', (_words, kind, edit) => {
    const changes = changesOf(only(name), ({ Resources }) => edit(Resources));
    expect(changes.filter((each) => each.startsWith(kind))).toHaveLength(1);
  });
});

test('an alarm on something else that tells the same topic is none of the pipeline', () => {
  const base = only('NoHeartbeats');
  base.Resources.Shop = alarm({
    Namespace: 'Shop',
    MetricName: 'Orders',
    AlarmActions: ['arn:aws:sns:::shop'],
  });
  expect(
    changesOf(base, ({ Resources }) => delete Resources.Shop).filter((each) => !each.includes('cost')),
  ).toEqual([]);
});
