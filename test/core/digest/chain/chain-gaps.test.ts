import { ChainGaps } from '../../../../lib/core/digest/chain/chain-gaps';
import type { ChainMark } from '../../../../lib/core/digest/chain/chain-mark';
import type { LoadedDigest } from '../../../../lib/core/digest/chain/loaded-digest';

const HOUR = 60 * 60 * 1000;
const BEGIN = Date.parse('2026-10-01T00:00:00Z');

function at(hours: number): number {
  return BEGIN + hours * HOUR;
}

function time(hours: number): string {
  return new Date(at(hours)).toISOString().replace(/\.\d+Z$/, 'Z');
}

interface Planned {
  readonly from?: number;
  readonly previous?: string | undefined;
  readonly isFinal?: boolean;
  readonly previousIsElsewhere?: boolean;
}

/** A digest file that ends at an hour, is named after it, and names the one of the hour before. */
function digest(until: number, planned: Planned = {}): LoadedDigest {
  const { from = until - 1, isFinal = false, previousIsElsewhere = false } = planned;
  const previous = 'previous' in planned ? planned.previous : `d${until - 1}`;
  return {
    ...{ key: `d${until}`, endTimeMs: at(until), isFinal, previousIsElsewhere },
    previous: previous === undefined ? undefined : { key: previous },
    digest: { startTimeMs: at(from) },
  } as LoadedDigest;
}

function mark(until: number, isFinal?: boolean): ChainMark {
  return { key: `d${until}`, endTimeMs: at(until), ...(isFinal === undefined ? {} : { isFinal }) };
}

/** The gap before the last of some digest files, in short. */
function gapBefore(chain: ChainGaps, ...loaded: readonly LoadedDigest[]) {
  const found = loaded.map((one) => chain.add(one, true).found).at(-1);
  return found && [found.reason, found.cause, found.from, found.until];
}

describe('the gap before a digest file', () => {
  const starting = { previous: undefined };
  test.each<[string, readonly LoadedDigest[], readonly (string | undefined)[] | undefined]>([
    ['is none where it names the one before', [digest(1), digest(2)], undefined],
    ['is none before a chain that begins', [digest(1, starting)], undefined],
    [
      'is none where no more than 15 minutes lie between',
      [digest(1), digest(2.25, { previous: 'd1' })],
      undefined,
    ],
    [
      'is one where a minute more lies between',
      [digest(1), digest(2 + 16 / 60, { previous: 'd1' })],
      ['not-delivered', undefined, time(1), time(1 + 16 / 60)],
    ],
    [
      'is time for which nothing was delivered',
      [digest(1), digest(2.5, { previous: 'd1' })],
      ['not-delivered', undefined, time(1), time(1.5)],
    ],
    [
      'ends where the digest file begins',
      [digest(1), digest(3, { previous: 'd1', from: 2.75 })],
      ['not-delivered', undefined, time(1), time(2.75)],
    ],
    [
      'ends no more than an hour before its end, whatever it says of its beginning',
      [digest(1), digest(3, { previous: 'd1', from: 1 })],
      ['not-delivered', undefined, time(1), time(2)],
    ],
    [
      'is known to be one where the chain comes from another place',
      [digest(1), digest(2, { previousIsElsewhere: true, previous: 'elsewhere' })],
      ['place-changed', undefined, time(1), time(1)],
    ],
    [
      'is logging that was off behind a final one',
      [digest(1, { isFinal: true }), digest(4, starting)],
      ['restarted', 'stopped', time(1), time(3)],
    ],
    [
      'is unexplained where none is final',
      [digest(1), digest(4, starting)],
      ['restarted', 'no-final', time(1), time(3)],
    ],
    [
      'is logging that was off behind a final one, for however short',
      [digest(1, { isFinal: true }), digest(2.02, starting)],
      ['restarted', 'stopped', time(1), time(1.02)],
    ],
    [
      'is no time where a trail was made anew at once',
      [digest(1), digest(2, starting)],
      ['restarted', 'at-once', time(1), time(1)],
    ],
    [
      'is unexplained where a trail was made anew a little later, and a final one may be gone',
      [digest(1), digest(2.25, starting)],
      ['restarted', 'no-final', time(1), time(1.25)],
    ],
    ['is none for one that was delivered late', [digest(3), digest(2, { previous: 'd1' })], undefined],
  ])('%s', (_, loaded, expected) => {
    expect(gapBefore(new ChainGaps(() => undefined), ...loaded)).toEqual(expected);
  });

  it('is from the newest digest file on, also where an older one was delivered late', () => {
    const chain = new ChainGaps(() => undefined);
    const loaded = [digest(3), digest(2, { previous: 'd1' }), digest(6, { previous: 'd3' })];
    expect(gapBefore(chain, ...loaded)).toEqual(['not-delivered', undefined, time(3), time(5)]);
  });

  it('is unexplained where the digest before is not trusted, so that nobody knows whether it is final', () => {
    const chain = new ChainGaps(() => undefined);
    chain.add(digest(1, { isFinal: true }), false);
    expect(gapBefore(chain, digest(4, starting))).toEqual(['restarted', undefined, time(1), time(3)]);
  });

  it('goes on from where an earlier check ended', () => {
    expect(gapBefore(new ChainGaps(() => undefined, mark(1)), digest(3, { previous: 'd1' }))).toEqual([
      'not-delivered',
      undefined,
      time(1),
      time(2),
    ]);
  });
});

