import type { ChainFollower } from './chain/chain-follower';
import type { CoverageVerdict } from './coverage';
import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS, REDELIVERY_MS } from './digest';
import type { FileProblem } from './finding';
import type { LogMark } from './unlisted-logs';

/** A key's time may be this much in the future: clocks differ, and nothing else is worth an accusation. */
export const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/** The chains of a folder, and how far they are known. */
export interface KnownChains {
  readonly chains: readonly ChainFollower[];
  readonly nowMs: number;
  /** Whether all digest files of the range are read: then silence is silence. */
  readonly isEnded: boolean;
}

/**
 * The problem of a log file that no digest file lists. It is `extra` only if all digest files of every chain that might list
 * it were read; a chain without any authentic digest file neither covers nor excuses it.
 */
export function judgeUnlisted(mark: LogMark, known: KnownChains): FileProblem {
  const problem = judgeByChains(mark, known);
  // A name that CloudTrail does not write is not one that is still to be listed.
  return problem.isPending === true && !mark.isLogName ? { ...problem, isPending: undefined } : problem;
}

function judgeByChains(mark: LogMark, known: KnownChains): FileProblem {
  if (mark.fromMs > known.nowMs + MAX_AHEAD_MS) return { status: 'extra', reason: 'future-date' };
  const authentic = known.chains.filter((chain) => chain.isAuthentic);
  const verdicts = authentic.map((chain) => ({ chain, verdict: chain.verdictOn(mark) }));
  const doubt = verdicts.find(({ verdict }) => isDoubt(verdict));
  if (doubt !== undefined) return toProblem(doubt.verdict, doubt.chain.mayStillList(mark));
  if (!verdicts.some(({ verdict }) => verdict === 'covered')) return judgeUncovered(mark, known);
  const isShortened = authentic.some((chain) => known.isEnded && isShortenedAfter(chain, mark));
  return isShortened ? toProblem('not-yet-digested', false) : { status: 'extra', reason: 'not-listed' };
}

/** Whether digest files are due and not there that may list a log file delivered again. */
function isShortenedAfter(chain: ChainFollower, { fromMs }: LogMark): boolean {
  const { newest } = chain.gaps;
  if (newest === undefined || newest.isFinal === true || !chain.isSilent) return false;
  return newest.endTimeMs - fromMs < REDELIVERY_MS;
}

function judgeUncovered(mark: LogMark, { chains, nowMs }: KnownChains): FileProblem {
  const doubted = chains.filter((chain) => isDoubt(chain.verdictOn(mark)));
  const [first] = doubted;
  const isNew = chains.length === 0 && nowMs - mark.fromMs <= DIGEST_PERIOD_MS + DELIVERY_GRACE_MS;
  return first === undefined
    ? toProblem('no-digest', isNew)
    : toProblem(
        first.verdictOn(mark),
        doubted.every((chain) => chain.mayStillList(mark)),
      );
}

function isDoubt(verdict: CoverageVerdict): boolean {
  return verdict !== 'covered' && verdict !== 'out-of-reach';
}

function toProblem(verdict: CoverageVerdict, isOpen: boolean): FileProblem {
  const reason =
    verdict === 'digest-pending' || verdict === 'covered' || verdict === 'out-of-reach'
      ? 'digest-unverified'
      : verdict;
  const isPending =
    isOpen && (verdict === 'not-yet-digested' || verdict === 'no-digest' || verdict === 'digest-pending');
  return { status: 'unverified', reason, isPending: isPending ? true : undefined };
}
