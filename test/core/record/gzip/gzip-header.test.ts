import { gzipSync, crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { crc32ByTable, isGzip, parseGzipHeader } from '../../../../lib/core/record/gzip/gzip-header';
import { chunksOf, gzippedLogFile, messagesOf, numbered, reading, recordsOf } from '../log-file-reading';

const FIXED = [0x1f, 0x8b, 8];
const REST = [0, 0, 0, 0, 0, 255];
const EXTRA = [3, 0, 1, 2, 3];
const NAME = [...Buffer.from('name'), 0];

/** A header with these flags and these optional fields, and its checksum if it has one. */
function headerOf(flags: number, fields: readonly number[]): Buffer {
  const header = Buffer.from([...FIXED, flags, ...REST, ...fields]);
  if ((flags & 0x02) === 0) return header;
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(zlibCrc32(header) & 0xffff);
  return Buffer.concat([header, checksum]);
}

/** Gzip data whose header has these flags and these optional fields. */
function withHeader(flags: number, fields: readonly number[], packed: Buffer): Buffer {
  return Buffer.concat([headerOf(flags, fields), packed.subarray(10)]);
}

test.each([
  [true, [0x1f, 0x8b]],
  [false, [0x1f, 0x8c]],
  [false, [0x1e, 0x8b]],
  [false, [0x1f]],
  [false, []],
])('it is %p that bytes which begin with %j open like gzip', (opens, bytes) =>
  expect(isGzip(Uint8Array.from(bytes))).toBe(opens),
);

describe('parseGzipHeader', () => {
  const headers: readonly (readonly [fields: string, flags: number, bytes: readonly number[]])[] = [
    ['no optional field', 0x00, []],
    ['a text flag', 0x01, []],
    ['a checksum', 0x02, []],
    ['an extra field', 0x04, EXTRA],
    ['an empty extra field', 0x04, [0, 0]],
    ['a name', 0x08, NAME],
    ['a comment', 0x10, NAME],
    ['a name longer than what is read of a file at first', 0x08, [...Buffer.alloc(100, 0x61), 0]],
    ['everything', 0x1f, [...EXTRA, ...NAME, ...NAME]],
  ];

  test.each(headers)('measures a header with %s', (_fields, flags, bytes) => {
    const header = headerOf(flags, bytes);
    expect(parseGzipHeader(Buffer.concat([header, Buffer.from('data')]))).toEqual({
      kind: 'header',
      bytes: header.length,
    });
    for (let length = 0; length < header.length; length++) {
      expect(parseGzipHeader(header.subarray(0, length))).toEqual({ kind: 'incomplete' });
    }
  });

  test.each(headers)('lets a file be read whose header has %s', async (_fields, flags, bytes) => {
    const records = [numbered(0), numbered(1)];
    const file = withHeader(flags, bytes, gzippedLogFile(records));
    for (const size of [1, file.length]) {
      const read = await reading(chunksOf(file, size));
      expect(recordsOf(read)).toEqual(records);
      expect(messagesOf(read)).toEqual([]);
    }
  });

  test.each([0x02, 0x06, 0x1f])(
    'fails on a wrong checksum of the header, behind all records (flags %d)',
    async (flags) => {
      const fields = [...(flags & 4 ? EXTRA : []), ...(flags & 8 ? [...NAME, ...NAME] : [])];
      const records = [numbered(0), numbered(1)];
      const file = withHeader(flags, fields, gzippedLogFile(records));
      const at = headerOf(flags, fields).length - 1;
      file[at] = (file[at] as number) ^ 1;
      for (const size of [1, file.length]) {
        const read = await reading(chunksOf(file, size));
        expect(recordsOf(read)).toEqual(records);
        expect(messagesOf(read)).toEqual([
          'file: byte 0: the gzip data is damaged: the checksum of its header does not match',
        ]);
      }
    },
  );

  test('waits for the end of a name that is no longer than may be', () => {
    const begun = (length: number) =>
      parseGzipHeader(Buffer.concat([Buffer.from([...FIXED, 0x08, ...REST]), Buffer.alloc(length, 0x61)]));
    expect(begun(65_536)).toEqual({ kind: 'incomplete' });
    expect(begun(65_537)).toMatchObject({ kind: 'damaged' });
  });

  test('fails on a name without end', async () => {
    const file = Buffer.concat([Buffer.from([...FIXED, 0x08, ...REST]), Buffer.alloc(70_000, 0x61)]);
    expect(messagesOf(await reading(chunksOf(file, 1000)))).toEqual([
      'file: byte 0: the gzip data is damaged: the name in its header is longer than 65536 bytes',
    ]);
  });
});

describe('crc32ByTable', () => {
  test('agrees with zlib, in one go and in parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const whole = zlibCrc32(bytes);
        expect(crc32ByTable(bytes, 0)).toBe(whole);
        expect(crc32ByTable(bytes.subarray(cut), crc32ByTable(bytes.subarray(0, cut), 0))).toBe(whole);
      }),
    );
  });
});

describe('gzip data', () => {
  test('is read alike in one go and in steps', async () => {
    const records = Array.from({ length: 200 }, (_, number) => numbered(number));
    const packed = gzippedLogFile(records);
    // A second member, even an empty one, makes the reader go in steps.
    const inSteps = await reading([packed, gzipSync('')]);
    const inOneGo = await reading([packed]);
    expect(inSteps.entries.filter((entry) => entry.kind !== 'problem')).toEqual(inOneGo.entries);
    expect(recordsOf(inOneGo)).toEqual(records);
  });
});
