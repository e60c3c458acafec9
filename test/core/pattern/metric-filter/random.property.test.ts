import fc from 'fast-check';
import {
  type Comparand,
  type JsonExpression,
  renderJsonFilter,
  type SelectorStep,
} from '../../../../lib/core/pattern/metric-filter/filter-syntax';
import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';
import { cases } from '../../../jest/cases';

/** What patterns are made of, put together without sense. */
const piece = fc.constantFrom(
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '[*]',
    '.*',
    '$.a',
    '$',
    '.b',
    "['c.d']",
    '&&',
    '||',
    '=',
    '!=',
    '>=',
    '<',
    '!',
  ],
  ...[
    '"x"',
    '"*y*"',
    '"',
    "'",
    '%a+%',
    '%',
    '%[a-z]{1,3}%',
    '*',
    '4*',
    '1e3',
    '-5',
    'NOT EXISTS',
    'IS NULL',
    'IS',
    'TRUE',
  ],
  ...['...', ',', 'ERROR', '-', '?', '\\', ' ', '\n', '\t', 'ü', '😀', '\u0000', '__proto__', 'constructor'],
);
const message = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: fc.constantFrom('[', ']', '"', ' ', 'a', '{', '}', '5', '.') }),
  fc.constantFrom('{"a":{"b":[1,"x",{"c.d":"y"}]}}', 'ERROR [10/Oct] "GET /" 404', '{"a":"x"}'),
);

const step: fc.Arbitrary<SelectorStep> = fc.oneof(
  fc.constantFrom('a', 'b-c', 'd.e', 'f g', '0', 'ü').map((member) => ({ member })),
  fc.nat(20).map((element) => ({ element })),
);
const selector = fc.array(step, { minLength: 1, maxLength: 3 });
const comparand: fc.Arbitrary<Comparand> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.constantFrom('x', 'a b', 'q"r', 'z=1', ')}', '&&'),
    anyBefore: fc.boolean(),
    anyAfter: fc.boolean(),
  }),
  fc
    .constantFrom('5', '-1.5', '1e+21', '.5')
    .map((text) => ({ kind: 'number' as const, value: Number(text), text })),
);
const expression: fc.Arbitrary<JsonExpression> = fc.letrec<{
  tree: JsonExpression;
  and: JsonExpression;
  or: JsonExpression;
  leaf: JsonExpression;
}>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      selector,
      operator: fc.constantFrom('=' as const, '!=' as const),
      value: comparand,
    }),
    fc.record({
      kind: fc.constant('is' as const),
      selector,
      value: fc.constantFrom('NULL' as const, 'TRUE' as const, 'FALSE' as const),
    }),
    fc.record({ kind: fc.constant('notExists' as const), selector }),
  ),
  and: fc.record({
    kind: fc.constant('and' as const),
    of: fc.array(fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('or')), { minLength: 2, maxLength: 3 }),
  }),
  or: fc.record({
    kind: fc.constant('or' as const),
    of: fc.array(fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('and')), { minLength: 2, maxLength: 3 }),
  }),
  tree: fc.oneof(tie('leaf'), tie('and'), tie('or')),
})).tree;

test('any text is a pattern or has problems with a place in it, and any message is decided', () => {
  const counts = { taken: 0, refused: 0 };
  const frame = fc.constantFrom(['{ $.a = 1 && ', ' }'], ['[a, ', ']'], ['', ''], ['{ ', ' }']);
  const text = fc
    .tuple(frame, fc.array(piece, { maxLength: 12 }))
    .map(([[before, after], pieces]) => before + pieces.join('') + after);
  const property = fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), message, (pattern, event) => {
    const filter = parseMetricFilter(pattern);
    if ('matches' in filter) {
      counts.taken++;
      expect(typeof filter.matches(event)).toBe('boolean');
      return;
    }
    counts.refused++;
    const lines = pattern.split('\n');
    for (const { line, column, message: sentence } of filter.problems) {
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      expect(sentence).not.toBe('');
    }
    expect(filter.problems.length).toBeGreaterThan(0);
  });
  fc.assert(property, { numRuns: 10_000 });
  expect(counts.taken).toBeGreaterThan(cases(500));
  expect(counts.refused).toBeGreaterThan(cases(3000));
});

test.each(['readable', 'compact'] as const)('a pattern that is written %s is read as it was', (style) => {
  let compared = 0;
  const property = fc.property(expression, (tree) => {
    const pattern = renderJsonFilter({ kind: 'json', expression: tree }, style);
    if (pattern.length > 1024) return;
    compared++;
    expect(parseMetricFilter(pattern)).toMatchObject({ syntax: { kind: 'json', expression: tree } });
  });
  fc.assert(property, { numRuns: 3000 });
  expect(compared).toBeGreaterThan(cases(2500));
});

test('a message that is long in the worst way takes about as many steps a character as a short one', () => {
  const filter = parseMetricFilter('[a, ..., b = "x"]');
  const steps = (length: number): number => {
    const counted = new CountingText('[ '.repeat(length));
    if ('matches' in filter) filter.matches(counted as unknown as string);
    return counted.searched / length;
  };
  expect(steps(2000)).toBeLessThan(steps(200) * 2);
});

/** A text that counts the characters that searches in it pass. */
class CountingText extends String {
  searched = 0;

  override indexOf(sought: string, from = 0): number {
    const found = super.indexOf(sought, from);
    this.searched += (found === -1 ? this.length : found) - from + 1;
    return found;
  }
}
