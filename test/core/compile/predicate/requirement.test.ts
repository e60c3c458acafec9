import fc from 'fast-check';
import { mayHold } from '../../../../lib/core/compile/predicate/candidate-test';
import { isMet, requirementOf } from '../../../../lib/core/compile/predicate/requirement';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord, FIELDS } from '../../../parity/arbitrary-record';
import { and, cased, equals, not, or } from '../conditions';

/** A record with some of the fields that can be known: those at the top. */
function partOf(record: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([field]) => known.has(field)));
}

const TOP = FIELDS.filter((field) => !field.includes('.'));
const knownFields = fc.subarray(TOP, { minLength: 1, maxLength: 3 }).map((fields) => new Set(fields));

test('a record meets what a condition requires where it may hold, and no condition holds elsewhere', () => {
  const seen = { yes: 0, no: 0 };
  const runs = fc.property(
    arbitraryCondition,
    knownFields,
    fc.array(arbitraryRecord, { minLength: 4, maxLength: 4 }),
    (condition, known, records) => {
      const [requirement, holds] = [requirementOf(condition, known), toPredicate(condition)];
      for (const record of records) {
        const identity = partOf(record, known);
        const expected = mayHold(condition, identity, known);
        expect(isMet(requirement, identity)).toBe(expected);
        seen[expected ? 'yes' : 'no'] += 1;
        if (!expected) expect(holds(record)).toBe(false);
      }
    },
  );
  fc.assert(runs, { numRuns: 3000 });
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(cases(500));
});

const ARN = 'userIdentity.arn';
const role = cased('contains', ARN, ':role/');
const call = equals('eventName', 'PutObject');

test.each([
  ['nothing of a field that it does not read', call, true],
  ['nothing where another field may do instead', and(call, or(call, role)), true],
  ['what must hold beside other things', and(call, role), { kind: 'atom', atom: role, isNegated: false }],
  [
    'the opposite of what must not hold, even as one of several',
    and(call, not(or(call, role))),
    { kind: 'atom', atom: role, isNegated: true },
  ],
  ['nothing where it and something else together must not hold', not(and(call, role)), true],
  ['what cannot be, if it never holds', and(call, or()), false],
])('a condition requires %s', (_, condition, expected) => {
  expect(requirementOf(condition, new Set([ARN]))).toEqual(expected);
});
