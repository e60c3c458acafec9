import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { Detections } from '../../../lib/core/correlation/detections';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

const BUILT_IN_RULES = join(__dirname, '../../../dist/rules/built-in.json');

/** Of so many records that are parsed because a rule may hold, fewer than one satisfies none. */
const ONE_IN = 50;

describeCorpus('the built-in rules on the shared logs', () => {
  test('hold of nearly every record that is parsed, of each that is counted, and of none that is passed', async () => {
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
    const file = [gzippedLogFile(corpusRecords())];
    const sieve = new RecordPrefilter(builtModule(), conditions, undefined, countedFields);
    const { told, read, passed, counted } = await compareSifted(
      () => file,
      sieve,
      satisfied,
      undefined,
      countedFields,
    );
    expect(passed).toBeGreaterThan(500);
    expect(counted).toBeGreaterThan(500);
    expect(read).toBeGreaterThan(100);
    expect(ONE_IN * (told + counted - matched)).toBeLessThan(told + counted);
  });
});
