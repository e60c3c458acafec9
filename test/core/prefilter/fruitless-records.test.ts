import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { Detections } from '../../../lib/core/correlation/detections';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { generatedRecords } from '../../samples/generated/base-records';
import { Random } from '../../samples/generated/random';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

const BUILT_IN_RULES = join(__dirname, '../../../dist/rules/built-in.json');

/** Of so many records that are parsed because a rule may hold, fewer than one satisfies none. */
const ONE_IN = 50;

/** Sifts records with the built-in rules, and expects these to hold of nearly every record that is parsed, of each that is counted, and of none that is passed. */
async function expectFewFruitless(records: readonly unknown[]): Promise<void> {
  const { rules, correlations } = decodeRules(readFileSync(BUILT_IN_RULES, 'utf8'));
  const detections = Detections.of(rules, correlations);
  const { conditions } = detections;
  const countedFields = (place: number) => detections.countedFields(place);
  const predicates = conditions.map(toPredicate);
  let matched = 0;
  const satisfied = (record: CloudTrailRecord) => {
    const places = predicates.flatMap((holds, place) => (holds(record) ? [place] : []));
    if (places.length > 0) matched += 1;
    return places;
  };
  const file = [gzippedLogFile(records)];
  const sieve = new RecordPrefilter(builtModule(), conditions, undefined, countedFields);
  const sifted = await compareSifted(() => file, sieve, satisfied, undefined, countedFields);
  const { told, read, passed, counted } = sifted;
  expect(passed).toBeGreaterThan(300);
  expect(counted).toBeGreaterThan(300);
  expect(read).toBeGreaterThan(100);
  expect(ONE_IN * (told + counted - matched)).toBeLessThan(told + counted);
}

describeCorpus('the shared logs', () => {
  test('are parsed only where a built-in rule holds', () => expectFewFruitless(corpusRecords()));
});

// One of these rules reads a field that few others do, of every object that is written.
test.each(['management', 'data'] as const)('%s events are parsed only where a built-in rule holds', (mix) =>
  expectFewFruitless(generatedRecords(new Random(20261129), mix, 3_000).records),
);
