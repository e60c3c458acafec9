import { toGroupsThatFit } from '../../../../lib/core/policy/guardrail/pack-guardrails';

const upTo = (most: number) => (group: readonly string[]) => group.join('').length <= most;

describe('the groups that fit', () => {
  test.each([
    [['a', 'b', 'c'], 3, [['a', 'b', 'c']]],
    [['a', 'b', 'c', 'd'], 3, [['a', 'b', 'c'], ['d']]],
    [['aa', 'b', 'cc', 'dd', 'e'], 3, [['aa', 'b'], ['cc'], ['dd', 'e']]],
  ])('of %j with %i characters each are full, and in order', (items, most, groups) => {
    expect(toGroupsThatFit(items, upTo(most))).toEqual(groups);
  });

  test('hold one item at least, even if it does not fit', () => {
    expect(toGroupsThatFit(['a', 'long', 'b'], upTo(3))).toEqual([['a'], ['long'], ['b']]);
  });

  test('are one without anything, of no items', () => {
    expect(toGroupsThatFit([], upTo(3))).toEqual([[]]);
  });
});
