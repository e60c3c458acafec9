import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { compareConditions, type Direction } from '../../../../lib/core/review/meaning/compare-conditions';
import type { Condition } from '../../../../lib/core/rule/condition';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

/** A condition, and one that is made of it, as people edit rules. */
const edited: fc.Arbitrary<readonly [Condition, Condition]> = fc
  .tuple(arbitraryCondition, arbitraryCondition, fc.nat(5))
  .map(([one, other, how]) => {
    const all = { kind: 'and' as const, of: [one, other] };
    const any = { kind: 'or' as const, of: [one, other] };
    const pairs: readonly (readonly [Condition, Condition])[] = [
      [one, other],
      [one, all],
      [all, one],
      [one, any],
      [any, { kind: 'or', of: [other, one] }],
      [
        { kind: 'not', of: all },
        { kind: 'or', of: [one, other].map((of) => ({ kind: 'not' as const, of })) },
      ],
    ];
    return pairs[how] as readonly [Condition, Condition];
  });

describe('the direction of a change of a condition', () => {
  it('is weaker or unknown wherever a record no longer satisfies it, and shown by a record where it is weaker', () => {
    const counts = new Map<Direction, number>();
    fc.assert(
      fc.property(
        edited,
        fc.array(arbitraryRecord, { minLength: 5, maxLength: 20 }),
        ([before, after], records) => {
          const { direction, example } = compareConditions(before, after);
          const [old, fresh] = [toPredicate(before), toPredicate(after)];
          counts.set(direction, (counts.get(direction) ?? 0) + 1);
          const lost = records.filter((record) => old(record) && !fresh(record));
          const gained = records.filter((record) => fresh(record) && !old(record));
          if (direction !== 'weaker' && direction !== 'unknown') expect(lost).toEqual([]);
          if (direction === 'same') expect(gained).toEqual([]);
          if (direction === 'weaker' && example)
            expect([old(example), fresh(example)]).toEqual([true, false]);
          if (direction === 'stronger' && example)
            expect([old(example), fresh(example)]).toEqual([false, true]);
          if (direction === 'weaker' || direction === 'stronger') expect(example).toBeDefined();
        },
      ),
      { numRuns: 3000 },
    );
    for (const direction of ['same', 'weaker', 'stronger'] as const)
      expect(counts.get(direction)).toBeGreaterThan(cases(100));
  });
});
