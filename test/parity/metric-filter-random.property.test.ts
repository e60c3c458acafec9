import fc from 'fast-check';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';
import type { Condition } from '../../lib/core/rule/condition';
import { cases } from '../jest/cases';
import { arbitraryCondition } from './arbitrary-condition';
import { arbitraryRecord, FIELDS, TEXTS } from './arbitrary-record';
import { hasDeclaredShapes, satisfiesShapes, withAssumedCase } from './assumed-records';
import { READINGS, toReading } from './filter-reading';

const RUNS = 4000;

/** Fields of records as CloudTrail declares them, each of another shape. */
const DECLARED: Readonly<Record<string, string>> = {
  a: 'readOnly',
  b: 'sessionCredentialFromConsole',
  'o.x': 'userIdentity.userName',
  'o.y.z': 'requestParameters.y.z',
  o: 'requestParameters',
  list: 'resources',
  'list.x': 'resources.ARN',
  'list.y.z': 'insightDetails.insightContext.statistics.insightDuration',
  'none.x': 'requestParameters.x',
};

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(5, 10, -1, 12, 0.5, 1e21);
const scalar: fc.Arbitrary<Json> = fc.oneof(text, number, fc.constantFrom(null, true, false));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const declaredRecord: fc.Arbitrary<JsonObject> = fc.record(
  {
    eventName: optional(text),
    eventSource: optional(text),
    readOnly: optional(fc.boolean()),
    sessionCredentialFromConsole: scalar,
    userIdentity: optional(fc.record({ userName: optional(text) }, { requiredKeys: [] })),
    requestParameters: optional(
      fc.record({ x: scalar, y: fc.oneof(scalar, fc.record({ z: scalar })) }, { requiredKeys: [] }),
    ),
    resources: optional(
      fc.array(fc.record({ ARN: text, type: text }, { requiredKeys: [] }), { maxLength: 3 }),
    ),
    insightDetails: fc.record({
      insightContext: fc.record({ statistics: fc.record({ insightDuration: optional(number) }) }),
    }),
  },
  { requiredKeys: [] },
);

/** Conditions of what a filter pattern can say, mostly. */
const field = fc.constantFrom(...FIELDS);
const sayableAtom: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'equals' as const,
        'startsWith' as const,
        'endsWith' as const,
        'contains' as const,
      ),
      field,
      values: fc.array(fc.oneof(text, fc.constantFrom('Get', 'Object', 'a', '10.')), {
        minLength: 1,
        maxLength: 3,
      }),
      cased: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  fc.record({ kind: fc.constantFrom('isNull' as const, 'exists' as const), field }),
  fc.record({
    kind: fc.constant('compare' as const),
    field,
    operator: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: fc.constantFrom(5, 10, -1, 0.5),
  }),
  fc.record({
    kind: fc.constant('matches' as const),
    field,
    expression: fc.constantFrom('^Get', 'Object$', 'a[^\\x0A]b', '[0-9]+', '\\d{1,2}\\.', 'a.b', '^s3|iam$'),
    flags: fc.constantFrom('', 's'),
  }),
);
const sayable: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: sayableAtom },
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
  ),
})).tree;

interface Counts {
  compiled: number;
  compared: number;
  matched: number;
}

describe('a condition in a filter pattern', () => {
  test.each<[string, fc.Arbitrary<Condition>, fc.Arbitrary<JsonObject>, Counts]>([
    [
      'any condition and record',
      arbitraryCondition,
      arbitraryRecord,
      { compiled: 150, compared: 800, matched: 300 },
    ],
    [
      'what a pattern can say, any record',
      sayable,
      arbitraryRecord,
      { compiled: 1000, compared: 4000, matched: 2000 },
    ],
    [
      'what a pattern can say, declared shapes',
      sayable.map((condition) => renamed(condition)),
      declaredRecord,
      { compiled: 1000, compared: 4000, matched: 2000 },
    ],
  ])('means what the tree means in every reading: %s', (_, conditions, records, least) => {
    const counts: Counts = { compiled: 0, compared: 0, matched: 0 };
    const property = fc.property(
      conditions,
      fc.array(records, { minLength: 8, maxLength: 8 }),
      fc.nat(63),
      (condition, sample, bits) => {
        const result = toMetricFilter(condition);
        if (result.kind === 'refused') return;
        counts.compiled++;
        const { artefacts, assumptions } = result;
        const expected = toPredicate(withAssumedCase(condition, assumptions));
        for (const record of sample) {
          if (!hasDeclaredShapes(record, condition) || !satisfiesShapes(record, condition, assumptions))
            continue;
          counts.compared++;
          if (expected(record)) counts.matched++;
          expect({ artefacts, record, matched: matchesAny(artefacts, record) }).toEqual({
            artefacts,
            record,
            matched: expected(record),
          });
          const reading = READINGS[bits]!;
          const read = artefacts.some((artefact) => toReading(artefact, reading)(record));
          expect({ artefacts, record, reading, read }).toEqual({
            artefacts,
            record,
            reading,
            read: expected(record),
          });
        }
      },
    );
    fc.assert(property, { numRuns: RUNS });
    for (const key of ['compiled', 'compared', 'matched'] as const)
      expect({ [key]: counts[key], enough: counts[key] > cases(least[key]) }).toEqual({
        [key]: counts[key],
        enough: true,
      });
  });

  test('holds for no record less where it is widened', () => {
    let widened = 0;
    const property = fc.property(
      arbitraryCondition,
      fc.array(arbitraryRecord, { minLength: 5, maxLength: 5 }),
      (condition, sample) => {
        const result = toMetricFilter(condition, { overApproximate: true });
        if (result.kind === 'refused' || result.widened.length === 0) return;
        widened++;
        const { artefacts, assumptions } = result;
        const expected = toPredicate(withAssumedCase(condition, assumptions));
        for (const record of sample) {
          if (
            !expected(record) ||
            !hasDeclaredShapes(record, condition) ||
            !satisfiesShapes(record, condition, assumptions)
          )
            continue;
          expect({ artefacts, record, matched: matchesAny(artefacts, record) }).toEqual({
            artefacts,
            record,
            matched: true,
          });
        }
      },
    );
    fc.assert(property, { numRuns: RUNS });
    expect(widened).toBeGreaterThan(cases(100));
  });
});

function matchesAny(artefacts: readonly string[], record: JsonObject): boolean {
  const message = JSON.stringify(record);
  return artefacts.some((artefact) => {
    const filter = parseMetricFilter(artefact);
    if ('problems' in filter) throw new Error(`${artefact}: ${filter.problems[0]?.message}`);
    return filter.matches(message);
  });
}

function renamed(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, of: condition.of.map(renamed) };
    case 'not':
      return { ...condition, of: renamed(condition.of) };
    default:
      return 'field' in condition
        ? { ...condition, field: DECLARED[condition.field] ?? condition.field }
        : condition;
  }
}
