import type { ChainFollower } from '../../../lib/core/digest/chain/chain-follower';
import type { CoverageVerdict } from '../../../lib/core/digest/coverage';
import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS, REDELIVERY_MS } from '../../../lib/core/digest/digest';
import { judgeUnlisted, MAX_AHEAD_MS } from '../../../lib/core/digest/judge-unlisted';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

interface Known {
  readonly verdict: CoverageVerdict;
  readonly isAuthentic?: boolean;
  readonly mayStillList?: boolean;
  readonly isSilent?: boolean;
  /** How long before the newest digest file the log file is, or whether that is the last one of the chain. */
  readonly newestAfterMs?: number;
  readonly isFinal?: boolean;
}

/** A chain that says so of every log file. */
function chainOf({ verdict, isAuthentic = true, mayStillList = false, ...more }: Known): ChainFollower {
  const { isSilent = false, newestAfterMs, isFinal = false } = more;
  const newest = newestAfterMs === undefined ? undefined : { endTimeMs: NOW_MS + newestAfterMs, isFinal };
  const chain = {
    isAuthentic,
    isSilent,
    verdictOn: () => verdict,
    mayStillList: () => mayStillList,
    gaps: { newest },
  };
  return chain as unknown as ChainFollower;
}

function judged(chains: readonly Known[], { fromMs = NOW_MS, isEnded = true, isLogName = true } = {}) {
  const mark = { key: 'key', fromMs, untilMs: fromMs, isLogName };
  return judgeUnlisted(mark, { chains: chains.map(chainOf), nowMs: NOW_MS, isEnded });
}

const NOT_LISTED = { status: 'extra', reason: 'not-listed' };
const pending = (reason: string) => ({ status: 'unverified', reason, isPending: true });
const unproven = (reason: string) => ({ status: 'unverified', reason, isPending: undefined });

test('a time further ahead than clocks differ is that of no log file', () => {
  expect(judged([], { fromMs: NOW_MS + MAX_AHEAD_MS + 1 })).toEqual({
    status: 'extra',
    reason: 'future-date',
  });
  expect(judged([], { fromMs: NOW_MS + MAX_AHEAD_MS })).toEqual(pending('no-digest'));
});

test('without any chain a log file waits for its first digest file as long as one may take', () => {
  const lastMs = NOW_MS - DIGEST_PERIOD_MS - DELIVERY_GRACE_MS;
  expect(judged([], { fromMs: lastMs })).toEqual(pending('no-digest'));
  expect(judged([], { fromMs: lastMs - 1 })).toEqual(unproven('no-digest'));
  expect(judged([], { fromMs: lastMs, isLogName: false })).toEqual(unproven('no-digest'));
});

test('what a proven chain covers and does not list was added by somebody', () => {
  expect(judged([{ verdict: 'covered' }])).toEqual(NOT_LISTED);
  expect(judged([{ verdict: 'covered' }, { verdict: 'out-of-reach' }])).toEqual(NOT_LISTED);
  expect(judged([{ verdict: 'covered', isAuthentic: false }])).toEqual(unproven('no-digest'));
});

test.each<[string, Partial<Known>, boolean, unknown]>([
  ['a digest file is due and missing', {}, true, unproven('not-yet-digested')],
  ['not all digest files were read', {}, false, NOT_LISTED],
  ['none is due', { isSilent: false }, true, NOT_LISTED],
  ['the last one ended the chain', { isFinal: true }, true, NOT_LISTED],
  ['a file delivered again would be listed by now', { newestAfterMs: REDELIVERY_MS }, true, NOT_LISTED],
])('what a chain covers that is cut short, where %s', (_, changes, isEnded, expected) => {
  const cut: Known = { verdict: 'covered', isSilent: true, newestAfterMs: REDELIVERY_MS - 1 };
  expect(judged([{ ...cut, ...changes }], { isEnded })).toEqual(expected);
});

test.each<[CoverageVerdict, string]>([
  ['not-yet-digested', 'not-yet-digested'],
  ['no-digest', 'no-digest'],
  ['digest-pending', 'digest-unverified'],
])('a proven chain that says %s, and may still list it, excuses a log file for now', (verdict, reason) => {
  expect(judged([{ verdict: 'covered' }, { verdict, mayStillList: true }])).toEqual(pending(reason));
  expect(judged([{ verdict, mayStillList: false }])).toEqual(unproven(reason));
});

test('a digest file that is missing is never waited for', () => {
  expect(judged([{ verdict: 'digest-missing', mayStillList: true }])).toEqual(unproven('digest-missing'));
});

test('of chains that are not proven, all must be able to list it still', () => {
  const open: Known = { verdict: 'not-yet-digested', isAuthentic: false, mayStillList: true };
  expect(judged([open, open])).toEqual(pending('not-yet-digested'));
  expect(judged([open, { ...open, mayStillList: false }])).toEqual(unproven('not-yet-digested'));
  expect(judged([{ ...open, verdict: 'out-of-reach' }])).toEqual(unproven('no-digest'));
});
