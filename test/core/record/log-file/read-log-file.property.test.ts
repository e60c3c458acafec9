import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { chunksOf, type Reading, reading, recordsOf } from '../log-file-reading';

const RUNS = { numRuns: 300 };

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '},{"eventVersion":',
    '{"Records":[',
    '\n{',
    ']}',
    '\u2028',
    '{}',
    ',{"eventName":',
  ),
);
const requestParameters = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom(null, true, 0, -1.5e-7),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('Records', 'Events', 'eventVersion')), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

/** Records with the same or other first keys, and with what looks like the ends and beginnings of records inside. */
const record: fc.Arbitrary<JsonObject> = fc
  .record({
    first: fc.constantFrom('eventVersion', 'eventVersion', 'awsRegion'),
    name: text,
    requestParameters,
  })
  .map(({ first, name, requestParameters: parameters }) => ({
    [first]: '1.11',
    eventName: `x${name}`,
    eventSource: 's3.amazonaws.com',
    eventTime: '2026-08-11T22:15:00Z',
    requestParameters: parameters as JsonObject,
  }));

const indent = fc.constantFrom(undefined, undefined, 1, '\t');
type Form = (records: readonly JsonObject[], space: string | number | undefined) => string;
const line = (value: unknown) => JSON.stringify(value);
const envelope = (detail: unknown) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  detail,
  resources: [{}],
});
const FORMS: Record<string, Form> = {
  logFile: (records, space) => JSON.stringify({ Records: records }, null, space),
  array: (records, space) => JSON.stringify(records, null, space),
  lines: (records) => records.map(line).join('\n'),
  crlfLines: (records) => records.map((one) => `${line(one)}\r\n`).join(''),
  concatenated: (records, space) => records.map((one) => JSON.stringify(one, null, space)).join(''),
  pretty: (records) => records.map((one) => JSON.stringify(one, null, 2)).join('\n'),
  logFiles: (records, space) =>
    records.map((one) => JSON.stringify({ a: [1], Records: [one] }, null, space)).join('\n'),
  lookup: (records, space) =>
    JSON.stringify(
      { Events: records.map((one) => ({ Resources: [], CloudTrailEvent: line(one) })), z: [] },
      null,
      space,
    ),
  envelopes: (records, space) => JSON.stringify(records.map(envelope), null, space),
  envelopeLines: (records) => records.map(envelope).map(line).join('\n'),
  exportLines: (records) => records.map((one) => `2026-08-11T22:15:04.123Z ${line(one)}\n`).join(''),
  logEvents: (records, space) =>
    JSON.stringify(
      { messageType: 'DATA_MESSAGE', logEvents: records.map((one) => ({ message: line(one) })) },
      null,
      space,
    ),
};
const form = fc.constantFrom(...Object.keys(FORMS)).map((name) => ({ name, write: FORMS[name]! }));
const records = fc.array(record, { maxLength: 12 });

/** Cuts bytes at pseudo-random places. */
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
function cut(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
    chunks.push(bytes.subarray(at, at + sizes[i % sizes.length]!));
  }
  return chunks;
}

