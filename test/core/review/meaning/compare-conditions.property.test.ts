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

/** As CloudTrail writes them: what a call is named, and by whom, are texts. */
const record = arbitraryRecord.filter(
  ({ eventName, eventSource }) => !Array.isArray(eventName) && !Array.isArray(eventSource),
);

describe('the direction of a change of a condition', () => {
  it('is weaker or unknown wherever a record no longer satisfies it, and shown by a record where it is weaker', () => {
    const counts = new Map<Direction, number>();
    fc.assert(
      fc.property(edited, fc.array(record, { minLength: 5, maxLength: 20 }), ([before, after], records) => {
        const { direction, example } = compareConditions(before, after);
        const [old, fresh] = [toPredicate(before), toPredicate(after)];
        counts.set(direction, (counts.get(direction) ?? 0) + 1);
        const lost = records.filter((record) => old(record) && !fresh(record));
        const gained = records.filter((record) => fresh(record) && !old(record));
        if (direction !== 'weaker' && direction !== 'unknown') expect(lost).toEqual([]);
        if (direction === 'same') expect(gained).toEqual([]);
        if (direction === 'weaker' && example) expect([old(example), fresh(example)]).toEqual([true, false]);
        if (direction === 'stronger' && example)
          expect([old(example), fresh(example)]).toEqual([false, true]);
        if (direction === 'weaker' || direction === 'stronger') expect(example).toBeDefined();
      }),
      { numRuns: 3000 },
    );
    for (const direction of ['same', 'weaker', 'stronger'] as const)
      expect(counts.get(direction)).toBeGreaterThan(cases(100));
  });

  it('is found without a change of any prototype, whatever a field is called', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'isRenamed');
    const atom = fc.array(key, { minLength: 1, maxLength: 4 }).map((keys): Condition => {
      return { kind: 'equals', field: keys.join('.'), values: ['yes'], cased: false };
    });
    const member = fc.oneof(
      atom,
      fc.tuple(key, atom).map(([field, of]): Condition => ({ kind: 'element', field, of })),
    );
    const members = fc.array(member, { minLength: 1, maxLength: 3 });
    const prototypes = [Object.prototype, Object, Function.prototype, Object.prototype.toString];
    const membersOf = (): unknown => prototypes.map((each) => Object.getOwnPropertyDescriptors(each));
    const untouched = membersOf();
    fc.assert(
      fc.property(members, members, (one, other) => {
        const [before, after] = [one, other].map((of): Condition => ({ kind: 'and', of }));
        if (before === undefined || after === undefined) throw new Error('there are two');
        compareConditions(before, after);
        expect(membersOf()).toEqual(untouched);
      }),
    );
    const field = '__proto__.isRenamed';
    const renamed: Condition = { kind: 'equals', field, values: ['yes'], cased: false };
    expect(JSON.stringify(compareConditions(renamed, { kind: 'or', of: [] }))).toBe(
      '{"direction":"weaker","example":{"__proto__":{"isRenamed":"yes"}}}',
    );
  });
});
