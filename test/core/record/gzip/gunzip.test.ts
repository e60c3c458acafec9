import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ByteSource } from '../../../../lib/core/record/gzip/byte-source';
import { gunzip } from '../../../../lib/core/record/gzip/gunzip';
import { chunksOf } from '../log-file-reading';

const MIB = 1024 * 1024;
const HEADER_BYTES = 10;
const SLICE_BYTES = 8 * 1024;

/** Bytes that cannot be packed, the same in each run. */
const TEXT = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(10 * MIB));
const PACKED = gzipSync(TEXT, { level: 1 });

/** What unpacking gives of some bytes: the text, and where they are said to be damaged. */
async function unpack(...chunks: readonly Uint8Array[]) {
  const texts: Uint8Array[] = [];
  const offsets: (number | undefined)[] = [];
  for await (const step of gunzip(new ByteSource(chunks), 'file')) {
    if ('text' in step) texts.push(step.text);
    else offsets.push(step.problem.offset);
  }
  return { text: Buffer.concat(texts), offsets };
}

/** The same of the data with a stretch of it destroyed. */
function unpackDamaged(at: number) {
  return unpack(Buffer.from(PACKED).fill(0xff, at, at + 256 * 1024));
}

test('what does not begin as gzip is damaged from its first byte on', async () => {
  expect(await unpack(Buffer.from('{"Records":[]}'))).toEqual({ text: Buffer.alloc(0), offsets: [0] });
});

test('of data damaged in its first 8 MiB all bytes before the damage are unpacked, and its place is told to the byte', async () => {
  const { text, offsets } = await unpackDamaged(5 * MIB);
  const [offset = 0] = offsets;
  expect(offsets).toHaveLength(1);
  expect((offset - HEADER_BYTES) % SLICE_BYTES).not.toBe(0);
  expect(offset).toBeGreaterThanOrEqual(5 * MIB);
  expect(text.length).toBeGreaterThan(5 * MIB - SLICE_BYTES);
  expect(text.subarray(0, 5 * MIB - SLICE_BYTES).equals(TEXT.subarray(0, 5 * MIB - SLICE_BYTES))).toBe(true);
});

test('behind 8 MiB, which are not kept to be unpacked again, the place is that of 8 KiB', async () => {
  const { text, offsets } = await unpackDamaged(9 * MIB);
  const [offset = 0] = offsets;
  expect(offsets).toHaveLength(1);
  expect((offset - HEADER_BYTES) % SLICE_BYTES).toBe(0);
  expect(offset).toBeGreaterThan(9 * MIB - SLICE_BYTES);
  expect(text.length).toBeGreaterThan(9 * MIB - 2 * SLICE_BYTES);
});

test.each([1, 30, 33])(
  'a header with a long name is read to its end, in pieces of %d bytes',
  async (size) => {
    const text = Buffer.from('{"Records":[]}');
    const packed = gzipSync(text);
    const name = Buffer.from(`${'n'.repeat(300)}\0`);
    const file = Buffer.concat([
      packed.subarray(0, 3),
      Buffer.of(8),
      packed.subarray(4, 10),
      name,
      packed.subarray(10),
    ]);
    expect(await unpack(...chunksOf(file, size))).toEqual({ text, offsets: [] });
  },
);

test.each([1, 10, 64 * 1024])(
  'members without text before and after one that has some, in pieces of %d bytes',
  async (size) => {
    const [nothing, text] = [gzipSync(''), Buffer.from('{"Records":[]}')];
    const file = Buffer.concat([...Array(300).fill(nothing), gzipSync(text), ...Array(300).fill(nothing)]);
    const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, at) =>
      file.subarray(at * size, (at + 1) * size),
    );
    const found: Uint8Array[] = [];
    const offsets: (number | undefined)[] = [];
    for await (const step of gunzip(new ByteSource(pieces), 'file')) {
      if ('text' in step) found.push(step.text);
      else offsets.push(step.problem.offset);
    }
    expect([Buffer.concat(found).equals(text), offsets]).toEqual([true, [nothing.length]]);
  },
);

test('a member without text that is cut, or says that it has some, is damaged', async () => {
  const nothing = gzipSync('');
  expect((await unpack(nothing.subarray(0, -1))).offsets).toEqual([nothing.length - 1]);
  const wrong = Buffer.from(nothing);
  wrong[wrong.length - 4] = 1;
  expect((await unpack(wrong)).offsets).toHaveLength(1);
});
