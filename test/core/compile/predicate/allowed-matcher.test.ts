import { AllowedMatcher, toAllowance } from '../../../../lib/core/compile/predicate/allowed-matcher';
import { RuleMatcher } from '../../../../lib/core/compile/predicate/rule-matcher';
import type { Condition } from '../../../../lib/core/rule/condition';
import { narrowed, narrowingsOf } from '../../../../lib/core/rule/narrowed-condition';
import { ruleOn } from '../../../lambda/log-processor/log-files';

function equals(field: string, ...values: readonly string[]): Condition {
  return { kind: 'equals', field, values, cased: false };
}

function without(name: string, of: Condition) {
  return { name, condition: { kind: 'not', of } as const };
}

const RULE = ruleOn('StopLogging');
const ONCE = {
  ...RULE,
  condition: narrowed(RULE.condition, [
    without('ann', equals('userIdentity.userName', 'ann')),
    without('office', equals('sourceIPAddress', '10.0.0.1')),
  ]),
};
const TWICE = {
  ...ONCE,
  id: 'twice',
  condition: narrowed(ONCE.condition, [without('bob', equals('userIdentity.userName', 'bob'))]),
};
const RULES = [RULE, ONCE, { ...TWICE, name: 'twice' }];

test.each<[string, object, readonly string[]]>([
  ['nothing of a record that each rule matches', {}, []],
  [
    'a record by the first entry of each rule',
    { userIdentity: { userName: 'ann' }, sourceIPAddress: '10.0.0.1' },
    ['rule-StopLogging: ann', 'twice: ann'],
  ],
  [
    'a record by a later entry',
    { sourceIPAddress: '10.0.0.1' },
    ['rule-StopLogging: office', 'twice: office'],
  ],
  ['a record by what was left out last', { userIdentity: { userName: 'bob' } }, ['twice: bob']],
  [
    'nothing of a record that no rule looks for',
    { eventName: 'ListUsers', userIdentity: { userName: 'ann' } },
    [],
  ],
])('leaves out %s', (_, changes, expected) => {
  const record = { eventName: 'StopLogging', ...changes };
  const matcher = AllowedMatcher.of(RULES.slice(1));
  expect(matcher.find(record).map(({ rule, entry }) => `${rule.name}: ${entry}`)).toEqual(expected);
});

test('a record is matched, left out by an entry, or neither looked for', () => {
  const rules = RULES.slice(1);
  const matcher = RuleMatcher.of(rules);
  const allowed = AllowedMatcher.of(rules);
  for (const eventName of ['StopLogging', 'ListUsers']) {
    for (const userName of ['ann', 'bob', 'eve']) {
      const record = { eventName, userIdentity: { userName } };
      const found = [...matcher.match(record), ...allowed.find(record).map(({ rule }) => rule)];
      expect(found).toHaveLength(eventName === 'StopLogging' ? 2 : 0);
    }
  }
});

test('an entry of a document of an earlier release is named by its place', () => {
  const { names: _names, ...unnamed } = ONCE.condition as Extract<Condition, { kind: 'and' }>;
  const record = { eventName: 'StopLogging', sourceIPAddress: '10.0.0.1' };
  expect(AllowedMatcher.of([{ ...ONCE, condition: unnamed }]).find(record)[0]?.entry).toBe('filter 2');
});

test('what is left out of a rule can be asked for without the rule', () => {
  const allowanceOf = toAllowance(narrowingsOf(TWICE.condition));
  expect(allowanceOf({ userIdentity: { userName: 'bob' } })).toBe('bob');
  expect(allowanceOf({ userIdentity: { userName: 'eve' } })).toBeUndefined();
  expect(narrowingsOf(RULE.condition)).toEqual([]);
});
