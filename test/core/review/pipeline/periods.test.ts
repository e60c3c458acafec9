import { changesOf, type Json } from '../edited-template';

function changed(before: Json, after: Json): readonly string[] {
  const base = {
    Resources: {
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: { IsLogging: true, SnsTopicName: { Ref: 'Topic' } },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }], ...before } },
    },
  };
  return changesOf(base, ({ Resources }) => Object.assign(Resources.Alarm.Properties, after))
    .filter((each) => each.includes(': periods of'))
    .map((each) => each.split(' ')[0] ?? '');
}

test.each([
  [{ EvaluationPeriods: 5, DatapointsToAlarm: 3 }, { EvaluationPeriods: 3 }, 'weaker'],
  [{ EvaluationPeriods: 3, DatapointsToAlarm: 3 }, { EvaluationPeriods: 5 }, 'stronger'],
  [{ EvaluationPeriods: 3 }, { EvaluationPeriods: 5 }, 'weaker'],
  [{ EvaluationPeriods: 5 }, { EvaluationPeriods: 3 }, 'stronger'],
  [{ EvaluationPeriods: 1 }, { EvaluationPeriods: 3, DatapointsToAlarm: 1 }, 'unknown'],
])('an alarm with %j gets %j: %s', (before, after, effect) => {
  expect(changed(before, after)).toEqual([effect]);
});
