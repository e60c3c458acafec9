import fc from 'fast-check';
import { RE2JS } from 're2js';
import { toPlainSearch } from '../../../lib/core/rule/plain-expression';

const CHARACTER = fc.constantFrom(
  'a',
  'b',
  'k',
  's',
  'A',
  '_',
  '1',
  ':',
  '"',
  '-',
  '\\.',
  '\\[',
  '\\\\',
  '/',
);
const LIST = fc.constantFrom('[a-c]', '[A-Za-z0-9_]', '[,}]', '[a-z]', '[k"]', '[.*?]');
const OTHER = fc.constantFrom(
  '^',
  '$',
  '.',
  '[^a]',
  '\\d',
  '\\b',
  'é',
  '{2}',
  '(?i)',
  '*',
  '+',
  '??',
  '[',
  ')',
);
const { expression: EXPRESSION } = fc.letrec<{ expression: string; sequence: string; part: string }>(
  (tie) => ({
    expression: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((those) => those.join('|')),
    sequence: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 6, arbitrary: CHARACTER },
      { weight: 2, arbitrary: LIST },
      { weight: 1, arbitrary: fc.tuple(LIST, fc.constantFrom('*', '+', '?')).map((both) => both.join('')) },
      { weight: 1, arbitrary: OTHER },
      {
        weight: 3,
        arbitrary: fc
          .tuple(tie('expression'), fc.constantFrom('', '?'))
          .map(([it, end]) => `(?:${it})${end}`),
      },
      { weight: 1, arbitrary: tie('expression').map((it) => `(${it})`) },
    ),
  }),
);
const ANCHORED = fc
  .tuple(fc.constantFrom('', '', '^'), EXPRESSION, fc.constantFrom('', '$'))
  .map((three) => three.join(''));
const TEXT = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'c',
    'A',
    'K',
    'k',
    '\u212a',
    '\u017f',
    's',
    '1',
    '_',
    '\n',
    ':',
    '"',
    '.',
    '[',
    '\\',
    '}',
    '\ud83d',
    '😀',
  ),
  maxLength: 12,
});

it('finds what RE2 finds, wherever it searches itself', () => {
  let plain = 0;
  fc.assert(
    fc.property(
      ANCHORED,
      fc.constantFrom('', 'i', 's', 'is', 'm'),
      fc.array(TEXT, { maxLength: 8 }),
      (expression, flags, texts) => {
        const search = toPlainSearch(expression, flags);
        if (search === undefined) return;
        plain += 1;
        const compiled = RE2JS.compile(expression, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
        expect(texts.map((text) => search(text))).toEqual(texts.map((text) => compiled.test(text)));
      },
    ),
    { numRuns: 4_000 },
  );
  expect(plain).toBeGreaterThan(0);
});
