import { canonicalValue, type Value } from '../../../../lib/core/estate/values/value';
import { controlStatements } from '../../../../lib/core/inventory/index';
import { type Given, holds } from '../../policy/evaluation/condition-holds';

function verdictOf(before: Value, after: Value): string {
  return controlStatements.compare(before, after, {
    ...{ existed: true, path: '', isAsset: () => false },
    same: (one, other) => canonicalValue(one) === canonicalValue(other),
  }).verdict;
}

describe('a condition of a Deny, with each operator of IAM', () => {
  const KEY = 'aws:PrincipalTag/x';
  const ARNS = ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b', 'arn:aws:iam::1:role/c'];
  const VALUES: readonly (readonly [RegExp, readonly string[]])[] = [
    [/^String/, ['a', 'b', '*']],
    [/^Arn/, ARNS],
    [/^Numeric/, ['1', '2', '3']],
    [/^Date/, ['2026-01-01', '2026-01-02', '2026-01-03']],
    [/^(Bool|Null)/, ['true', 'false']],
    [/^(Not)?IpAddress/, ['10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32']],
  ];
  const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
  const texts = ['Equals', 'NotEquals', 'Like', 'NotLike'];
  const names = [
    ...[...texts, 'EqualsIgnoreCase', 'NotEqualsIgnoreCase'].map((name) => `String${name}`),
    ...texts.map((name) => `Arn${name}`),
    ...orders.flatMap((name) => [`Numeric${name}`, `Date${name}`]),
    ...['Bool', 'IpAddress', 'NotIpAddress'],
  ];
  const operators = [
    'Null',
    ...names.flatMap((name) => [name, `${name}IfExists`, `ForAllValues:${name}`, `ForAnyValue:${name}`]),
  ];

  /** The verdict, and whether a request that the former condition holds of is one that the new one does not hold of. */
  function compared(operator: string, before: readonly string[], after: readonly string[]) {
    const values = VALUES.find(([like]) => like.test(operator.replace(/^\w+:/, '')))?.[1] ?? [];
    const conditionOf = (of: readonly string[]) => ({ [operator]: { [KEY]: of } });
    const withCondition = (of: readonly string[]): Value => ({
      Statement: [{ Sid: 'A', Effect: 'Deny', Action: 'a:A', Resource: '*', Condition: conditionOf(of) }],
    });
    const given = [[], ...values.map((each) => [each]), values, values.slice(1)].map(
      (each): Given => (each.length === 0 ? {} : { [KEY]: each.map((one) => one.replace(/\/32$|^\*$/, '')) }),
    );
    const isLost = given.some((each) => holds(conditionOf(before), each) && !holds(conditionOf(after), each));
    return { verdict: verdictOf(withCondition(before), withCondition(after)), isLost };
  }

  it.each(operators)(
    '%s: a value more or less is stronger only where no request is denied less',
    (operator) => {
      const values = VALUES.find(([like]) => like.test(operator.replace(/^\w+:/, '')))?.[1] ?? [];
      const sets = values.flatMap((one, place) => [
        [one],
        values.slice(place),
        values.filter((other) => other !== one),
      ]);
      const pairs = sets.flatMap((before) => sets.map((after) => compared(operator, before, after)));
      expect(
        pairs.filter(({ verdict, isLost }) => isLost && /^(stronger|same|changed)/.test(verdict)),
      ).toEqual([]);
      expect(pairs.filter(({ verdict }) => /^stronger/.test(verdict)).length).toBeGreaterThan(0);
    },
  );

  it('a * is a letter to operators that compare without wildcards', () => {
    expect(compared('StringEquals', ['a'], ['*']).verdict).toMatch(/^unknown/);
    expect(compared('StringNotLike', ['a'], ['*']).verdict).toMatch(/^weaker/);
    expect(compared('StringLike', ['a'], ['*']).verdict).toMatch(/^stronger/);
  });
});
