import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const ELSEWHERE = 'arn:aws:events:eu-west-1:999988887777:event-bus/theirs';
const told = (edit: (template: Json) => void): readonly string[] =>
  changesOf(FILTERED_TRAIL, edit).filter((words) => words.includes('which is not in the templates'));

const rule = (target: Json) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
    Targets: [{ Id: 'bus', Arn: target }],
  },
});

test('a new rule that sends calls to another account is told', () => {
  expect(
    told(({ Resources }) => {
      Resources.Rule = rule(ELSEWHERE);
    }),
  ).toEqual([
    `unknown pipeline-unknown: EventBridge rule Audit/Rule: it is new: ${ELSEWHERE}, which is not in the templates, receives what it sends`,
  ]);
});

test.each([
  ['a topic', 'Trail', { SnsTopicName: 'arn:aws:sns:eu-west-1:999988887777:x' }],
  [
    'a topic of alarms',
    'Alarm',
    { AlarmActions: [{ Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:999988887777:x'] },
  ],
  ['a parameter without a default', 'Trail', { SnsTopicName: { Ref: 'Name' } }],
])('%s of others gets what is sent', (_words, id, properties) => {
  expect(
    told((template) => {
      template.Parameters = { Name: { Type: 'String' } };
      Object.assign(template.Resources[id].Properties, properties);
    }),
  ).toHaveLength(1);
});

test.each([
  ['a resource of the template', { Ref: 'Topic' }],
  ['the account of the stack', 'arn:aws:sns:eu-west-1:111122223333:operators'],
  ['an action of CloudWatch', 'arn:aws:automate:eu-west-1:ec2:stop'],
])('%s is no stranger', (_words, action) => {
  expect(
    told(({ Resources }) => {
      Resources.Alarm.Properties.AlarmActions = [{ Ref: 'Topic' }, action];
    }),
  ).toEqual([]);
});
