import { someOf } from '../../../lib/core/safe-text/some-of';

test.each([
  ['', [], undefined],
  ['a', ['a'], undefined],
  ['a, b', ['a', 'b'], undefined],
  ['a, b and 1 more', ['a', 'b', 'c'], undefined],
  ['a, b and 198 more', ['a', 'b', ...Array.from({ length: 198 }, () => 'c')], undefined],
  ['a; b and 1 more', ['a', 'b', 'c'], '; '],
])('%j is what is said of %j, of which two are named', (said, texts, separator) =>
  expect(someOf(texts, 2, separator)).toBe(said),
);
