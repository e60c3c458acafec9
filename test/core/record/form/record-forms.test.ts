import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { JsonObject } from '../../../../lib/core/json/json-value';
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

  const key = 'AWSLogs/111122223333/CloudTrail/eu-west-1/a.json.gz';
  it.each([
    { Records: [{ ...RECORDS[0], eventSource: 'aws:s3', s3: { bucket: { name: 'b' }, object: { key } } }] },
    { Message: JSON.stringify({ s3Bucket: 'b', s3ObjectKey: [key] }) },
    { 'detail-type': 'Object Created', detail: { bucket: { name: 'b' }, object: { key } } },
  ])('fails on a notification, with what to read instead: %j', async (notification) => {
    const { entries, totals } = await reading(JSON.stringify(notification));
    expect(entries.map((entry) => 'problem' in entry && entry.problem.message)).toEqual([
      expect.stringMatching(
        /^file: .*: this is a notification that an object was delivered, and no record; read the object itself, as s3:\/\/bucket\/key$/,
      ),
    ]);
    expect(totals.records).toBe(0);
  });

  it.each([
    'Event name,Event time,User name,Event source,Resource type,Resource name',
    'Event ID,Event time,User name,Event name,Resource type,Resource name,AWS access key,AWS region,Error code,Source IP address,Event source,Read-only',
  ])('fails on Event history as CSV, once: %s', async (columns) => {
    for (const mark of ['', '\ufeff']) {
      const { entries } = await reading(`${mark}${columns}\na,"November 20, 2026",b\nc,d,e\n`);
      expect(entries.map((entry) => 'problem' in entry && entry.problem.message)).toEqual([
        `file: byte ${mark === '' ? 0 : 3}: this is Event history as CSV, which has a few fields of each record; download it as JSON in the console, or with trailwatch history --format json`,
      ]);
    }
  });

  it('reads no record of an alert, of a result in SARIF, or of an OCSF event, wherever it is', async () => {
    const record = RECORDS[0] as JsonObject;
    for (const finding of [{ ruleId: 'r' }, { class_uid: 2004 }]) {
      const { totals } = await reading(
        JSON.stringify({ a: [{ ...finding, properties: { event: record } }] }),
      );
      expect(totals.records).toBe(0);
    }
  });

  it('finds records below any members, as deep as is said, and takes no other object for one', async () => {
    const [record] = RECORDS;
    const name = fc.string({ maxLength: 8 }).filter((text) => text !== '__proto__');
    const step = fc.oneof(fc.record({ name }), fc.constant('list' as const));
    const wrapped = fc.array(step, { minLength: 1, maxLength: 11 });
    await fc.assert(
      fc.asyncProperty(wrapped, fc.boolean(), fc.jsonValue({ maxDepth: 3 }), async (steps, isText, other) => {
        const inner: unknown = isText ? JSON.stringify(record) : record;
        const value = steps.reduce<unknown>(
          (content, each) => (each === 'list' ? [other, content] : { other, [`_${each.name}`]: content }),
          inner,
        );
        const { totals } = await reading(`{"w":${JSON.stringify(value)}}`);
        expect(totals.records).toBe(1);
        expect((await reading(JSON.stringify({ w: other }))).totals.records).toBe(0);
      }),
    );
  });

  it('takes each record next to others once, as an object or as a text, and no text in their place that holds none', async () => {
    const [one, other] = RECORDS.slice(0, 2).map((record, at) => ({ ...record, eventID: `id-${at}` }));
    const text = JSON.stringify(one);
    const values: readonly (readonly [value: object, records: number, rejected: number])[] = [
      [{ tags: '["eventSource:cloudtrail"]', attributes: one }, 1, 0],
      [{ original: '{"eventSource":"none"}', parsed: one }, 1, 0],
      [{ original: text.slice(0, -9), parsed: one }, 1, 0],
      [{ original: text.slice(0, -9), parsed: { x: 1 } }, 0, 1],
      [{ original: text, parsed: one }, 1, 0],
      [{ a: text, b: text }, 1, 0],
      [{ a: text, b: JSON.stringify(other) }, 2, 0],
      [{ a: `${text}\n${JSON.stringify(other)}`, b: other }, 2, 0],
    ];
    for (const [value, records, rejected] of values) {
      const { totals } = await reading(JSON.stringify(value));
      expect({ value, records: totals.records, rejected: totals.rejected }).toEqual({
        value,
        records,
        rejected,
      });
    }
  });

  it('says where it stops looking for more', async () => {
    const [record] = RECORDS;
    const many = { first: record, numbers: Array.from({ length: 1_000_001 }, () => 0), last: record };
    const deep = JSON.parse(`${'{"d":'.repeat(14)}${JSON.stringify(record)}${'}'.repeat(14)}`);
    for (const value of [many, { first: record, deep }]) {
      const { totals } = await reading(JSON.stringify({ w: value }));
      expect([totals.records, totals.rejected]).toEqual([1, 1]);
    }
  });

  it.each(['aws:dynamodb', 'minio:s3', 'aws:s3'])(
    'takes an event of %s for no record',
    async (eventSource) => {
      const { totals } = await reading(JSON.stringify({ Records: [{ ...RECORDS[0], eventSource }] }));
      expect(totals.records).toBe(0);
    },
  );

  it('keeps a time that is a number as it is', async () => {
    const record = { ...RECORDS[0], eventTime: 1_763_600_523 };
    const read = await reading(JSON.stringify({ Records: [record] }));
    expect(recordsOf(read)).toEqual([record]);
    expect(read.totals.withoutTime).toBe(1);
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
