import fc from 'fast-check';
import { readBoundedExpression } from '../../../lib/core/rule/bounded-expression';
import { toNativeSearch } from '../../../lib/core/rule/native-expression';
import { compileExpression } from '../../../lib/core/rule/regular-expression';

const CASES = Number(process.env.EXPRESSION_CASES ?? 20_000);

const PIECES = [
  ...[
    'a',
    'b',
    'K',
    '-',
    '_',
    ' ',
    ':',
    '/',
    '"',
    ']',
    '}',
    '{',
    '=',
    '&',
    '~',
    '\\.',
    '\\*',
    '\\-',
    '\\]',
    '\\\\',
  ],
  ...[
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\D',
    '\\W',
    '\\S',
    '\\n',
    '\\t',
    '\\v',
    '\\b',
    '\\x41',
    '\\pL',
    '\\Q',
    '\\z',
    '^',
    '$',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[a-c]',
    '[^A-Z0-9_]',
    '[-a]',
    '[a-]',
    '[^]a]',
    '[]a]',
    '[\\d-]',
    '[\\w.]',
    '[^\\s]',
    '[\\S]',
  ],
  ...[
    '[.*?]',
    '[a^]',
    '[[:alpha:]]',
    '[[a]',
    '[\\]a]',
    '[b-a]',
    '[\\n-a]',
    '[--a]',
    '[a-b-c]',
    '[^^]',
    '[ -~]',
    '[$-+]',
  ],
];
const QUANTIFIERS = [
  '',
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '{2}',
  '{1,3}',
  '{0}',
  '{2,}',
  '*?',
  '+?',
  '??',
  '{1,2}?',
  '{,2}',
  '{x}',
];

const expressions = fc.letrec<{ all: string; sequence: string; part: string }>((tie) => ({
  all: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
  sequence: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc
    .tuple(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...PIECES),
        fc
          .tuple(fc.constantFrom('(', '(?:', '(?i:', '(?P<n>'), tie('all'))
          .map(([open, inner]) => `${open}${inner})`),
      ),
      fc.constantFrom(...QUANTIFIERS),
    )
    .map((parts) => parts.join('')),
})).all;

const characters = fc.constantFrom(...'aabbcKkAZ09-_ :/"]}{=&~.*\\\n\r\t\v\f$^[x'.split(''));
const texts = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: characters, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', 'k', '\u017f', '\u212a', '\u2028', '\u{1f600}'),
      maxLength: 5,
    }),
  },
);

test('the own engine answers as RE2 does, or not at all', () => {
  let answered = 0;
  let found = 0;
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom('', 'i', 's', 'is', 'm'),
      fc.array(texts, { minLength: 3, maxLength: 6 }),
      (expression, flags, several) => {
        const linear = compileExpression(expression, flags);
        const native = toNativeSearch(expression, flags);
        // What RE2 does not take is refused where the rule is read.
        if ('reason' in linear || native === undefined) return;
        for (const text of several) {
          const answer = native(text);
          if (answer === undefined) continue;
          answered += 1;
          if (answer) found += 1;
          expect([expression, flags, text, answer]).toEqual([
            expression,
            flags,
            text,
            linear.isFoundIn(text),
          ]);
        }
      },
    ),
    { numRuns: CASES, seed: 20261122 },
  );
  expect(answered).toBeGreaterThan(CASES / 4);
  expect(found).toBeGreaterThan(CASES / 20);
});

test.each([
  ['^iam:(?:Create|Put)[a-z]*[*?]', 'i', 'iam:createUser*', true],
  [
    ':assumed-role/[^/]+/i-[0-9a-f]{8,17}$',
    '',
    'arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0',
    true,
  ],
  ['":\\[?(?:"[^"*?]|[0-9tf])', '', '{"a":["*"]}', false],
])('%s is searched for by the own engine', (expression, flags, text, isFound) => {
  expect(toNativeSearch(expression, flags)?.(text)).toBe(isFound);
});

test.each([
  ['a group that repeats without end', '(?:ab)+'],
  ['too many ways', '(?:a|b|c|d){1,9}'],
  ['too many ways, one behind the other', '(?:a|a)'.repeat(20)],
  ['a reference', '(a)\\1'],
  ['a class of its own', '[[:alpha:]]'],
  ['flags of a part', '(?i:a)'],
  ['a word boundary', '\\ba'],
  ['a letter outside of ASCII', 'ä'],
  ['a repetition of a repetition', 'a**'],
  ['a repeated anchor', '^*a'],
])('%s is left to RE2', (_, expression) => {
  expect(toNativeSearch(expression, '')).toBeUndefined();
});

test('lines are left to RE2', () => {
  expect(toNativeSearch('^a$', 'm')).toBeUndefined();
});

test('a text is left to RE2 where there may be too many ways', () => {
  const native = toNativeSearch('x[ab]*[ab]*[ab]*y', '');
  expect(native?.('xaby')).toBe(true);
  expect(native?.('xabé')).toBeUndefined();
  expect(native?.(`x${'ab'.repeat(100)}`)).toBeUndefined();
});

/** Counts what a backtracking engine does at most: the pairs of a place in the pattern and one in the text, along each way. */
test.each(['^[ab]*[ab]*c', '[ab]*[ab]*c', '(?:a|b|ab)(?:a|b|ab)(?:a|b|ab)c', '[ab]{1,50}c'])(
  'the ways of %s are bounded',
  (expression) => {
    const { ways, degree } = readBoundedExpression(expression, false) ?? { ways: 0, degree: 0 };
    expect(ways).toBeGreaterThan(0);
    // As many ways as the greedy and the lazy parts have, counted by hand: two loops are two factors, and a free start is one more.
    const loops = expression.split('*').length - 1;
    expect(degree).toBe(expression.startsWith('^') ? loops : loops + 1);
  },
);
