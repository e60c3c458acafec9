import { gzipSync } from 'node:zlib';
import { unpackSmall } from '../../../../lib/core/record/gzip/unpack-text';

const MIB = 1024 * 1024;
const TEXT = Buffer.from('{"Records":[]}');

test.each([
  ['plain', TEXT, false],
  ['packed once', gzipSync(TEXT), true],
])('a small text that is %s is given at once', (_what, bytes, isPacked) => {
  expect(unpackSmall(bytes, TEXT.length)).toEqual({ text: TEXT, isPacked });
});

test.each([
  ['longer than asked for', Buffer.concat([TEXT, TEXT])],
  ['in UTF-16', Buffer.from(`\ufeff{}`, 'utf16le')],
  ['packed twice', gzipSync(gzipSync(TEXT))],
  ['packed in two members', Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)])],
  ['packed and damaged', gzipSync(TEXT).subarray(0, -4)],
  ['packed and of a MiB', gzipSync(Buffer.alloc(MIB, 0x20))],
])('a text that is %s is left to be read in steps', (_what, bytes) => {
  expect(unpackSmall(bytes, TEXT.length)).toBeUndefined();
});

test('a packed text of a byte less than a MiB is small', () => {
  expect(unpackSmall(gzipSync(Buffer.alloc(MIB - 1, 0x20)), 0)?.text).toHaveLength(MIB - 1);
});
