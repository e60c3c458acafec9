import { RecordPrefilter } from '../../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../../lib/core/rule/condition';
import { gzippedLogFile } from '../../record/log-file-reading';
import { compareSifted } from '../compare-sifted';
import { builtModule } from '../prefilter-module';
import { siftedRecord } from '../sifted-record';

const NOTE: Condition = {
  kind: 'contains',
  field: 'requestParameters.key',
  values: ['ransom'],
  cased: false,
};

test('names of objects that differ in few places are told apart', async () => {
  const names = Array.from(
    { length: 5_000 },
    (_, at) => `year=2026/month=08/day=19/part-${String(at).padStart(5, '0')}-a4ed6ff2.parquet`,
  );
  const file = gzippedLogFile(
    names.map((key, at) => siftedRecord(at, { eventName: 'PutObject', requestParameters: { key } })),
  );
  const sieve = new RecordPrefilter(builtModule(), [NOTE]);
  // What is cut at the end of a piece of text is parsed.
  expect(
    (
      await compareSifted(
        () => [file],
        sieve,
        () => [],
      )
    ).passed,
  ).toBeGreaterThan(4_990);
});
