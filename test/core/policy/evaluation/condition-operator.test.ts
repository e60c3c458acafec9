import { operatorNamed } from '../../../../lib/core/policy/evaluation/condition-operator';

/** Operator, and whether it holds for a value of a request that is less than, equal to and greater than the policy's. */
const COMPARISONS = [
  ['Equals', [false, true, false]],
  ['NotEquals', [true, false, true]],
  ['LessThan', [true, false, false]],
  ['LessThanEquals', [true, true, false]],
  ['GreaterThan', [false, false, true]],
  ['GreaterThanEquals', [false, true, true]],
] as const;

/** Each in its order: less, equal, greater. */
const VALUES = [
  ['Numeric', ['-1.5', '2', '10']],
  ['Date', ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-02']],
  ['Date', ['2025-12-31', '2026-01-01', '2026-01-01T00:00:00.001Z']],
  ['Date', ['999999999', '2001-09-09T01:46:40Z', '1000000001']],
] as const;

describe.each(COMPARISONS)('%s', (suffix, expected) => {
  test.each(VALUES)('of %s values %j', (prefix, values) => {
    const { fits, negated } = operatorNamed(`${prefix}${suffix}`);
    const [, policy] = values;
    const found = values.map((value) => fits(policy, value, undefined) !== negated);
    expect(found).toEqual(expected);
  });
});

/** Whether an ARN of a request fits that of a policy. */
const fitsArn = (policy: string, arn: string) => operatorNamed('ArnLike').fits(policy, arn, undefined);

test.each([
  ['is itself', 'arn:aws:sns:eu-west-1:1:topic', true],
  ['has a star in a part', 'arn:aws:sns:*:1:to*', true],
  ['has colons in its last part', 'arn:aws:sns:eu-west-1:1:topic:*', false],
  ['has a star for two parts', 'arn:aws:sns:*:topic', undefined],
  ['has five parts', 'arn:aws:sns:eu-west-1:1', undefined],
  ['has an empty last part', 'arn:aws:sns:eu-west-1:1:', false],
  ['is no ARN', 'urn:aws:sns:eu-west-1:1:topic', undefined],
])('an ARN of a policy that %s', (_what, policy, expected) => {
  const fits = () => fitsArn(policy, 'arn:aws:sns:eu-west-1:1:topic');
  if (expected === undefined) expect(fits).toThrow('is not an ARN of six parts');
  else expect(fits()).toBe(expected);
});

test('an ARN with an empty last part, or a colon at its end, is that and no other', () => {
  const [empty, colon] = ['arn:aws:sns:eu-west-1:1:', 'arn:aws:logs:eu-west-1:1:log-group:name:'];
  expect([fitsArn(empty, empty), fitsArn(colon, colon)]).toEqual([true, true]);
  expect(fitsArn(colon, colon.slice(0, -1))).toBe(false);
  expect(fitsArn(colon.slice(0, -1), colon)).toBe(false);
});

test('what a request has under the key of an ARN, and is none, fits no ARN', () => {
  expect(fitsArn('arn:aws:sns:*:*:*', 'urn:aws:sns:eu-west-1:1:topic')).toBe(false);
  expect(fitsArn('arn:aws:sns:*:*:*', 'topic')).toBe(false);
});

test.each([
  ['Date', 'yesterday', "'yesterday' is not a date"],
  ['Date', '2026-13-01', "'2026-13-01' is not a date"],
  ['Numeric', ' ', "' ' is not a number"],
  ['Numeric', 'ten', "'ten' is not a number"],
])('a %s operator takes no %j', (prefix, value, problem) => {
  expect(() => operatorNamed(`${prefix}Equals`).fits(value, '1', undefined)).toThrow(problem);
});
