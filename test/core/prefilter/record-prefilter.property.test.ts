import fc from 'fast-check';
import { RecordFilter } from '../../../bin/records/record-filter';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../lib/core/rule/condition';
import { cases } from '../../jest/cases';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { chunksOf } from '../record/log-file-reading';
import { arbitraryLogText } from './arbitrary-log-text';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

/** Files, each of a few records; more on request. */
const CASES = cases(10_000);
const FILES_A_RULE_SET = 100;

const MODULE = builtModule();

/** What most rules are: of one call, and something about it. */
const ofOneCall: fc.Arbitrary<Condition> = fc
  .tuple(fc.constantFrom('GetObject', 'DeleteObject', 'iam', 'PutObject'), arbitraryCondition, fc.boolean())
  .map(([name, other, cased]) => ({
    kind: 'and',
    of: [{ kind: 'equals', field: 'eventName', values: [name], cased }, other],
  }));

/** What the options of `scan` may choose; half of the time, every record. */
const arbitraryFilter: fc.Arbitrary<RecordFilter> = fc
  .oneof(
    fc.constant({}),
    fc.record(
      {
        account: fc.constantFrom(['111111111111'], ['111111111111', '222222222222']),
        region: fc.subarray(['eu-west-1', 'us-east-1', 'eu-north-1']),
        start: fc.constantFrom('2026-08-11T22:15:00Z', '2026-08-11T22:15:01Z', '2026-08-11'),
        end: fc.constantFrom('2026-08-11T23:00:00Z', '2026-08-12T00:00:01Z'),
      },
      { requiredKeys: [] },
    ),
  )
  .map((options) => RecordFilter.of(options));

/** What may be read of a record that is only counted. */
const countedFields = fc.subarray([
  'eventName',
  'awsRegion',
  'recipientAccountId',
  'a',
  'b',
  'o.x',
  'list.x',
]);

/** True nine times out of ten. */
const mostly = fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0);

/** Rules that nothing but the name decides, as that of many a correlation. */
const ofAnyCall: fc.Arbitrary<Condition> = fc
  .constantFrom('GetObject', 'DeleteObject', 'iam')
  .map((value) => ({ kind: 'equals', field: 'eventName', values: [value], cased: true }));

test('passes only records that satisfy nothing, and gives everything else as reading in full does', async () => {
  const total = {
    passed: 0,
    outside: 0,
    parsed: 0,
    others: 0,
    told: 0,
    read: 0,
    keyed: 0,
    counted: 0,
    certain: 0,
  };
  const conditions = fc.array(fc.oneof(arbitraryCondition, ofOneCall, ofAnyCall), {
    minLength: 1,
    maxLength: 3,
  });
  const files = fc.array(arbitraryLogText, { minLength: FILES_A_RULE_SET, maxLength: FILES_A_RULE_SET });
  const reads = fc.record({ fields: countedFields, isOnlyCounted: mostly });
  const counts = fc.array(fc.option(reads, { nil: undefined, freq: 9 }), { minLength: 3, maxLength: 3 });
  const property = fc.asyncProperty(
    conditions,
    counts,
    arbitraryFilter,
    files,
    async (rules, reads, filter, texts) => {
      const countedAt = (place: number) => reads[place];
      const sieve = new RecordPrefilter(MODULE, rules, filter.choice, countedAt);
      const predicates = rules.map(toPredicate);
      for (const { bytes, chunkBytes } of texts) {
        const compared = await compareSifted(
          () => chunksOf(bytes, chunkBytes),
          sieve,
          (record) => predicates.flatMap((holds, place) => (holds(record) ? [place] : [])),
          filter.matches,
          countedAt,
        );
        for (const kind of [
          'passed',
          'outside',
          'parsed',
          'others',
          'told',
          'read',
          'keyed',
          'counted',
          'certain',
        ] as const)
          total[kind] += compared[kind];
      }
    },
  );
  await fc.assert(property, { numRuns: 10_000 / FILES_A_RULE_SET, endOnFailure: true });
  // What compared nothing proves nothing.
  expect(total.passed).toBeGreaterThan(CASES / 10);
  expect(total.outside).toBeGreaterThan(CASES / 10);
  expect(total.parsed).toBeGreaterThan(CASES / 10);
  expect(total.others).toBeGreaterThan(CASES / 100);
  expect(total.told).toBeGreaterThan(CASES / 100);
  expect(total.read).toBeGreaterThan(CASES / 100);
  expect(total.keyed).toBeGreaterThan(CASES / 200);
  expect(total.counted).toBeGreaterThan(CASES / 200);
  expect(total.certain).toBeGreaterThan(CASES / 200);
});
