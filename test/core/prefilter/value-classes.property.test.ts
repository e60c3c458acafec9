import fc from 'fast-check';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../lib/core/rule/condition';
import { cases } from '../../jest/cases';
import { conditionOver } from '../../parity/arbitrary-condition';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';
import { siftedRecord } from './sifted-record';

const MODULE = builtModule();
const RULE_SETS = 2_000;
const RECORDS_A_RULE_SET = 60;

/** Few fields, one of which may be an object with the other, so that rules read the same ones in several ways. */
const FIELDS = ['a', 'o', 'o.x'];
const TEXTS = ['', 'a', 'A', 'ab', 'bA', 'b', 'object', 'Get', '5', '10.1.2.3'];

const field = fc.constantFrom(...FIELDS);
const texts = fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 2 });
const kind = fc.constantFrom(
  'equals' as const,
  'startsWith' as const,
  'endsWith' as const,
  'contains' as const,
);
const atom: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind, field, values: texts, cased: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('isNull' as const, 'exists' as const), field }) },
);
const part = fc.oneof(
  atom,
  atom.map((of): Condition => ({ kind: 'not', of })),
);
/** Most conditions have none of the atoms for which no value of the field has a class. */
const condition: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(part, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: conditionOver(FIELDS, TEXTS) },
);

const value = fc.oneof(fc.constantFrom(...TEXTS, 5, 12, true, null), fc.constantFrom([], ['a', 'b'], [null]));
const object = fc.oneof(value, fc.record({ x: value }), fc.record({ x: value, y: value }));
const members = fc.record({ a: value, o: object }, { requiredKeys: [] });

test('values go by the first of which all conditions say the same, and nothing is decided otherwise', async () => {
  const total = { certain: 0, passed: 0 };
  const rules = fc.array(condition, { minLength: 1, maxLength: 3 });
  const lists = fc.array(members, { minLength: RECORDS_A_RULE_SET, maxLength: RECORDS_A_RULE_SET });
  const property = fc.asyncProperty(rules, lists, async (conditions, list) => {
    const predicates = conditions.map(toPredicate);
    const { certain, passed } = await compareSifted(
      () => [gzippedLogFile(list.map((one, at) => siftedRecord(at, one)))],
      new RecordPrefilter(MODULE, conditions),
      (record) => predicates.flatMap((holds, at) => (holds(record as never) ? [at] : [])),
    );
    total.certain += certain;
    total.passed += passed;
  });
  await fc.assert(property, { numRuns: RULE_SETS, endOnFailure: true });
  expect(total.certain).toBeGreaterThan(cases(RULE_SETS));
  expect(total.passed).toBeGreaterThan(cases(RULE_SETS));
});
