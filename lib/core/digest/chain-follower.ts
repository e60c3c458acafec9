import { type ChainName, isBackfill } from './archive-folder';
import { ChainGaps, type ChainMark } from './chain-gaps';
import { Coverage, type CoverageState, type CoverageVerdict } from './coverage';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from './digest-period';
import type { FileProblem, GapFinding } from './finding';
import { type ChainPosition, chainPosition } from './folder-position';
import type { LoadedDigest } from './loaded-digest';
import type { LogMark } from './unlisted-logs';

/** State of one chain during a check. */
export class ChainFollower {
  readonly gaps: ChainGaps;
  readonly missing: Set<string>;
  private readonly coverage = new Coverage();
  private lastKey: string | undefined;

  constructor(
    private readonly name: ChainName,
    startMs: number | undefined,
    known: (ChainMark & Pick<ChainPosition, 'missing'>) | undefined,
  ) {
    this.gaps = new ChainGaps(startMs, known);
    this.missing = new Set(known?.missing);
  }

  /** Adds a judged digest file. Returns the gap before it, if there is one. */
  add(loaded: LoadedDigest, problem: FileProblem | undefined): GapFinding | undefined {
    this.missing.delete(loaded.key);
    const isTrusted = problem === undefined || problem.status === 'unverified';
    const found = isTrusted ? this.gaps.add(loaded) : this.gaps.addUntrusted(loaded);
    this.cover(loaded, problem);
    // Backfill digests come when they are needed: between them is no gap.
    return isBackfill(this.name) && found?.reason !== 'digests-missing' ? undefined : (found ?? undefined);
  }

  addMissing(mark: ChainMark): void {
    this.missing.add(mark.key);
    this.gaps.addUntrusted(mark);
    this.addSegment(mark, 'digest-missing');
  }

  silence(untilMs: number, nowMs: number): GapFinding | undefined {
    return isBackfill(this.name) ? undefined : this.gaps.silence(untilMs, nowMs);
  }

  /** The chain's verdict on a log file that no digest lists. */
  verdictOn({ fromMs, untilMs }: LogMark): CoverageVerdict {
    const verdict = this.coverage.over(fromMs, untilMs + LISTING_DELAY_MS);
    const isOpen = verdict === 'no-digest' || verdict === 'not-yet-digested' || verdict === 'covered';
    return isBackfill(this.name) && isOpen ? 'not-begun' : verdict;
  }

  get position(): ChainPosition | undefined {
    const { newest } = this.gaps;
    return newest === undefined ? undefined : chainPosition(newest, this.missing);
  }

  private cover(loaded: LoadedDigest, problem: FileProblem | undefined): void {
    const { digest, previous, endTimeMs } = loaded;
    if (problem !== undefined || digest === undefined) {
      this.addSegment(loaded, stateOf(problem));
      return;
    }
    const isLinked = previous !== undefined && previous.key === this.lastKey;
    const untilMs = Math.max(endTimeMs, digest.endTimeMs);
    const isBeginning = previous === undefined;
    this.coverage.add({ fromMs: digest.startTimeMs, untilMs, state: 'valid', isBeginning }, isLinked);
    this.lastKey = loaded.key;
  }

  private addSegment({ key, endTimeMs }: ChainMark, state: CoverageState): void {
    const fromMs = endTimeMs - DIGEST_PERIOD_MS;
    this.coverage.add({ fromMs, untilMs: endTimeMs, state, isBeginning: false }, false);
    this.lastKey = key;
  }
}

function stateOf(problem: FileProblem | undefined): CoverageState {
  switch (problem?.status) {
    case undefined:
      return 'valid';
    case 'unverified':
      return 'digest-unverified';
    case 'missing':
      return 'digest-missing';
    case 'invalid':
    case 'extra':
      return 'digest-invalid';
  }
}
