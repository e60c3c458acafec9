import fc from 'fast-check';
import { mayHold, toCandidateTest } from '../../../lib/core/compile/predicate/candidate-test';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord, FIELDS } from '../../parity/arbitrary-record';

/** A record with some of the fields that can be known: those at the top. */
function partOf(record: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([field]) => known.has(field)));
}

const TOP = FIELDS.filter((field) => !field.includes('.'));
const knownFields = fc.subarray(TOP, { minLength: 1, maxLength: 3 }).map((fields) => new Set(fields));

test('the test of a condition says what may hold, and no condition holds where it says no', () => {
  const seen = { yes: 0, no: 0 };
  const runs = fc.property(
    arbitraryCondition,
    knownFields,
    fc.array(arbitraryRecord, { minLength: 4, maxLength: 4 }),
    (condition, known, records) => {
      const [test, holds] = [toCandidateTest(condition, known), toPredicate(condition)];
      for (const record of records) {
        const identity = partOf(record, known);
        const expected = mayHold(condition, identity, known);
        expect(test(identity)).toBe(expected);
        seen[expected ? 'yes' : 'no'] += 1;
        if (!expected) expect(holds(record)).toBe(false);
      }
    },
  );
  fc.assert(runs, { seed: 23, numRuns: 3000 });
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(500);
});
