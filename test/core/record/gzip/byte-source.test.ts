import { ByteSource } from '../../../../lib/core/record/gzip/byte-source';

const chunk = (...bytes: readonly number[]) => Uint8Array.from(bytes);

/** The bytes of what was taken. */
async function taken(source: ByteSource, count: number): Promise<readonly number[]> {
  return [...(await source.take(count))];
}

test('chunks come one after the other, but for empty ones, and then there is nothing', async () => {
  const source = new ByteSource([chunk(), chunk(1, 2), chunk(), chunk(3), chunk()]);
  expect([await source.next(), await source.next(), await source.next()]).toEqual([
    chunk(1, 2),
    chunk(3),
    undefined,
  ]);
});

test('as many bytes are taken as are asked for, in whole chunks, and none more', async () => {
  const source = new ByteSource([chunk(1, 2), chunk(3), chunk(4)]);
  expect(await taken(source, 3)).toEqual([1, 2, 3]);
  expect(source.offset).toBe(3);
  expect(await taken(source, 9)).toEqual([4]);
  expect(await taken(source, 1)).toEqual([]);
});

test('one chunk that is enough is given as it is', async () => {
  const first = chunk(1, 2);
  expect(await new ByteSource([first, chunk(3)]).take(2)).toBe(first);
});

test('what is put back comes first, and the place in the file is before it', async () => {
  const source = new ByteSource([chunk(1, 2, 3), chunk(4)]);
  const all = (await source.next()) as Uint8Array;
  source.unread(all.subarray(1));
  expect(source.offset).toBe(1);
  expect(await taken(source, 3)).toEqual([2, 3, 4]);
  source.unread(chunk());
  expect([source.offset, await source.next()]).toEqual([4, undefined]);
});

test('the iterable is closed, whether all of it was read or not', async () => {
  let closed = 0;
  async function* chunks() {
    try {
      yield chunk(1);
      yield chunk(2);
    } finally {
      closed += 1;
    }
  }
  const source = new ByteSource(chunks());
  await source.next();
  await source.close();
  expect(closed).toBe(1);
});
