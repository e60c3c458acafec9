import { groupBy, grouped } from '../../../lib/core/keyed/grouped';

test('keys come in the order of their first values, and values in their own', () => {
  const groups = grouped([
    ['b', 1],
    ['a', 2],
    ['b', 3],
  ]);
  expect([...groups]).toEqual([
    ['b', [1, 3]],
    ['a', [2]],
  ]);
});

test('items are grouped by what is given of each, and none has no group', () => {
  expect([...groupBy([1, 2, 3], (each) => each % 2 === 0)]).toEqual([
    [false, [1, 3]],
    [true, [2]],
  ]);
  expect(groupBy([], String).size).toBe(0);
});
