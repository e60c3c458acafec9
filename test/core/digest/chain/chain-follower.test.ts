import { ChainFollower, type CheckedTime } from '../../../../lib/core/digest/chain/chain-follower';
import type { LoadedDigest } from '../../../../lib/core/digest/chain/loaded-digest';
import type { CoverageVerdict } from '../../../../lib/core/digest/coverage';
import type { FileProblem } from '../../../../lib/core/digest/finding';

const HOUR = 60 * 60 * 1000;
const TRAIL = 'audit eu-west-1';
const BACKFILL = `${TRAIL} backfill`;

interface Planned {
  /** When it says that it begins and ends; an hour up to the time in its name by default. */
  readonly from?: number;
  readonly until?: number;
  readonly previous?: string | undefined;
  readonly isFinal?: boolean;
  readonly isNamed?: boolean;
  readonly previousIsElsewhere?: boolean;
  /** Whether its content could not be read. */
  readonly isUnread?: boolean;
}

/** A digest file that ends at an hour, is named after it, and names the one of the hour before. */
function digest(end: number, planned: Planned = {}): LoadedDigest {
  const { from = end - 1, until = end, isFinal = false, isNamed = false } = planned;
  const previous = 'previous' in planned ? planned.previous : `d${end - 1}`;
  return {
    ...{ key: `d${end}`, endTimeMs: end * HOUR, isFinal, isNamed },
    previousIsElsewhere: planned.previousIsElsewhere === true,
    previous: previous === undefined ? undefined : { key: previous },
    digest:
      planned.isUnread === true
        ? undefined
        : {
            ...{ startTimeMs: from * HOUR, endTimeMs: until * HOUR, fingerprint: 'f0' },
            previous: previous === undefined ? undefined : { key: previous },
          },
  } as unknown as LoadedDigest;
}

const STARTING = { previous: undefined };
const INVALID: FileProblem = { status: 'invalid', reason: 'wrong-signature' };
const UNVERIFIED: FileProblem = { status: 'unverified', reason: 'no-key' };
const UNREADABLE: FileProblem = { status: 'unverified', reason: 'unreadable' };
const PENDING: FileProblem = { status: 'unverified', reason: 'no-signature', isPending: true };
const EXTRA: FileProblem = { status: 'extra', reason: 'not-in-chain' };

type Judged = LoadedDigest | readonly [LoadedDigest, FileProblem];

/** A chain of digest files, in hours since 1970. */
function follow(
  judged: readonly Judged[],
  {
    name = TRAIL,
    start = 0,
    end = 24,
    now,
  }: { name?: string; start?: number; end?: number; now?: number } = {},
): ChainFollower {
  const range = Number.isFinite(start) ? { startMs: start * HOUR } : {};
  const time: CheckedTime = { ...range, endMs: end * HOUR, nowMs: (now ?? end) * HOUR };
  const chain = new ChainFollower(name, time, undefined);
  for (const one of judged) {
    const [loaded, problem] = 'key' in one ? [one] : one;
    chain.add(loaded, problem);
  }
  return chain;
}

function markAt(from: number, until = from) {
  return { key: 'log', fromMs: from * HOUR, untilMs: until * HOUR, isLogName: true };
}

