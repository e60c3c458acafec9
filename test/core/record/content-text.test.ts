import fc from 'fast-check';
import type { Json } from '../../../lib/core/json/json-value';
import { contentText } from '../../../lib/core/record/content-text';
import { canonicalText } from '../../../lib/core/record/record-identity';

/** Few names and texts, some of which look like what stands between them, so that values are often equal or nearly so. */
const text = fc.constantFrom(
  '',
  'a',
  'b',
  '1:a',
  '{',
  '}',
  ':',
  '#1;',
  '__proto__',
  '0',
  'ä',
  '\ud83d\ude00',
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom<Json>(null, true, false, 0, 1, -1, 1.5, 1e21),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(text, tie('value')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as Json),
  ),
}));

test('two values have a text in common if and only if their canonical JSON is the same', () => {
  const known = new Map<string, string>();
  const texts = new Map<string, string>();
  fc.assert(
    fc.property(value, (one) => {
      // What was parsed has members of any name, `__proto__` too.
      const parsed = JSON.parse(JSON.stringify(one)) as Json;
      const canonical = canonicalText(parsed);
      const content = contentText(parsed);
      expect(known.get(canonical) ?? content).toBe(content);
      expect(texts.get(content) ?? canonical).toBe(canonical);
      known.set(canonical, content);
      texts.set(content, canonical);
    }),
    { seed: 1, numRuns: 20_000 },
  );
  expect(known.size).toBeGreaterThan(1_000);
  expect(known.size).toBeLessThan(19_000);
});

test('the order of members does not count, that of elements does', () => {
  expect(contentText({ a: 1, b: { c: 'x', d: null } })).toBe(contentText({ b: { d: null, c: 'x' }, a: 1 }));
  expect(contentText([1, 2])).not.toBe(contentText([2, 1]));
});

test('what JSON leaves out is left out', () => {
  expect(contentText({ a: undefined, b: 1 })).toBe(contentText({ b: 1 }));
});

test('more kinds of objects than are remembered have texts of their own', () => {
  const texts = new Set(
    Array.from({ length: 5_000 }, (_, at) => contentText({ [`name${at}`]: 1, [`a${at}`]: 2 })),
  );
  expect(texts.size).toBe(5_000);
  expect(contentText({ name7: 1, a7: 2 })).toBe(contentText({ a7: 2, name7: 1 }));
});
