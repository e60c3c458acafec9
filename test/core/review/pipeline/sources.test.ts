import { changesOf, type Json } from '../edited-template';

const TEMPLATE = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } },
              ...{ Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.cloudtrail'] },
        Targets: [{ Id: 'a', Arn: { Ref: 'Topic' } }],
      },
    },
  },
};

function under(condition: Json): readonly string[] {
  return changesOf(TEMPLATE, ({ Resources }) => {
    Resources.Policy.Properties.PolicyDocument.Statement[0].Condition = condition;
  });
}

test.each([
  { StringEquals: { 'aws:SourceAccount': '111122223333' } },
  { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } },
  { ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/*' } },
])('a service acts for a resource of its own account: %j narrows nothing', (condition) => {
  expect(under(condition).filter((each) => each.startsWith('weaker'))).toEqual([]);
});

test('another account narrows', () => {
  expect(under({ StringEquals: { 'aws:SourceAccount': '666677778888' } })).toContainEqual(
    expect.stringMatching(/^weaker pipeline-narrowed: EventBridge rule Audit\/Rule/),
  );
});
