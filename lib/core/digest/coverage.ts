import type { FileReason } from './finding';

/** What the digest files of a stretch of time are worth: proven, or why not. */
export type CoverageState =
  | 'valid'
  | Extract<FileReason, 'digest-unverified' | 'digest-invalid' | 'digest-missing'>;

/** A chain's verdict on a log file that none of its digests lists. */
export type CoverageVerdict =
  /** Every digest that might list it is valid. */
  | 'covered'
  /** The chain begins later. */
  | 'not-begun'
  /** Why it may still be one of the chain's. */
  | Exclude<CoverageState, 'valid'>
  | Extract<FileReason, 'no-digest' | 'not-yet-digested'>;

/** A stretch of time whose digests are all in one state, without a gap between them. */
interface Segment {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: CoverageState;
  /** Whether a valid starting digest opens it: there is nothing before. */
  readonly isBeginning: boolean;
}

/** The times that the digest files of one chain cover. */
export class Coverage {
  private readonly segments: Segment[] = [];

  /** Adds a digest file's time. Such as follow one another in one state become one. */
  add(segment: Segment, isLinked: boolean): void {
    const last = this.segments.at(-1);
    const touches =
      isLinked || (last !== undefined && segment.state !== 'valid' && last.untilMs >= segment.fromMs);
    if (last === undefined || !touches || last.state !== segment.state) this.segments.push(segment);
    else
      this.segments[this.segments.length - 1] = { ...last, untilMs: Math.max(last.untilMs, segment.untilMs) };
  }

  /** Whether all digests are valid that may list a file of the time. */
  over(fromMs: number, untilMs: number): CoverageVerdict {
    const holds = ({ state, ...segment }: Segment) =>
      state === 'valid' && segment.fromMs <= fromMs && segment.untilMs >= untilMs;
    if (this.segments.some(holds)) return 'covered';
    const [first] = this.segments;
    const last = this.segments.at(-1);
    // A chain without digests lists nothing: a trail that was stopped long ago does not cast doubt on the files of another.
    if (first === undefined) return 'not-begun';
    if (first.isBeginning && untilMs < first.fromMs) return 'not-begun';
    for (const segment of this.segments) {
      if (segment.state !== 'valid' && segment.fromMs <= untilMs && segment.untilMs >= fromMs)
        return segment.state;
    }
    return last !== undefined && untilMs > last.untilMs ? 'not-yet-digested' : 'no-digest';
  }
}
