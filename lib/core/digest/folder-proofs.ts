import type { ChainFollower, CheckedTime } from './chain/chain-follower';
import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS } from './digest';
import { type ChainProof, ProvenTime, type Stretch, uncoveredProof } from './proven-time';

/** The range that is checked, and the time of log files that no digest file answers for. */
interface UncoveredTime extends CheckedTime {
  /** Where there are log files and no chain: since when digest files are due. */
  readonly uncoveredFromMs: number | undefined;
  /** The hours of such log files, each with the time of the files. */
  readonly uncoveredHours: ReadonlyMap<number, Stretch>;
}

/** How much of the range the chains of a folder prove. A chain that anyone may have written counts only where there is no other. */
export function folderProofs(chains: readonly ChainFollower[], time: UncoveredTime): readonly ChainProof[] {
  const ordinary = chains.filter(({ isBackfill: isLate }) => !isLate);
  const authentic = ordinary.filter(({ isAuthentic }) => isAuthentic);
  const counting = authentic.length > 0 ? authentic : ordinary;
  if (counting.length === 0) return unprovenFolder(time);
  const { uncoveredHours } = time;
  const uncoveredFromMs = Math.min(...[...uncoveredHours.values()].map(({ fromMs }) => fromMs));
  const proofs = counting.map((chain) => chain.proof(isReplaced(chain, authentic), uncoveredFromMs));
  const uncovered = uncoveredProof(uncoveredHours, proofs);
  return uncovered === undefined ? proofs : [...proofs, uncovered];
}

function isReplaced(chain: ChainFollower, authentic: readonly ChainFollower[]): boolean {
  const { endedAtMs = Number.POSITIVE_INFINITY } = chain;
  return authentic.some((other) => other !== chain && (other.gaps.newest?.endTimeMs ?? 0) > endedAtMs);
}

/** Log files without any digest file prove nothing. */
function unprovenFolder({ uncoveredFromMs: fromMs, endMs, nowMs }: UncoveredTime): readonly ChainProof[] {
  if (fromMs === undefined) return [];
  const untilMs = Math.min(endMs, nowMs - DIGEST_PERIOD_MS - DELIVERY_GRACE_MS);
  const due = { fromMs, untilMs, pendingUntilMs: Math.min(endMs, nowMs) };
  return [{ ...new ProvenTime().proof('', due), keys: [], isEnded: false }];
}
