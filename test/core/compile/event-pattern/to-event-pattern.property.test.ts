import fc from 'fast-check';
import { toEventPattern } from '../../../../lib/core/compile/event-pattern/to-event-pattern';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import { toEnvelope } from '../../../../lib/core/pattern/event-pattern/to-envelope';
import type { Condition } from '../../../../lib/core/rule/condition';
import { fieldsOf, keepsShapes } from '../../../equivalence/fair-record';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';
import { satisfiesAssumptions, textsOf } from '../taken-for-granted';

const RUNS = { numRuns: 3_000 };

function evaluate(artefacts: readonly string[]): (record: JsonObject) => boolean {
  const patterns = artefacts.map((text) => {
    const parsed = parseEventPattern(text);
    if ('problems' in parsed) throw new Error(`${text}: ${parsed.problems[0]?.message}`);
    expect(parsed.pattern.warnings).toEqual([]);
    expect(text.length).toBeLessThanOrEqual(2_048);
    return parsed.pattern;
  });
  return (record) => patterns.some((pattern) => pattern.matches(toEnvelope(record)));
}

/** Names of the generators, and fields of CloudTrail whose shapes are known: a text, a text, objects, an array. */
const REAL_NAMES: Readonly<Record<string, string>> = {
  ...{ a: 'errorCode', b: 'sourceIPAddress', 'o.x': 'userIdentity.arn', o: 'userIdentity' },
  'o.y.z': 'userIdentity.sessionContext.sourceIdentity',
  ...{ 'list.x': 'resources.ARN', list: 'resources' },
};

/** The condition with real fields in the place of the generators'. */
function withRealNames(condition: Condition): Condition {
  const text = JSON.stringify(condition, (key, value) =>
    key === 'field' || key === 'other' ? (REAL_NAMES[value] ?? value) : value,
  );
  return JSON.parse(text) as Condition;
}

/** The record with what the generators' fields hold in the real ones. */
function withRealFields({ a, b, o, list, ...others }: JsonObject): JsonObject {
  const member = (value: Json | undefined, key: string) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)[key]
      : undefined;
  const identity = { arn: member(o, 'x'), sessionContext: { sourceIdentity: member(member(o, 'y'), 'z') } };
  const resources = [list].flat().map((one) => ({ ARN: member(one, 'x'), type: member(one, 'y') }));
  const record = { ...others, errorCode: a, sourceIPAddress: b, userIdentity: identity, resources };
  return JSON.parse(JSON.stringify(record)) as JsonObject;
}

const records = fc.array(arbitraryRecord, { minLength: 8, maxLength: 8 });

test.each([
  ['open', (condition: Condition) => condition, (record: JsonObject) => record],
  ['known', withRealNames, withRealFields],
])(
  'a random condition on %s fields holds as event patterns where the predicate holds',
  (_, named, filled) => {
    const counts = { refused: 0, compared: 0, true: 0, false: 0 };
    const property = fc.property(
      arbitraryCondition,
      fc.boolean(),
      records,
      (drawn, assumeFieldShape, tried) => {
        const condition = named(drawn);
        const result = toEventPattern(condition, { assumeFieldShape });
        if (result.kind === 'refused') {
          counts.refused += 1;
          return;
        }
        const matches = evaluate(result.artefacts);
        const predicate = toPredicate(condition);
        for (const record of tried.map(filled)) {
          const isFair =
            keepsShapes(record, fieldsOf(condition)) &&
            satisfiesAssumptions(record, result.assumptions, textsOf(condition));
          if (!isFair) continue;
          const expected = predicate(record);
          expect({ result, matches: matches(record) }).toEqual({ result, matches: expected });
          counts.compared += 1;
          counts[`${expected}`] += 1;
        }
      },
    );
    fc.assert(property, RUNS);
    expect(Math.min(counts.true, counts.false)).toBeGreaterThan(cases(750));
  },
  3_600_000,
);

test('what is widened on request holds at least where the predicate holds, and says what was widened', () => {
  const counts = { widened: 0, true: 0 };
  const property = fc.property(arbitraryCondition, records, (condition, tried) => {
    const result = toEventPattern(condition, { overApproximate: true });
    if (result.kind === 'refused') return;
    const matches = evaluate(result.artefacts);
    const predicate = toPredicate(condition);
    if (result.widened.length > 0) counts.widened += 1;
    for (const record of tried) {
      const isFair =
        keepsShapes(record, fieldsOf(condition)) &&
        satisfiesAssumptions(record, result.assumptions, textsOf(condition));
      if (!isFair || !predicate(record)) continue;
      expect({ result, matches: matches(record) }).toEqual({ result, matches: true });
      counts.true += 1;
    }
  });
  fc.assert(property, RUNS);
  expect(Math.min(counts.widened, counts.true)).toBeGreaterThan(cases(750));
}, 3_600_000);