describe('digest files that are missing before one that is not trusted', () => {
  test.each<[string, number | undefined, readonly number[], number, string | undefined, string?]>([
    ['lie behind the last one that is', undefined, [1, 5], 6, time(1)],
    ['lie behind the beginning of the check', at(2), [5], 6, time(2)],
    ['are none where nothing says when the check begins', undefined, [5], 6, undefined],
    ['are none within an hour and 15 minutes', at(3.75), [5], 6, undefined],
    ['are some in a little more', at(3.74), [5], 6, time(3.74)],
    ['lie before several in a row', undefined, [1, 3, 4, 5], 6, time(1), time(3)],
    ['lie between several in a row', at(0), [1, 3, 4, 6], 7, time(1), time(6)],
  ])('%s', (_, startMs, untrusted, until, from, end = time(untrusted.at(-1) ?? 0)) => {
    const chain = new ChainGaps(() => startMs);
    for (const hour of untrusted) chain.addUntrusted(mark(hour));
    const found = gapBefore(chain, digest(until, { previous: `d${untrusted.at(-1)}` }));
    expect(found).toEqual(from === undefined ? undefined : ['digests-missing', undefined, from, end]);
  });

  it('are not looked for before one that is not the last', () => {
    const chain = new ChainGaps(() => at(0));
    for (const hour of [5, 6]) chain.addUntrusted(mark(hour));
    expect(gapBefore(chain, digest(7, { previous: 'd5' }))).toBeUndefined();
  });

  it.each([
    [47, 'digests-missing'],
    [48, undefined],
  ])('are remembered for 47 more digest files: %d', (more, reason) => {
    const chain = new ChainGaps(() => at(0));
    chain.addUntrusted(mark(100));
    for (let hour = 1; hour <= more; hour++) chain.addInvalid(mark(hour));
    expect(chain.add(digest(101, { previous: 'd100' }), true).found?.reason).toBe(reason);
  });
});

describe('silence', () => {
  const silenceOf = (known: ChainMark | undefined, until: number, now: number) => {
    const found = new ChainGaps(() => undefined, known).silence(at(until), at(now));
    return found && [found.key, found.reason, found.cause, found.from, found.until];
  };

  test.each<[string, Parameters<typeof silenceOf>, ReturnType<typeof silenceOf>]>([
    ['is none of a chain of which nothing is known', [undefined, 9, 9], undefined],
    ['is none up to the newest digest file', [mark(4), 4, 9], undefined],
    ['is none while the next one may be under way, two hours', [mark(4), 9, 6], undefined],
    ['is due time', [mark(4), 9, 6.01], ['d4', 'silence', undefined, time(4), time(6.01)]],
    ['ends with the range', [mark(4), 5, 9], ['d4', 'silence', undefined, time(4), time(5)]],
    ['is explained by a final one', [mark(4, true), 5, 9], ['d4', 'silence', 'stopped', time(4), time(5)]],
    ['is not by one that is none', [mark(4, false), 5, 9], ['d4', 'silence', undefined, time(4), time(5)]],
  ])('%s', (_, asked, expected) => {
    expect(silenceOf(...asked)).toEqual(expected);
  });

  it('is behind the newest digest file, in whatever order they came', () => {
    const chain = new ChainGaps(() => undefined);
    for (const hour of [3, 5, 4]) chain.addUntrusted(mark(hour));
    chain.addInvalid(mark(8));
    expect(chain.newest?.key).toBe('d5');
    expect(chain.silence(at(9), at(9))?.from).toBe(time(5));
  });
});
