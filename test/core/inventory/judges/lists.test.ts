import { changesOf } from '../../review/edited-template';

const actions = (AlarmActions: readonly object[]) => ({
  Parameters: { Quiet: { Type: 'String' } },
  Conditions: { IsQuiet: { 'Fn::Equals': [{ Ref: 'Quiet' }, 'yes'] } },
  Resources: {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { S3BucketName: 'logs', SnsTopicName: { Ref: 'One' } },
    },
    One: { Type: 'AWS::SNS::Topic' },
    Two: { Type: 'AWS::SNS::Topic' },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions, MetricName: 'trailwatch' } },
  },
});
const [ONE, TWO] = [{ Ref: 'One' }, { Ref: 'Two' }];
const unless = (action: object) => ({ 'Fn::If': ['IsQuiet', { Ref: 'AWS::NoValue' }, action] });

test.each([
  ['no one is left', [], 'no one is notified'],
  ['one is left', [TWO], 'removed recipients are not notified'],
  ['one is left under a condition', [unless(TWO)], 'removed recipients are not notified'],
])('of the recipients of an alarm, that %s is said', (_words, after, effect) => {
  const changes = changesOf(actions([ONE, TWO]), (template) => {
    template.Resources.Alarm.Properties.AlarmActions = after;
  });
  expect(changes.filter((change) => change.includes('actions in ALARM'))).toEqual([
    expect.stringMatching(new RegExp(`^weaker pipeline-interrupted: .*: ${effect}$`)),
  ]);
});