describe('the verdict on a log file that no digest file lists', () => {
  const known = [digest(4, STARTING), digest(5)];
  test.each<[string, readonly Judged[], string, number, CoverageVerdict]>([
    ['is that it is covered by valid digest files', known, TRAIL, 3.5, 'covered'],
    ['of a backfill chain says nothing of what it covers', known, BACKFILL, 3.5, 'out-of-reach'],
    ['nor of what it does not', [digest(4), digest(9)], BACKFILL, 5.5, 'out-of-reach'],
    ['nor of what it would have listed by now', known, BACKFILL, 4.5, 'out-of-reach'],
    ['but of what its next one may list', known, BACKFILL, 5, 'not-yet-digested'],
    ['and of what one that is not valid may have', [[digest(4), INVALID]], BACKFILL, 3.5, 'digest-invalid'],
    ['is that one is not verified', [[digest(4), UNVERIFIED]], TRAIL, 3.5, 'digest-unverified'],
    ['is that one is not verified yet', [[digest(4), PENDING]], TRAIL, 3.5, 'digest-pending'],
    ['is not changed by one that is none of the chain', [[digest(4), EXTRA]], TRAIL, 3.5, 'out-of-reach'],
  ])('%s', (_, judged, name, at, expected) => {
    expect(follow(judged, { name }).verdictOn(markAt(at))).toBe(expected);
  });

  test.each<[string, number, CoverageVerdict]>([
    ['within two hours behind a final digest file no digest file covers it', 6.2, 'no-digest'],
    ['later it may be one of a chain whose digest files are gone', 6.3, 'out-of-reach'],
  ])('%s', (_, at, expected) => {
    const chain = follow([digest(3, STARTING), digest(4.2, { previous: 'd3', isFinal: true })]);
    expect(chain.verdictOn(markAt(at))).toBe(expected);
  });

  it('of a backfill chain does not cover what is behind a final digest file', () => {
    const chain = follow([digest(3, STARTING), digest(4.2, { previous: 'd3', isFinal: true })], {
      name: BACKFILL,
    });
    expect(chain.verdictOn(markAt(9))).toBe('out-of-reach');
  });

  it('is the same between a final digest file and a starting one', () => {
    const chain = follow([digest(4, { ...STARTING, isFinal: true }), digest(12, STARTING)]);
    expect([5.9, 6, 9].map((at) => chain.verdictOn(markAt(at)))).toEqual(Array(3).fill('no-digest'));
  });

  it('covers time up to the end that the digest file itself says, where that is later than its name', () => {
    expect(follow([digest(4, { ...STARTING, until: 4.01 })]).verdictOn(markAt(3.01))).toBe('covered');
  });

  it('covers up to 15 minutes that a digest file leaves behind the one that it names', () => {
    const behind = (from: number, previous = 'd4') =>
      follow([digest(4, STARTING), digest(5, { from, previous })]);
    expect(behind(4.25).verdictOn(markAt(3.9))).toBe('covered');
    expect(behind(4.26).verdictOn(markAt(3.9))).toBe('no-digest');
    expect(behind(4.25, 'd3').verdictOn(markAt(3.9))).toBe('no-digest');
  });
});

describe('a digest file that is not due yet', () => {
  test.each<[string, number, number, boolean]>([
    ['may list what was delivered in the hour before the newest one ends', 7, 4.01, true],
    ['does not list what is older', 7, 4, false],
    ['may be under way for two hours', 7, 6, true],
    ['is overdue later', 7.01, 6, false],
  ])('%s', (_, now, until, expected) => {
    expect(follow([digest(5)], { now }).mayStillList(markAt(until, until))).toBe(expected);
  });

  it('lists nothing where the chain has none', () => {
    expect(follow([], { now: 7 }).mayStillList(markAt(6))).toBe(false);
  });
});

describe('the time that a chain owes', () => {
  const owed = (chain: ChainFollower, isReplaced = false, uncovered?: number) => {
    const { due, provenMs, pendingMs } = chain.proof(isReplaced, uncovered && uncovered * HOUR);
    return [due.fromMs, due.untilMs, provenMs, pendingMs].map((timeMs) => timeMs / HOUR);
  };
  const ended = [digest(4, STARTING), digest(5, { isFinal: true })];

  test.each<[string, () => ChainFollower, readonly number[]]>([
    [
      'begins with its starting digest file',
      () => follow([digest(4, STARTING), digest(5)], { end: 5 }),
      [3, 5, 2, 0],
    ],
    [
      'begins with the range where it does not start in it',
      () => follow([digest(4), digest(5)], { end: 5 }),
      [0, 5, 2, 0],
    ],
    [
      'begins with one that comes from another bucket',
      () => follow([digest(4, { previous: 'elsewhere', previousIsElsewhere: true }), digest(5)], { end: 5 }),
      [3, 5, 2, 0],
    ],
    [
      'does not begin anew in the middle',
      () => follow([digest(2, STARTING), digest(5, STARTING)], { end: 5 }),
      [1, 5, 2, 0],
    ],
    [
      'begins with a pending one that starts it',
      () => follow([[digest(4, STARTING), PENDING]], { end: 4 }),
      [3, 4, 0, 1],
    ],
    [
      'begins with the range before a pending one',
      () => follow([[digest(4), PENDING]], { end: 4 }),
      [0, 4, 0, 1],
    ],
    [
      'is pending for an hour where a pending one cannot be read',
      () => follow([[digest(4, { isUnread: true }), PENDING]], { end: 4 }),
      [3, 4, 0, 1],
    ],
    ['is pending behind the newest one', () => follow([digest(4, STARTING)], { end: 5.5 }), [3, 4, 1, 1.5]],
    [
      'is over an hour before the check where it is silent',
      () => follow([digest(4, STARTING)], { end: 9 }),
      [3, 8, 1, 1],
    ],
    [
      'ends with the range',
      () => follow([digest(4, STARTING), digest(5)], { end: 4.5, now: 9 }),
      [3, 4.5, 1.5, 0],
    ],
    [
      'goes on where the newest one is invalid',
      () => follow([digest(4, STARTING), [digest(5), INVALID]], { end: 5.5 }),
      [3, 5, 1, 0.5],
    ],
    [
      'does not where the newest one is none of the chain',
      () => follow([digest(4, STARTING), [digest(5), EXTRA]], { end: 5.5 }),
      [3, 4, 1, 1.5],
    ],
    [
      'goes on behind a final one that no other chain replaces',
      () => follow(ended, { end: 9 }),
      [3, 8, 2, 1],
    ],
  ])('%s', (_, chain, expected) => {
    expect(owed(chain())).toEqual(expected);
  });

  it('ends with a final digest file where another chain goes on, and with no other', () => {
    expect(owed(follow(ended, { end: 9 }), true)).toEqual([3, 5, 2, 0]);
    expect(owed(follow([digest(4, STARTING)], { end: 9 }), true)).toEqual([3, 8, 1, 1]);
  });

  test.each<[string, readonly Judged[], number, number]>([
    ['begins whole hours before a chain whose beginning is not known', [digest(12)], 5.5, 5],
    ['and with the chain where the log file is later', [digest(12)], 11.5, 11],
    ['not before one that starts', [digest(12, STARTING)], 5.5, 11],
  ])('%s, from the first log file that no digest file answers for', (_, judged, uncovered, from) => {
    const chain = follow(judged, { start: Number.NEGATIVE_INFINITY, end: 12 });
    expect(chain.proof(false, uncovered * HOUR).due.fromMs).toBe(from * HOUR);
  });
});

