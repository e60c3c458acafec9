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
