import fc from 'fast-check';
import { mayHold } from '../../../lib/core/compile/predicate/candidate-test';
import type { Json } from '../../../lib/core/json/json-value';
import { FieldMasks } from '../../../lib/core/prefilter/field-masks';
import { planPrefilter, recordWith } from '../../../lib/core/prefilter/prefilter-plan';
import { cases } from '../../jest/cases';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../parity/arbitrary-record';

const isPlain = (value: Json | undefined) => typeof value !== 'object' || value === null;
const values = arbitraryRecord.map((record) => Object.values(record).filter(isPlain));

test('a mask has the conditions that may hold of records with the value', () => {
  const seen = { set: 0, clear: 0, unread: 0 };
  const runs = fc.property(
    fc.array(arbitraryCondition, { minLength: 1, maxLength: 40 }),
    values,
    (conditions, some) => {
      const plan = planPrefilter(conditions);
      for (const [field, path] of plan.tree.fields.entries()) {
        const masks = new FieldMasks(plan, field);
        const known = new Set([path]);
        for (const value of [undefined, '', null, false, 12, ...some]) {
          const mask = masks.of(value);
          const record = value === undefined ? {} : recordWith([[path.split('.'), value]]);
          for (const [at, { condition, fields }] of plan.conditions.entries()) {
            const isSet = hasBit(mask, at);
            expect(isSet).toBe(!fields.includes(field) || mayHold(condition, record, known));
            seen[isSet ? 'set' : 'clear'] += 1;
            if (hasBit(masks.readers, at)) continue;
            // Of what does not read the field, no value rules any out.
            expect(isSet).toBe(true);
            seen.unread += 1;
          }
        }
      }
    },
  );
  fc.assert(runs);
  expect(Math.min(seen.set, seen.clear, seen.unread)).toBeGreaterThan(cases(1000));
});

function hasBit(mask: Uint32Array, at: number): boolean {
  return ((mask[at >>> 5] as number) & (1 << (at & 31))) !== 0;
}
