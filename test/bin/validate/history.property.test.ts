import fc from 'fast-check';
import * as damage from '../../digest/damage';
import { archiveOf, type Episode, PLACES } from '../../digest/history';
import { SIGNING_KEYS } from '../../digest/signing-key';
import { cases } from '../../jest/cases';
import { exceptionsOf, validateCopy } from './validate-copy';

const MINUTE_MS = 60_000;

const EPISODE: fc.Arbitrary<Episode> = fc.record(
  {
    hours: fc.integer({ min: 2, max: 4 }),
    place: fc.constantFrom(...PLACES),
    key: fc.constantFrom(...(Object.keys(SIGNING_KEYS) as (keyof typeof SIGNING_KEYS)[])),
    stop: fc.record({
      afterMinutes: fc.integer({ min: 1, max: 58 }),
      pauseMinutes: fc.oneof(
        fc.constantFrom(0, 1, 5, 14, 15, 16, 59, 60, 61),
        fc.integer({ min: 0, max: 400 }),
      ),
    }),
  },
  { requiredKeys: ['hours', 'place', 'key'] },
);

const HISTORY = fc.array(EPISODE, { minLength: 1, maxLength: 5 }).map(withoutLastStop);

/** A trail that is logging at the end. */
function withoutLastStop(episodes: readonly Episode[]): readonly Episode[] {
  return episodes.map(({ stop, ...episode }, index) =>
    stop === undefined || index === episodes.length - 1 ? episode : { ...episode, stop },
  );
}

function asked(endMs: number) {
  const end = new Date(endMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return { argv: ['--end', end], now: new Date(endMs + 10 * MINUTE_MS).toISOString() };
}

describe('a history of stops, starts, moves, returns and new keys', () => {
  test('is proven as a whole, whatever lies between its chains', async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, async (episodes) => {
        const { archive, truth } = archiveOf(episodes);
        const { status, stdout, share } = await validateCopy(archive, asked(truth.endMs));
        const wrong = exceptionsOf(stdout).filter(({ kind }) => kind !== 'gap');
        expect([status, share, wrong]).toEqual([0, '100.0', []]);
      }),
      { numRuns: cases(60) },
    );
  });

  test('is not proven once any object of it is gone', async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, fc.nat(), async (episodes, choice) => {
        const { archive, truth } = archiveOf(episodes);
        // The first digest file of a chain may be that of a younger trail, and its last one may not be due.
        const gone = truth.digests.flatMap(({ key, logKeys, run }, index) => {
          const isInside = truth.digests[index - 1]?.run === run && truth.digests[index + 1]?.run === run;
          return isInside ? [key, ...logKeys] : logKeys;
        });
        damage.remove(archive, gone[choice % gone.length]!);
        expect((await validateCopy(archive, asked(truth.endMs))).status).toBe(1);
      }),
      { numRuns: cases(40) },
    );
  });

  test('has no log file that is called extra where all digest files of its chain are gone', async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, fc.nat(), async (episodes, choice) => {
        const { archive, truth } = archiveOf(episodes);
        const run = choice % ((truth.digests.at(-1)?.run ?? 0) + 1);
        const chain = truth.digests.filter((digest) => digest.run === run);
        for (const { key } of chain) damage.remove(archive, key);
        const { stdout, status } = await validateCopy(archive, asked(truth.endMs));
        const found = exceptionsOf(stdout).filter(({ kind }) => kind === 'log');
        const own = new Set(chain.flatMap(({ logKeys }) => logKeys));
        expect(found.filter(({ key }) => !own.has(key))).toEqual([]);
        expect(found.every((verdict) => verdict.status === 'unverified')).toBe(true);
        expect([found.length, status]).toEqual([own.size, 1]);
      }),
      { numRuns: cases(40) },
    );
  });
});

test.each([0, 1, 5, 14, 15, 16, 90])(
  'a stop of %i minutes is time in which logging was off',
  async (pauseMinutes) => {
    const episode: Episode = { hours: 2, place: '', key: 'current' };
    const { archive, truth } = archiveOf([{ ...episode, stop: { afterMinutes: 20, pauseMinutes } }, episode]);
    expect(await validateCopy(archive, asked(truth.endMs))).toMatchObject({ status: 0, share: '100.0' });
  },
);

test('a prefix that was changed and changed back leaves nothing unproven', async () => {
  const there: Episode = { hours: 3, place: '', key: 'current' };
  const { archive, truth } = archiveOf([there, { ...there, place: 'new/' }, there]);
  expect(await validateCopy(archive, asked(truth.endMs))).toMatchObject({ status: 0, share: '100.0' });
  damage.remove(archive, truth.digests[4]!.key);
  expect(await validateCopy(archive, asked(truth.endMs))).toMatchObject({ status: 1 });
});
