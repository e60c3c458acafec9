import { gzipSync } from 'node:zlib';
import type { LogFileEntry } from '../../../../lib/core/record/log-file/log-file-entry';
import { readLogFile } from '../../../../lib/core/record/log-file/read-log-file';
import { chunksOf, gzippedLogFile, messagesOf, numbered, reading, recordsOf } from '../log-file-reading';

const RECORDS = [numbered(0), numbered(1), numbered(2)];
const TEXTS = RECORDS.map((record) => JSON.stringify(record));
const LOG_FILE = JSON.stringify({ Records: RECORDS });
const GZIPPED = gzippedLogFile(RECORDS);
const LENGTH = TEXTS[0]!.length;

const list = (...elements: readonly string[]) => `{"Records":[${elements.join(',')}]}`;

describe('readLogFile bounds', () => {
  const unpacked = Buffer.from(LOG_FILE);

  test.each([
    ['plain', unpacked],
    ['gzip', GZIPPED],
  ])('a file by its unpacked bytes: %s', async (_form, bytes) => {
    const read = await reading([bytes], { maxBytes: LOG_FILE.length - 20 });
    expect(recordsOf(read)).toEqual(RECORDS.slice(0, 2));
    expect(messagesOf(read)).toEqual([
      `file: byte ${LOG_FILE.length - 20}: the unpacked text is longer than ${LOG_FILE.length - 20} bytes, and the rest was not read`,
    ]);
    expect(read.totals).toMatchObject({ bytes: LOG_FILE.length - 20, problems: 1 });
  });

  test('a file of anything else, of which no value is told as a record that is rejected', async () => {
    const values = Array.from({ length: 100 }, (_, at) => `{"value":${at}}\n`).join('');
    expect(messagesOf(await reading(values, { maxBytes: 500 }))).toEqual([
      'file: byte 500: the unpacked text is longer than 500 bytes, and the rest was not read',
    ]);
  });

  test('not a file of exactly that many bytes', async () => {
    const read = await reading([GZIPPED], { maxBytes: LOG_FILE.length });
    expect(recordsOf(read)).toEqual(RECORDS);
    expect(messagesOf(read)).toEqual([]);
  });

  test('a bomb, whose rest is neither taken nor unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 1 });
    function* endless() {
      yield* chunksOf(bomb, 1024);
      for (;;) yield Buffer.alloc(64 * 1024);
    }
    const read = await reading(endless(), { maxBytes: 1024 * 1024 });
    expect(messagesOf(read)).toEqual([
      'file: byte 1048576: the unpacked text is longer than 1048576 bytes, and the rest was not read',
    ]);
    expect(read.totals.bytes).toBe(1024 * 1024);
  });

  test('a record by 16 MiB, and reads its neighbours', async () => {
    const long = JSON.stringify({ ...numbered(1), more: 'x'.repeat(16 * 1024 * 1024) });
    const bytes = gzipSync(list(TEXTS[0]!, long, TEXTS[2]!), { level: 1 });
    const read = await reading(chunksOf(bytes, 64 * 1024));
    expect(recordsOf(read)).toEqual([RECORDS[0], RECORDS[2]]);
    expect(messagesOf(read)).toEqual([
      `file: record 1, byte ${12 + LENGTH + 1}: what begins here is longer than 16 MiB`,
    ]);
  });

  test('records that are rejected one behind the other, of which gzip makes a million out of nothing', async () => {
    const inARow = 1_000_000;
    const bomb = gzipSync(`{"Records":[${TEXTS[0]},${'1,'.repeat(inARow + 1000)}${TEXTS[1]}]}`);
    const batches = readLogFile([bomb], { name: 'file' });
    let last: LogFileEntry | undefined;
    let step = await batches.next();
    for (; step.done !== true; step = await batches.next()) last = step.value.at(-1);
    expect(last).toMatchObject({
      problem: {
        code: 'too-many-rejected',
        message: `file: record ${inARow + 1}: ${inARow} records in a row are rejected, and the rest was not read`,
      },
    });
    expect(step.value).toMatchObject({ records: 1, rejected: inARow, problems: 1 });
  });
});