const damage = fc.array(
  fc.record({
    kind: fc.constantFrom('flip', 'drop', 'insert'),
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"\\{}[],:\n'))),
  }),
  { minLength: 1, maxLength: 3 },
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;
function damaged(bytes: Buffer, damages: Damage): { readonly bytes: Buffer; readonly first: number } {
  let result = bytes;
  let first = bytes.length;
  for (const { kind, at: place, byte } of damages) {
    const at = place % (result.length + 1);
    first = Math.min(first, at);
    const tail = result.subarray(kind === 'insert' ? at : at + 1);
    result = Buffer.concat([result.subarray(0, at), Buffer.from(kind === 'drop' ? [] : [byte]), tail]);
  }
  return { bytes: result, first };
}

function conserved({ entries, totals }: Reading): void {
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  expect(totals).toMatchObject({
    records: count('record'),
    rejected: count('rejected'),
    problems: count('problem'),
  });
  const indexes = entries.flatMap((entry) => ('index' in entry ? [entry.index] : []));
  expect(indexes).toEqual(indexes.map((_, at) => at));
}

describe('readLogFile', () => {
  test('gives the same records in the same order, whatever the form, the packing and the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        form,
        indent,
        cuts,
        fc.boolean(),
        async (all, { write }, space, sizes, isPacked) => {
          const plain = Buffer.from(write(all, space));
          const bytes = isPacked ? gzipSync(plain) : plain;
          const read = await reading(cut(bytes, sizes));
          if (plain.length === 0) return;
          expect(recordsOf(read)).toEqual(JSON.parse(JSON.stringify(all)));
          expect(read.entries).toHaveLength(all.length);
          expect(read.totals).toMatchObject({ bytes: plain.length, compressedBytes: bytes.length });
          conserved(read);
        },
      ),
      RUNS,
    );
  });

  test('gives each record the place where it stands', async () => {
    await fc.assert(
      fc.asyncProperty(records, indent, async (all, space) => {
        const plain = Buffer.from(JSON.stringify({ Records: all }, null, space));
        for (const entry of (await reading([plain])).entries) {
          if (entry.kind !== 'record') throw new Error(`unexpected ${entry.kind}`);
          const next = plain.subarray(entry.offset).toString();
          expect(next.startsWith(space === undefined ? JSON.stringify(entry.record) : '{')).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('gives the same for any chunks, however the text is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(records, form, indent, cuts, damage, async (all, { write }, space, sizes, damages) => {
        const { bytes } = damaged(Buffer.from(write(all, space)), damages);
        const whole = await reading([bytes]);
        conserved(whole);
        expect(await reading(cut(bytes, sizes))).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  test('loses no record that ends before the damage of the text', async () => {
    await fc.assert(
      fc.asyncProperty(records, damage, async (all, damages) => {
        const texts = all.map((one) => JSON.stringify(one));
        const { bytes, first } = damaged(Buffer.from(`{"Records":[${texts.join(',')}]}`), damages);
        const sound = all.filter(
          (_, at) => Buffer.byteLength(texts.slice(0, at + 1).join(',')) + 12 <= first,
        );
        const read = recordsOf(await reading([bytes]));
        expect(read.slice(0, sound.length)).toEqual(JSON.parse(JSON.stringify(sound)));
      }),
      { numRuns: 1000 },
    );
  });

  test('loses only the broken record when records open alike', async () => {
    const plain = fc.array(
      fc.integer().map((number) => ({ eventVersion: '1.11', number })),
      { minLength: 3, maxLength: 9 },
    );
    const breaking = fc.constantFrom('"', '\\', '{', '[', '}', ']', '":"', ',"');
    await fc.assert(
      fc.asyncProperty(plain, fc.nat(), fc.nat(), breaking, async (numbers, which, where, insertion) => {
        const all = numbers.map((one) => ({ ...one, eventName: 'a', eventSource: 'b', eventTime: 'c' }));
        const texts = all.map((one) => JSON.stringify(one));
        const broken = which % (all.length - 1);
        // Behind the first key, by which the next record is told.
        const at = 20 + (where % (texts[broken]!.length - 20));
        texts[broken] = texts[broken]!.slice(0, at) + insertion + texts[broken]!.slice(at);
        for (const file of [`{"Records":[${texts.join(',')}]}`, texts.join('\n')]) {
          const read = recordsOf(await reading([Buffer.from(file)]));
          for (const [index, one] of all.entries()) {
            if (index !== broken) expect(read).toContainEqual(one);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same for any chunks, however the gzip data is damaged, and loses nothing before the damage', async () => {
    await fc.assert(
      fc.asyncProperty(records, cuts, damage, fc.option(fc.nat()), async (all, sizes, damages, end) => {
        const texts = all.map((one) => JSON.stringify(one));
        const packed = gzipSync(`{"Records":[${texts.join(',')}]}`);
        const { bytes: changed, first } = damaged(packed, damages);
        const bytes = end === null ? changed : changed.subarray(0, end % (changed.length + 1));
        const whole = await reading([bytes]);
        conserved(whole);
        expect(await reading(cut(bytes, sizes))).toEqual(whole);
        const sound = soundText(packed.subarray(0, Math.min(first, bytes.length)));
        const count = texts.filter(
          (_, at) => texts.slice(0, at + 1).join(',').length + 12 <= sound.length,
        ).length;
        expect(recordsOf(whole).slice(0, count)).toEqual(JSON.parse(JSON.stringify(all.slice(0, count))));
      }),
      RUNS,
    );
  });

  test('reads any bytes at all without throwing', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        ',',
        ':',
        '\n',
        '{"Records":[',
        '\ufeff',
        '2026-08-11T22:15:04Z ',
        '1',
        'null',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), cuts, async (parts, sizes) => {
        const bytes = Buffer.from(parts.join(''));
        const whole = await reading([bytes]);
        conserved(whole);
        expect(await reading(cut(bytes, sizes))).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  test('takes time in proportion to the text, even if every record is broken', async () => {
    const broken = '{"eventVersion":"1.11","eventName":"';
    for (const file of [
      `{"Records":[${Array(20_000).fill(broken).join(',')}`,
      Array(20_000).fill(broken).join('\n'),
    ]) {
      const read = await reading(chunksOf(Buffer.from(file), 64 * 1024));
      expect(read.totals.rejected).toBe(19_999);
    }
  });
});

/** What zlib itself makes of the beginning of gzip data; in characters that are all one byte long or counted as such. */
function soundText(bytes: Buffer): string {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
  } catch {
    return '';
  }
}
