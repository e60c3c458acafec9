import fc from 'fast-check';
import { canonicalText } from '../../../lib/core/json/canonical-text';

/** The same members in another order, all the way down. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

describe('canonical text', () => {
  test('is JSON of the value, and the same in whatever order members come', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      const text = canonicalText(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalText(turned(value))).toBe(text);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('has members in order, lists that are sets once and in order, and nothing that is undefined', () => {
    const value = { z: [2, 1, 2], a: { values: ['b', 'a', 'b'], gone: undefined }, m: undefined };
    expect(canonicalText(value, (name) => name === 'values')).toBe('{"a":{"values":["a","b"]},"z":[2,1,2]}');
    expect(canonicalText([undefined, () => 1])).toBe('[null,null]');
  });

  test('ends where a value is nested deeper than any is', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 250; level++) deep = [deep];
    expect(canonicalText(deep)).toContain('"…"');
  });
});