test('a chain proves its time with the keys that signed it', () => {
  expect(follow([digest(4, STARTING), digest(5)]).proof(false).keys).toEqual(['f0']);
  expect(follow([[digest(4), UNVERIFIED]]).proof(false).keys).toEqual([]);
});

test.each([
  ['this check', undefined, [digest(5)], true],
  ['an earlier one', true, [], true],
  ['none', undefined, [], false],
] as const)('whether a chain was ever proven is known of %s', (_, isAuthentic, judged, expected) => {
  const known = { key: 'd4', endTimeMs: 4 * HOUR, missing: [], ...(isAuthentic && { isAuthentic }) };
  const chain = new ChainFollower(TRAIL, { endMs: 24 * HOUR, nowMs: 24 * HOUR }, known);
  for (const loaded of judged) chain.add(loaded, undefined);
  expect(chain.wasEverAuthentic).toBe(expected);
});

describe('what shows that a chain goes on', () => {
  const before = [digest(3, STARTING), digest(4)];
  test.each<[string, readonly Judged[], string | undefined]>([
    ['is a digest file that is valid', [...before, digest(5)], 'd5'],
    ['is one that waits for its signature', [...before, [digest(5), PENDING]], 'd5'],
    ['is one that cannot be read', [...before, [digest(5), UNREADABLE]], 'd5'],
    ['is not one that anybody may have written', [...before, [digest(5), UNVERIFIED]], 'd4'],
    [
      'is one that is not verified and that a valid one names',
      [...before, [digest(5, { isNamed: true }), UNVERIFIED]],
      'd5',
    ],
    ['is one that is not verified where none is', [[digest(5), UNVERIFIED]], 'd5'],
    ['is not an invalid one that none names', [...before, [digest(5), INVALID]], 'd4'],
    ['is an invalid one that a valid one names', [...before, [digest(5, { isNamed: true }), INVALID]], 'd5'],
    ['is an invalid one where none is valid', [[digest(5), INVALID]], 'd5'],
    ['is not one that is none of the chain', [...before, [digest(5), EXTRA]], 'd4'],
  ])('%s', (_, judged, newest) => {
    expect(follow(judged).position?.key).toBe(newest);
  });

  it('between backfill digest files there is no gap but that of missing ones', () => {
    const chain = follow([digest(4, STARTING)], { name: BACKFILL });
    expect(chain.add(digest(9, { previous: 'd4' }), undefined)).toBeUndefined();
    expect([chain.isSilent, chain.silence(24 * HOUR, 24 * HOUR)]).toEqual([false, undefined]);
    chain.addMissing({ key: 'd14', endTimeMs: 14 * HOUR }, true);
    expect(chain.add(digest(15), undefined)?.reason).toBe('digests-missing');
  });
});
