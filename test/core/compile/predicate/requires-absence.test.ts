import fc from 'fast-check';
import { requiresAbsence } from '../../../../lib/core/compile/predicate/requirement';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import type { Condition } from '../../../../lib/core/rule/condition';
import { cases } from '../../../jest/cases';
import { and, equals, not, or } from '../conditions';

const FIELD = 'errorCode';
const IS_NULL: Condition = { kind: 'isNull', field: FIELD };
const EXISTS: Condition = { kind: 'exists', field: FIELD };
const STOP = equals('eventName', 'StopLogging');

test.each<[string, Condition, boolean]>([
  ['a successful call', and(STOP, IS_NULL), true],
  ['a call that no service made', and(STOP, not(EXISTS)), true],
  ['either of two that succeeded', or(and(STOP, IS_NULL), not(EXISTS)), true],
  ['one that succeeded or any other', or(IS_NULL, STOP), false],
  ['none of several, of which the field is one', and(STOP, not(or(EXISTS, STOP))), true],
  ['not both', not(and(EXISTS, STOP)), false],
  ['a failed call', and(STOP, not(IS_NULL)), false],
  ['an absent field of another name', { kind: 'isNull', field: 'errorMessage' }, false],
])('whether a condition rules every text out: %s', (_, condition, expected) => {
  expect(requiresAbsence(condition, FIELD)).toBe(expected);
});

const atom = fc.constantFrom<Condition>(
  IS_NULL,
  EXISTS,
  STOP,
  equals(FIELD, 'AccessDenied'),
  equals('a', 'b'),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    atom,
    tie('condition').map(not),
    fc.array(tie('condition'), { maxLength: 3 }).map((of) => and(...of)),
    fc.array(tie('condition'), { maxLength: 3 }).map((of) => or(...of)),
  ),
}));

it('is right about every record with a text', () => {
  let claims = 0;
  fc.assert(
    fc.property(
      condition,
      fc.constantFrom('AccessDenied', 'x', ' '),
      fc.constantFrom('StopLogging', 'Other'),
      fc.boolean(),
      (tried, errorCode, eventName, hasMore) => {
        if (!requiresAbsence(tried, FIELD)) return;
        claims += 1;
        const record = { eventName, errorCode, ...(hasMore ? { a: 'b' } : {}) };
        expect(toPredicate(tried)(record as CloudTrailRecord)).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
  expect(claims).toBeGreaterThan(cases(100));
});
