import { gzipSync } from 'node:zlib';
import { LIST_FORMS, RECORD_FORMS } from '../../../../lib/core/record/form/record-forms';
import { BYTE_EXAMPLES, EXAMPLES, RECORDS, TEXT_EXAMPLES } from '../form-examples';
import { chunksOf, reading, recordsOf } from '../log-file-reading';

describe.each([...RECORD_FORMS, ...LIST_FORMS].map(({ from }) => from))('%s', (from) => {
  it('has an example', () => expect(EXAMPLES[from]?.length).toBeGreaterThan(0));

  it.each(EXAMPLES[from] ?? [])('gives its records: %.60s', async (content) => {
    for (const bytes of [Buffer.from(content), Buffer.from(prettyList(content))]) {
      const read = await reading(chunksOf(gzipSync(bytes), 100));
      expect(withNumbers(recordsOf(read))).toEqual(RECORDS);
      expect(read.totals).toMatchObject({ rejected: 0, problems: 0, withoutTime: 0 });
    }
  });
});

describe('text of other kinds', () => {
  it.each(TEXT_EXAMPLES)('reads %s', async (_, content) => {
    for (const size of [content.length, 1, 50]) {
      const read = await reading(chunksOf(Buffer.from(content), size));
      expect(withNumbers(recordsOf(read))).toEqual(RECORDS);
      expect(read.totals).toMatchObject({ rejected: 0, problems: 0 });
    }
  });

  it.each(BYTE_EXAMPLES)('reads %s', async (_, bytes) => {
    for (const size of [bytes.length, 1]) {
      expect(recordsOf(await reading(chunksOf(bytes, size)))).toEqual(RECORDS);
    }
  });

  it.each([null, 7, 'us-east-2', {}, { VarCharValue: null }])(
    'reads a row of Athena whose cell is %j as one without that text',
    async (cell) => {
      const cells = (...texts: readonly string[]) => texts.map((VarCharValue) => ({ VarCharValue }));
      const row = cells('StopLogging', '2026-08-11T22:15:00Z', 'cloudtrail.amazonaws.com');
      const Rows = [
        { Data: cells('eventname', 'eventtime', 'eventsource', 'awsregion') },
        { Data: [...row, cell] },
      ];
      const read = await reading(JSON.stringify({ ResultSet: { Rows } }));
      expect(recordsOf(read)).toEqual([
        expect.objectContaining({ eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }),
      ]);
      expect(recordsOf(read)).not.toEqual([expect.objectContaining({ awsRegion: expect.anything() })]);
    },
  );

  it('tells the records and what is none of one value in their order', async () => {
    const texts = [RECORDS[0], { a: 1 }, RECORDS[1]].map((value) => JSON.stringify(value));
    const Data = Buffer.from(texts.join('\n')).toString('base64');
    const { entries } = await reading(JSON.stringify({ Records: [{ Data }, { Data }] }));
    const kinds = ['record', 'rejected', 'record'];
    expect(entries.map(({ kind }) => kind)).toEqual([...kinds, ...kinds]);
  });

  it('fails on OCSF with what to do instead', async () => {
    const event = { class_uid: 6003, metadata: { product: { name: 'CloudTrail' } }, api: { operation: 'x' } };
    const { entries } = await reading(JSON.stringify(event));
    expect(entries.map((entry) => 'problem' in entry && entry.problem.message)).toEqual([
      "file: record 0, byte 0: this is an OCSF event of Security Lake, in which rules find no field; scan the trail's own log files",
    ]);
  });

  it('fails on gzip data in gzip data that never ends, though it holds no text', async () => {
    const emptyBlock = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const header = gzipSync('').subarray(0, 10);
    const inner = Buffer.concat([header, ...Array.from({ length: 200_000 }, () => emptyBlock)]);
    const read = await reading([gzipSync(inner)], { maxBytes: 100_000 });
    expect(read.entries.map((entry) => 'problem' in entry && entry.problem.code)).toContain('too-large');
  });

  it('bounds what base64 and gzip inside the text come to', async () => {
    const bomb = gzipSync(`{"Records":[${' '.repeat(1_000_000)}]}`).toString('base64');
    const Records = [...Array.from({ length: 50 }, () => ({ Data: bomb })), RECORDS[0]];
    const read = await reading(JSON.stringify({ Records }), { maxBytes: 10_000_000 });
    expect(recordsOf(read)).toEqual([RECORDS[0]]);
    expect(read.totals.rejected).toBe(50);
  });
});

/** A cell of a table is a text: the number that tells the records apart comes back as one. */
function withNumbers(records: readonly unknown[]): readonly unknown[] {
  return records.map((record) => {
    const { number, ...rest } = record as { number: unknown };
    return { ...rest, number: Number(number) };
  });
}

/** The same values as a pretty-printed list. */
function prettyList(content: string): string {
  const values = content.includes('\n') ? content.split('\n').join(',') : content.replaceAll('}{', '},{');
  return JSON.stringify(JSON.parse(content.startsWith('[') ? content : `[${values}]`), null, 1);
}
