import {
  fromSeverity,
  isRaised,
  matchSeverity,
  type RuleSeverities,
  type Severity,
} from '../../../lib/core/rule/rule';

test.each<[Severity, Severity | undefined, Severity, Severity]>([
  ['high', undefined, 'high', 'high'],
  ['high', 'medium', 'high', 'medium'],
  ['low', 'medium', 'low', 'low'],
  ['critical', 'informational', 'critical', 'informational'],
])(
  'a rule of severity %s, and %s for failures, gives %s to a success and %s to a failure',
  (severity, failureSeverity, success, failure) => {
    const rule: RuleSeverities = { severity, ...(failureSeverity === undefined ? {} : { failureSeverity }) };
    expect([matchSeverity(rule, false), matchSeverity(rule, true)]).toEqual([success, failure]);
  },
);

describe('a rule without alerts below a severity', () => {
  const rule: RuleSeverities = { severity: 'high', failureSeverity: 'low' };

  test('raises none for the failures that are below it', () => {
    const narrowed = fromSeverity(rule, 'medium');
    expect(narrowed).toEqual({ ...rule, minimumSeverity: 'medium' });
    expect([isRaised(narrowed ?? rule, 'high'), isRaised(narrowed ?? rule, 'low')]).toEqual([true, false]);
  });

  test('is the same if all of its alerts are at or above it', () => {
    expect(fromSeverity(rule, 'low')).toBe(rule);
  });

  test('keeps the higher of two such severities', () => {
    const narrowed: RuleSeverities = { ...rule, minimumSeverity: 'high' };
    expect(fromSeverity(narrowed, 'medium')).toBe(narrowed);
    expect(fromSeverity({ ...rule, minimumSeverity: 'medium' }, 'high')?.minimumSeverity).toBe('high');
  });

  test('is no rule if none of its alerts is', () => {
    expect(fromSeverity(rule, 'critical')).toBeUndefined();
  });
});
