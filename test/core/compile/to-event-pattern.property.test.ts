import fc from 'fast-check';
import { toEventPattern } from '../../../lib/core/compile/to-event-pattern';
import { toPredicate } from '../../../lib/core/compile/to-predicate';
import { parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import type { JsonObject } from '../../../lib/core/record/record';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../parity/arbitrary-record';
import { fieldsOf, keepsPromises, satisfiesAssumptions, textsOf } from './taken-for-granted';

const RUNS = {
  seed: Number(process.env.TRAILWATCH_SEED ?? 20261120),
  numRuns: Number(process.env.TRAILWATCH_CASES ?? 3_000),
};

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

const records = fc.array(arbitraryRecord, { minLength: 8, maxLength: 8 });

test('a random condition as event patterns holds for the records that the predicate holds for', () => {
  const counts = { refused: 0, compared: 0, true: 0, false: 0 };
  const property = fc.property(
    arbitraryCondition,
    fc.boolean(),
    records,
    (condition, assumeFieldShape, tried) => {
      const result = toEventPattern(condition, { assumeFieldShape });
      if (result.kind === 'refused') {
        counts.refused += 1;
        return;
      }
      const matches = evaluate(result.artefacts);
      const predicate = toPredicate(condition);
      for (const record of tried) {
        const isFair =
          keepsPromises(record, fieldsOf(condition)) &&
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
  expect(Math.min(counts.true, counts.false)).toBeGreaterThan(RUNS.numRuns / 4);
}, 3_600_000);

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
        keepsPromises(record, fieldsOf(condition)) &&
        satisfiesAssumptions(record, result.assumptions, textsOf(condition));
      if (!isFair || !predicate(record)) continue;
      expect({ result, matches: matches(record) }).toEqual({ result, matches: true });
      counts.true += 1;
    }
  });
  fc.assert(property, RUNS);
  expect(Math.min(counts.widened, counts.true)).toBeGreaterThan(RUNS.numRuns / 4);
}, 3_600_000);
