import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hashLogFile, unpackDigest } from '../../../lib/core/digest/single-member';
import { chunksOf } from '../record/log-file-reading';

/** More than is unpacked in one go, as it does not become smaller. */
const LARGE = randomBytes(5 * 1024 * 1024);
const SMALL = Buffer.from('{"Records":[]}');

/** The bytes in pieces, as they come from a socket. */
const inPieces = (bytes: Buffer) => chunksOf(bytes, 1_000_000);

describe.each([
  ['small', SMALL],
  ['large', LARGE],
])('an object that is one gzip member, %s', (_, text) => {
  const packed = gzipSync(text);

  test('is hashed, with the size of its text', async () => {
    const hash = createHash('sha256').update(text).digest('hex');
    expect(await hashLogFile(inPieces(packed))).toEqual({ kind: 'hash', hash, sizeBytes: text.length });
  });

  test('is unpacked', async () => {
    const unpacked = await unpackDigest(inPieces(packed));
    expect(unpacked.kind === 'text' && text.equals(unpacked.text)).toBe(true);
  });

  test.each<[string, Buffer, string]>([
    ['bytes behind it', Buffer.concat([packed, Buffer.from('x')]), 'trailing-data'],
    ['another member behind it', Buffer.concat([packed, gzipSync(SMALL)]), 'trailing-data'],
    ['its end missing', packed.subarray(0, -1), 'damaged-gzip'],
    ['another check value', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]), 'damaged-gzip'],
  ])('is refused with %s', async (_name, bytes, reason) => {
    const problem = { kind: 'problem', reason };
    expect(await hashLogFile(inPieces(bytes))).toEqual(problem);
    expect(await unpackDigest(inPieces(bytes))).toEqual(problem);
  });
});
