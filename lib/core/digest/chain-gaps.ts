import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS, PERIOD_SLACK_MS } from './digest-period';
import { type GapFinding, gap } from './finding';
import type { LoadedDigest } from './loaded-digest';

/** The keys of so many digest files are remembered: a link reaches hardly further back than a day. */
const REMEMBERED = 48;

/** A digest file of the chain, as its name identifies it. */
export interface ChainMark {
  readonly key: string;
  readonly endTimeMs: number;
}

/** Follows one chain from the oldest digest to the newest, and finds the times that it does not cover. */
export class ChainGaps {
  /** The newest that was seen, in whatever state: silence begins behind it. */
  newest: ChainMark | undefined;
  /** The newest that was not proven false. */
  private covering: ChainMark | undefined;
  /** For each remembered digest, where the one before it ended. */
  private readonly endsBefore = new Map<string, number | undefined>();

  /** `startMs`: where the chain is taken up; `known`: the last that an earlier check has seen. */
  constructor(
    private readonly startMs: number | undefined,
    known?: ChainMark,
  ) {
    this.newest = known;
    this.covering = known;
  }

  /** Adds a digest file that is invalid or missing: its content is not trusted. */
  addUntrusted(mark: ChainMark): void {
    this.endsBefore.set(mark.key, this.newest?.endTimeMs);
    const [oldest] = this.endsBefore.keys();
    if (oldest !== undefined && this.endsBefore.size > REMEMBERED) this.endsBefore.delete(oldest);
    if (mark.endTimeMs > (this.newest?.endTimeMs ?? Number.NEGATIVE_INFINITY)) this.newest = mark;
  }

  /** Adds the next digest that is valid or unverified. Returns the gap before it, if there is one. */
  add(loaded: LoadedDigest): GapFinding | undefined {
    const mark = { key: loaded.key, endTimeMs: loaded.endTimeMs };
    const found = this.isBehind(mark) ? undefined : this.gapBefore(loaded);
    this.addUntrusted(mark);
    if (!this.isBehind(mark)) this.covering = mark;
    return found;
  }

  /** The time up to `untilMs` for which a digest file is due by now and is not there. */
  silence(untilMs: number, nowMs: number): GapFinding | undefined {
    const { newest } = this;
    if (newest === undefined || newest.endTimeMs >= untilMs) return undefined;
    if (nowMs - newest.endTimeMs <= DIGEST_PERIOD_MS + DELIVERY_GRACE_MS) return undefined;
    return gap(newest.key, 'silence', newest.endTimeMs, Math.min(untilMs, nowMs));
  }

  private isBehind({ endTimeMs }: ChainMark): boolean {
    return this.covering !== undefined && endTimeMs <= this.covering.endTimeMs;
  }

  private gapBefore(loaded: LoadedDigest): GapFinding | undefined {
    const { previous, key } = loaded;
    const { covering } = this;
    const startMs = Math.max(loaded.digest?.startTimeMs ?? 0, loaded.endTimeMs - DIGEST_PERIOD_MS);
    if (previous === undefined) {
      return covering === undefined ? undefined : gap(key, 'restarted', covering.endTimeMs, startMs);
    }
    if (previous.key === covering?.key) return undefined;
    if (loaded.previousIsElsewhere) return gap(key, 'place-changed', covering?.endTimeMs, startMs);
    return this.gapBeforeUntrusted(key, previous.key);
  }

  /** The digest before is invalid or missing: so what was before that one is known only by the clock. */
  private gapBeforeUntrusted(key: string, previousKey: string): GapFinding | undefined {
    const { newest } = this;
    if (newest?.key !== previousKey || !this.endsBefore.has(previousKey)) return undefined;
    const fromMs = this.endsBefore.get(previousKey) ?? this.startMs;
    if (fromMs === undefined || newest.endTimeMs - fromMs <= DIGEST_PERIOD_MS + PERIOD_SLACK_MS)
      return undefined;
    return gap(key, 'digests-missing', fromMs, newest.endTimeMs);
  }
}
