import { gzipSync } from 'node:zlib';
import { ByteSource } from '../../../../lib/core/record/gzip/byte-source';
import { unpackSmall, unpackText } from '../../../../lib/core/record/gzip/unpack-text';

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

test.each([0, 1, 2, 3])('a text that is packed %s times is unpacked', async (times) => {
  expect(await unpacked(packed(times))).toEqual(TEXT);
});

test('gzip data in gzip data may be as long as is asked for, and no longer', async () => {
  const inner = gzipSync(Buffer.alloc(MIB / 2, 0x20), { level: 0 });
  const problemsWith = async (maxBytes: number) => {
    const steps = unpackText(new ByteSource([gzipSync(inner)]), { name: 'file', maxBytes });
    const problems: string[] = [];
    for await (const step of steps) if ('problem' in step) problems.push(step.problem.code);
    return problems;
  };
  expect(await problemsWith(inner.length)).toEqual([]);
  expect(await problemsWith(inner.length - 1)).toContain('too-large');
});

test('of a text that is packed four times three layers are taken off', async () => {
  expect(await unpacked(packed(4))).toEqual(packed(1));
});

function packed(times: number): Buffer {
  let bytes: Buffer = TEXT;
  for (let layer = 0; layer < times; layer++) bytes = gzipSync(bytes);
  return bytes;
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  const texts: Uint8Array[] = [];
  for await (const step of unpackText(new ByteSource([bytes]), { name: 'file', maxBytes: MIB })) {
    if ('problem' in step) throw new Error(step.problem.message);
    texts.push(step.text);
  }
  return Buffer.concat(texts);
}
