import { gzipSync } from 'node:zlib';
import { type SmallText, unpackSmall } from '../../../../lib/core/record/gzip/unpack-text';
import { siftLogFile, siftSmallText } from '../../../../lib/core/record/log-file/read-log-file';
import { entriesOf, numbered } from '../log-file-reading';

const LOG_FILE = Buffer.from(JSON.stringify({ Records: [numbered(0), { name: 'x' }, numbered(1)] }));
const OPTIONS = { name: 'file' };

test.each([
  ['plain', LOG_FILE],
  ['packed', gzipSync(LOG_FILE)],
])('a %s file that is in memory gives at once what it gives in steps', async (_what, bytes) => {
  const text = unpackSmall(bytes, LOG_FILE.length) as SmallText;
  const options = { ...OPTIONS, fileBytes: bytes.length };
  const found = await entriesOf(siftSmallText(text, options, undefined));
  expect(found).toEqual(await entriesOf(siftLogFile([bytes], OPTIONS, undefined)));
  expect(found.totals).toMatchObject({ records: 2, rejected: 1, compressedBytes: bytes.length });
});

test('entries of small pieces that follow at once wait for each other, and others come as they are', async () => {
  const line = (number: number) => Buffer.from(`${JSON.stringify(numbered(number))}\n`);
  const sizes = async (chunks: readonly Buffer[]) => {
    const lengths: number[] = [];
    for await (const batch of siftLogFile(chunks, { name: 'file' }, undefined)) lengths.push(batch.length);
    return lengths;
  };
  const lines = Array.from({ length: 6 }, (_, number) => line(number));
  expect(await sizes([gzipSync(Buffer.concat(lines))])).toEqual([6]);
  expect(await sizes(lines)).toEqual([1, 1, 1, 1, 1, 1]);
});
