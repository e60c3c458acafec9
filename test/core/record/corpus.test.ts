import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusPath, describeCorpus } from '../../parity/corpus';
import { chunksOf, type Reading, reading, recordsOf } from './log-file-reading';

const LOGS = corpusPath('logs');

describeCorpus('the corpus of real logs', () => {
  const filesOf = (folder: string, ending: string) =>
    readdirSync(join(LOGS, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(LOGS, folder, name)));
  const countsOf = ({ totals: { records, rejected, problems } }: Reading) => ({
    records,
    rejected,
    problems,
  });

  test('invictus: 1,395 records in 26 files, the same as gunzip and JSON.parse find', async () => {
    const files = filesOf('invictus', '.json.gz');
    let count = 0;
    for (const file of files) {
      const plainly = JSON.parse(gunzipSync(file).toString()).Records;
      const read = await reading(chunksOf(file, 1000));
      expect(recordsOf(read)).toEqual(plainly);
      expect(countsOf(read)).toEqual({ records: plainly.length, rejected: 0, problems: 0 });
      count += plainly.length;
    }
    expect([files.length, count]).toEqual([26, 1395]);
  });

  test('stratus: 86 records in 14 pretty-printed arrays', async () => {
    const files = filesOf('stratus', '.json');
    let count = 0;
    for (const file of files) {
      const read = await reading([file]);
      expect(recordsOf(read)).toEqual(JSON.parse(file.toString()));
      count += read.totals.records;
    }
    expect([files.length, count]).toEqual([14, 86]);
  });

  test('trailscraper: 2 records in a pretty-printed log file', async () => {
    const [file] = filesOf('trailscraper', '.json.gz');
    expect(countsOf(await reading([file!]))).toEqual({ records: 2, rejected: 0, problems: 0 });
  });

  test('every other file is told for what it is, without a crash', async () => {
    const outcomes: Record<string, unknown> = {};
    for (const name of [
      'traildiscover/catalogue.jsonl',
      'traildiscover/log-examples.ndjson.gz',
      'invictus/PROVENANCE.md',
    ]) {
      const { entries, totals } = await reading([readFileSync(join(LOGS, name))]);
      const codes = new Set(entries.map((entry) => ('problem' in entry ? entry.problem.code : entry.kind)));
      outcomes[name] = [...codes, totals.rejected];
    }
    expect(outcomes).toEqual({
      // Event names with their techniques: no record has a time.
      'traildiscover/catalogue.jsonl': ['missing-field', 199],
      // Records in a wrapping of TrailDiscover's own, which is recognized by the shape of what it holds.
      'traildiscover/log-examples.ndjson.gz': ['record', 0],
      'invictus/PROVENANCE.md': ['not-a-cloudtrail-file', 0],
    });
  });
});
