import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:dead-letters';
const TARGET = {
  ...{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, Id: 'Target0' },
  DeadLetterConfig: { Arn: QUEUE },
};

const TEMPLATE = {
  Resources: {
    ...FILTERED_TRAIL.Resources,
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { TRAILWATCH_TOPIC_ARN: { Ref: 'Topic' } } } },
    },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['a'] }, Targets: [TARGET] } },
  },
};

test.each<[string, Json, RegExp]>([
  [
    'without its queue',
    { ...TARGET, DeadLetterConfig: undefined },
    /^weaker .*dead-letters for events that fail/,
  ],
  ['with a queue that says nothing', { ...TARGET, DeadLetterConfig: {} }, /^weaker .*for events that fail/],
  ['of another id', { ...TARGET, Id: 'Other' }, /^$/],
  ['with an input', { ...TARGET, Input: '{}' }, /^unknown /],
])('a target %s', (_words, target, says) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    Resources.Rule.Properties.Targets = JSON.parse(JSON.stringify([target]));
  });
  expect(changes.join()).toMatch(says);
});

test.each<[string, number, number, string]>([
  ['GreaterThanOrEqualToThreshold', 1, 10, 'weaker'],
  ['GreaterThanThreshold', 1, 0, 'unknown'],
  ['LessThanThreshold', 1, 0, 'weaker'],
  ['LessThanThreshold', 1, 10, 'unknown'],
  ['LessThanLowerOrGreaterThanUpperThreshold', 1, 10, 'unknown'],
])('a threshold with %s: %d → %d is %s', (ComparisonOperator, before, after, effect) => {
  const base = structuredClone(TEMPLATE) as Json;
  Object.assign(base.Resources.Alarm.Properties, { ComparisonOperator, Threshold: before });
  const [change = ''] = changesOf(base, ({ Resources }) => {
    Resources.Alarm.Properties.Threshold = after;
  });
  expect(change).toMatch(new RegExp(`^${effect} .*threshold of`));
});
