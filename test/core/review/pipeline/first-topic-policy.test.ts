import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const TEMPLATE = FILTERED_TRAIL;

const ALARMS = {
  ...{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
  Resource: { Ref: 'Topic' },
};

const OVER_TLS = {
  ...{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const withPolicy =
  (...Statement: Json[]) =>
  ({ Resources }: Json) => {
    Resources.Policy = {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Version: '2012-10-17', Statement } },
    };
  };

describe('the first policy of a topic takes the place of the one that SNS gives it', () => {
  test.each<[string, Json[]]>([
    ['only denies', [OVER_TLS]],
    ['lets in others', [{ ...ALARMS, Principal: { Service: 'budgets.amazonaws.com' } }]],
  ])('a policy that %s keeps alarms out', (_name, statements) => {
    expect(changesOf(TEMPLATE, withPolicy(...statements))).toContainEqual(
      expect.stringMatching(
        /^weaker pipeline-interrupted: alarm Audit\/Alarm: the alarm cannot notify the topic/,
      ),
    );
  });

  test('one that lets in alarms is no change of the pipeline', () => {
    const changes = changesOf(TEMPLATE, withPolicy(ALARMS, OVER_TLS));
    expect(
      changes.filter((each) => each.includes('pipeline-interrupted') || each.includes('pipeline-extended')),
    ).toEqual([]);
  });
});
