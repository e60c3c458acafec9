import { LISTING_DELAY_MS, REDELIVERY_MS } from './digest';
import type { FileReason } from './finding';

/** The state of a stretch of a chain: proven, or why not. */
export type CoverageState =
  | 'valid'
  /** The last digest file of a copy, whose signature is lost. */
  | 'digest-pending'
  | Extract<FileReason, 'digest-unverified' | 'digest-invalid' | 'digest-missing'>;

/** A chain's verdict on a log file that is in none of its digests. */
export type CoverageVerdict =
  /** Every digest that might list it is valid. */
  | 'covered'
  /** The chain does not reach that time. */
  | 'out-of-reach'
  /** Why it may still be one of the chain's. */
  | Exclude<CoverageState, 'valid'>
  | Extract<FileReason, 'no-digest' | 'not-yet-digested'>;

/** A stretch of time whose digests are all in one state, without a gap between them. */
export interface Segment {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: CoverageState;
  /** Whether a valid starting digest opens it: there is nothing before. */
  readonly isBeginning: boolean;
  /** Whether an authentic digest file names the one that is not valid: it existed, and may have listed older files. */
  readonly isNamed: boolean;
}

/** A chain casts doubt on log files for so long after its last authentic digest file, and no longer. */
const DOUBT_MS = 2 * 60 * 60 * 1000;

/** The times that the digest files of one chain cover. */
export class Coverage {
  private readonly segments: Segment[] = [];
  private authenticUntilMs = Number.NEGATIVE_INFINITY;

  /** Whether one of its digest files is proven. Chains that anyone may have written prove nothing and doubt nothing. */
  get isAuthentic(): boolean {
    return this.authenticUntilMs !== Number.NEGATIVE_INFINITY;
  }

  /** Adds a digest file's time. Those that follow one another in one state become one. */
  add(segment: Segment): void {
    const last = this.segments.at(-1);
    if (segment.state === 'valid') this.authenticUntilMs = Math.max(this.authenticUntilMs, segment.untilMs);
    const isSame = last?.state === segment.state && last.isNamed === segment.isNamed;
    const isNext = isSame && !segment.isBeginning && last.untilMs >= segment.fromMs;
    if (!isNext) this.segments.push(segment);
    else
      this.segments[this.segments.length - 1] = { ...last, untilMs: Math.max(last.untilMs, segment.untilMs) };
  }

  /** Whether all digests are valid that may list a file delivered between two times. */
  over(fromMs: number, untilMs: number): CoverageVerdict {
    const endMs = untilMs + LISTING_DELAY_MS;
    if (isHeldBy(this.segments, { fromMs, untilMs: endMs })) return this.laterDoubt(fromMs) ?? 'covered';
    return this.isAuthentic && fromMs > this.authenticUntilMs + DOUBT_MS
      ? 'out-of-reach'
      : this.doubt(fromMs, endMs);
  }

  /** A digest file that existed, and is not valid, may have listed a file that was delivered again. */
  private laterDoubt(fromMs: number): CoverageVerdict | undefined {
    const named = this.segments.find(
      ({ isNamed, ...segment }) =>
        isNamed && segment.untilMs >= fromMs && segment.fromMs <= fromMs + REDELIVERY_MS,
    );
    return named?.state as CoverageVerdict | undefined;
  }

  private doubt(fromMs: number, endMs: number): CoverageVerdict {
    const [first] = this.segments;
    const last = this.segments.at(-1);
    if (first === undefined) return 'out-of-reach';
    if (first.isBeginning && endMs < first.fromMs) return 'out-of-reach';
    for (const { state, ...segment } of this.segments) {
      if (state === 'valid') continue;
      if (segment.fromMs <= endMs && segment.untilMs >= fromMs) return state;
    }
    return last !== undefined && endMs > last.untilMs ? 'not-yet-digested' : 'no-digest';
  }
}

/** Whether adjacent segments that are valid cover all of the time. A new chain does not continue the old one. */
function isHeldBy(segments: readonly Segment[], time: Pick<Segment, 'fromMs' | 'untilMs'>): boolean {
  let reachedMs = time.fromMs;
  for (const { state, fromMs, untilMs, isBeginning } of segments) {
    if (state !== 'valid' || fromMs > reachedMs || untilMs <= reachedMs) continue;
    if (isBeginning && fromMs >= time.fromMs && reachedMs > time.fromMs) return false;
    reachedMs = untilMs;
  }
  return reachedMs >= time.untilMs;
}
