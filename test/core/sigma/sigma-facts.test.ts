import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';

function ruleWith(detection: string, facts: string) {
  const text = `title: T\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: ${detection}\n  condition: s\ntrailwatch:\n  facts: ${facts}\n`;
  return parseSigma(text, 'rule.yml');
}

const conditionOf = (detection: string, facts: string) => ruleWith(detection, facts).rules[0]?.rule.condition;

test('a fact is specialised by the source and the name that the detection requires', () => {
  const detection = '{ eventSource: iam.amazonaws.com, eventName: CreateUser }';
  expect(conditionOf(detection, '{ outcome: succeeded }')).toEqual({
    kind: 'and',
    of: [
      conditionOf(detection, '{ outcome: [succeeded, denied, failed] }'),
      { kind: 'isNull', field: 'errorCode' },
    ],
  });
});

test('a rule matches records of which the detection and the fact hold', () => {
  const signIns = '{ eventSource: signin.amazonaws.com, eventName: [ConsoleLogin, UserAuthentication] }';
  const condition = conditionOf(signIns, '{ outcome: [denied, failed] }');
  const matches = toPredicate(condition ?? { kind: 'or', of: [] });
  const signIn = (eventName: string, members: object) =>
    matches({ eventSource: 'signin.amazonaws.com', eventName, ...members });
  expect(signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Failure' } })).toBe(true);
  expect(signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } })).toBe(false);
  expect(signIn('UserAuthentication', { serviceEventDetails: { UserAuthentication: 'Failure' } })).toBe(true);
  expect(signIn('UserAuthentication', { serviceEventDetails: { UserAuthentication: 'Success' } })).toBe(
    false,
  );
  expect(signIn('Logout', { serviceEventDetails: { Logout: 'Failure' } })).toBe(false);
});

test.each([
  ['{ outcom: denied }', "'outcom' is not a fact; it may be outcome; did you mean 'outcome'?"],
  [
    '{ outcome: refused }',
    "'refused' is not a value of the fact 'outcome'; it may be succeeded, denied, failed",
  ],
  ['{ outcome: }', "the fact 'outcome' has no value; it may be succeeded, denied, failed"],
  ['denied', "'trailwatch.facts': expected a map of facts, such as { outcome: succeeded }"],
])('fails for the facts %s', (facts, problem) => {
  const { rules, problems } = ruleWith('{ eventName: A }', facts);
  expect(rules).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
});
