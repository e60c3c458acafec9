import fc from 'fast-check';
import { RE2JS } from 're2js';
import { compileExpression } from '../../../lib/core/rule/regular-expression';

const PART = fc.constantFrom(
  ...[
    'a',
    'b',
    'k',
    ':',
    'é',
    '😀',
    '.',
    '\\*',
    '\\d',
    '\\w',
    '\\s',
    '\\pL',
    '[^a]',
    '[a-c]',
    '[*?]',
    '[^:😀]',
  ],
  ...['^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:$)', '(?s:.)', '(?i:k)'],
);
const REPETITION = fc.constantFrom('', '', '', '*', '+', '?', '*?', '{2}', '{1,3}');
const { expression: EXPRESSION } = fc.letrec<{ expression: string; branch: string; part: string }>((tie) => ({
  expression: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  branch: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    PART,
    fc.tuple(tie('expression'), REPETITION).map(([inside, repetition]) => `(?:${inside})${repetition}`),
    fc.tuple(tie('expression'), REPETITION).map(([inside, repetition]) => `(${inside})${repetition}`),
  ),
}));
const TEXT = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'c',
    'A',
    'k',
    '\u212a',
    '1',
    '_',
    ' ',
    '\n',
    ':',
    '*',
    'é',
    'É',
    '😀',
    '\ud83d',
  ),
  maxLength: 16,
});

it('whether an expression is found is what a search for its place says', () => {
  fc.assert(
    fc.property(EXPRESSION, fc.boolean(), fc.array(TEXT, { maxLength: 8 }), (expression, isFolded, texts) => {
      const compiled = compileExpression(expression, isFolded ? 'i' : '');
      if ('reason' in compiled) throw new Error(compiled.reason);
      const placed = RE2JS.compile(expression, isFolded ? RE2JS.CASE_INSENSITIVE : 0);
      // Each text is searched with what was kept of the searches before.
      const found = texts.map((text) => compiled.isFoundIn(text));
      expect(found).toEqual(texts.map((text) => placed.matcher(text).find()));
    }),
    { numRuns: 2_000 },
  );
});
