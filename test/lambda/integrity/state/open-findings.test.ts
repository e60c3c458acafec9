import { gzipSync } from 'node:zlib';
import { logText, SignedArchive } from '../../../digest/signed-archive';
import { HOUR_MS, World } from '../world';

const WRONG = gzipSync(logText('changed'));

test.each([5, 20])(
  'each of %i files of one folder that are wrong, right, and wrong again at one time is told twice',
  async (count) => {
    const world = new World(
      new SignedArchive([{ accountId: '111122223333', hours: 2 * count + 6, logs: 1 }]),
    );
    await world.runUntil(world.archive.digests.at(-1)!.endMs);
    const keys = Array.from({ length: count }, (_, at) => world.archive.digests[2 * at]!.logKeys[0]!);
    const bytes = keys.map((key) => world.archive.objects.get(key)!.bytes);
    const turn = async (write: (key: string, at: number) => void) => {
      world.nowMs += HOUR_MS;
      for (const [at, key] of keys.entries()) write(key, at);
      await world.drain();
    };
    await turn((key) => world.write(key, WRONG));
    await turn((key, at) => world.write(key, bytes[at]!));
    await turn((key) => world.write(key, WRONG));
    const told = [...new Map(world.published.map(({ id, source }) => [id, source.key])).values()];
    expect(told.sort()).toEqual(keys.flatMap((key) => [key, key]).sort());
  },
);
