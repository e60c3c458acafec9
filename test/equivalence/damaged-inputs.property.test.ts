import fc from 'fast-check';
import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseEventPattern } from '../../lib/core/pattern/event-pattern/event-pattern';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { cases } from '../jest/cases';
import { randomBatch } from './random-batch';

const RUNS = { numRuns: 1500 };

const { rules } = randomBatch(20261120, 60, 1);
const conditions = rules.map(({ sigma }) => parseSigma(sigma, 'random.yml').rules[0]!.rule.condition);

/** What means something to one of the languages, and what means nothing anywhere. */
const PIECES = [
  ...[
    '*',
    '\\',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '%',
    '|',
    '&&',
    '||',
    '$',
    '$.',
    '!=',
    '<',
    '\n',
    '\t',
  ],
  ...[
    ': ',
    '- ',
    '|re',
    '|all',
    '1 of ',
    'not ',
    '&a',
    '*a',
    '---\n',
    '!!binary ',
    'null',
    '1e999',
    '\u0000',
  ],
  ...['\ud800', '😀', 'IS NULL', 'NOT EXISTS', '"anything-but"', '"$or"', '"exists"', ','],
];

/** Texts with pieces put in, left out and repeated. */
function damagedOver(texts: readonly string[]): fc.Arbitrary<string> {
  const damage = fc.record({
    perMille: fc.integer({ min: 0, max: 999 }),
    cut: fc.constantFrom(0, 0, 1, 2, 12),
    piece: fc.constantFrom('', ...PIECES),
    times: fc.constantFrom(1, 1, 1, 50),
  });
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([text, damages]) =>
      damages.reduce((left, { perMille, cut, piece, times }) => {
        const from = Math.floor((perMille * left.length) / 1000);
        return left.slice(0, from) + piece.repeat(times) + left.slice(from + cut);
      }, text),
    );
}

function artefactsOf(compile: typeof toMetricFilter): readonly string[] {
  return conditions.flatMap((condition) => {
    const result = compile(condition);
    return result.kind === 'compiled' ? result.artefacts : [];
  });
}

const anyRecord = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

test('a damaged rule file is read, or refused with a place and a sentence', () => {
  const counts = { read: 0, refused: 0 };
  const property = fc.property(damagedOver(rules.map(({ sigma }) => sigma)), (text) => {
    const file = parseSigma(text, 'damaged.yml');
    const errors = file.problems.filter(({ severity }) => severity === 'error');
    counts[errors.length === 0 ? 'read' : 'refused'] += 1;
    for (const { line, column, message } of errors) {
      expect([line >= 1, column >= 1, message.length > 0, message.includes('\n')]).toEqual([
        true,
        true,
        true,
        false,
      ]);
    }
    for (const { rule } of file.rules) toPredicate(rule.condition)({ eventName: text });
  });
  fc.assert(property, RUNS);
  expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(cases(75));
});

test('a damaged filter pattern works on every message, or is refused with its place', () => {
  const counts = { works: 0, refused: 0 };
  const property = fc.property(
    damagedOver(artefactsOf(toMetricFilter)),
    fc.string(),
    anyRecord,
    (text, words, record) => {
      const filter = parseMetricFilter(text);
      if ('problems' in filter) {
        counts.refused += 1;
        expect(filter.problems[0]?.column).toBeGreaterThanOrEqual(1);
        return;
      }
      counts.works += 1;
      for (const message of [words, JSON.stringify(record), '', '{', text]) {
        expect(typeof filter.matches(message)).toBe('boolean');
      }
    },
  );
  fc.assert(property, RUNS);
  expect(Math.min(counts.works, counts.refused)).toBeGreaterThan(cases(75));
});

test('a damaged event pattern works on every event, or is refused with its place', () => {
  const counts = { works: 0, refused: 0 };
  const property = fc.property(damagedOver(artefactsOf(toEventPattern)), anyRecord, (text, record) => {
    const parsed = parseEventPattern(text);
    if ('problems' in parsed) {
      counts.refused += 1;
      expect(parsed.problems[0]?.column).toBeGreaterThanOrEqual(1);
      return;
    }
    counts.works += 1;
    expect(typeof parsed.pattern.matches(toEnvelope(record))).toBe('boolean');
  });
  fc.assert(property, RUNS);
  expect(Math.min(counts.works, counts.refused)).toBeGreaterThan(cases(75));
});

test('any JSON object at all is a record that rules can be asked about', () => {
  const matcher = RuleMatcher.of(
    rules.map(({ sigma }, index) => ({
      ...parseSigma(sigma, 'random.yml').rules[0]!.rule,
      id: `rule-${index}`,
    })),
  );
  const predicates = conditions.map((condition) => toPredicate(condition));
  const property = fc.property(anyRecord, fc.jsonValue(), (record, value) => {
    const asked = { ...record, eventName: value, requestParameters: { x: value } } as JsonObject;
    const expected = predicates.flatMap((holds, index) => (holds(asked) ? [`rule-${index}`] : []));
    expect(matcher.match(asked).map(({ id }) => id)).toEqual(expected);
  });
  fc.assert(property, RUNS);
});
