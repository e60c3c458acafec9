import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS, PERIOD_SLACK_MS } from '../digest';
import { type GapFinding, gap } from '../finding';
import type { LoadedDigest } from './loaded-digest';

/** The number of digest file keys that are remembered: a link rarely extends further back than a day. */
const REMEMBERED = 48;

/** A digest file of the chain, as its name identifies it. */
export interface ChainMark {
  readonly key: string;
  readonly endTimeMs: number;
  /** Whether CloudTrail ended the chain with it; undefined where its content is not known. */
  readonly isFinal?: boolean;
}

/** Follows one chain from the oldest digest to the newest, and finds the times that it does not cover. */
export class ChainGaps {
  /** The newest digest that counts as a part of the chain, in whatever state: silence begins after it. */
  newest: ChainMark | undefined;
  /** The newest object with a name of the chain, no matter who wrote it. */
  private seen: ChainMark | undefined;
  /** The newest that is valid or unverified. */
  private covering: ChainMark | undefined;
  /** For each remembered digest, the one before it. */
  private readonly before = new Map<string, ChainMark | undefined>();

  /** `startMs`: where the check begins; `known`: the last digest of an earlier check. */
  constructor(
    private readonly startMs: number | undefined,
    known?: ChainMark,
  ) {
    this.newest = known;
    this.seen = known;
    this.covering = known;
  }

  /** Adds a digest file that is invalid or missing: its content is not trusted. */
  addUntrusted(mark: ChainMark): void {
    this.addInvalid(mark);
    this.newest = laterOf(this.newest, mark);
  }

  /** Adds an invalid digest file that no other one names: it is no sign that the chain continues. */
  addInvalid(mark: ChainMark): void {
    this.before.set(mark.key, this.seen);
    const [oldest] = this.before.keys();
    if (oldest !== undefined && this.before.size > REMEMBERED) this.before.delete(oldest);
    this.seen = laterOf(this.seen, mark);
  }

  /** Adds the next digest that is valid or unverified. Returns the gap before it, if there is one. `isTrusted`: whether its content is. */
  add(loaded: LoadedDigest, isTrusted: boolean): GapFinding | undefined {
    const final = isTrusted ? { isFinal: loaded.isFinal } : {};
    const mark = { key: loaded.key, endTimeMs: loaded.endTimeMs, ...final };
    const found = this.isBehind(mark) ? undefined : this.gapBefore(loaded);
    this.addUntrusted(mark);
    if (!this.isBehind(mark)) this.covering = mark;
    return found;
  }

  /** The time up to `untilMs` for which a digest file is due and is not there. */
  silence(untilMs: number, nowMs: number): GapFinding | undefined {
    const { newest } = this;
    if (newest === undefined || newest.endTimeMs >= untilMs) return undefined;
    if (nowMs - newest.endTimeMs <= DIGEST_PERIOD_MS + DELIVERY_GRACE_MS) return undefined;
    const cause = newest.isFinal === true ? 'stopped' : undefined;
    return gap(newest.key, 'silence', { fromMs: newest.endTimeMs, untilMs: Math.min(untilMs, nowMs), cause });
  }

  private isBehind({ endTimeMs }: ChainMark): boolean {
    return this.covering !== undefined && endTimeMs <= this.covering.endTimeMs;
  }

  private gapBefore(loaded: LoadedDigest): GapFinding | undefined {
    const { previous, key } = loaded;
    const { covering } = this;
    const untilMs = Math.max(loaded.digest?.startTimeMs ?? 0, loaded.endTimeMs - DIGEST_PERIOD_MS);
    const fromMs = covering?.endTimeMs;
    if (previous === undefined) return fromMs === undefined ? undefined : restart(key, covering, untilMs);
    if (previous.key === covering?.key) {
      const isWide = untilMs - covering.endTimeMs > PERIOD_SLACK_MS;
      return isWide ? gap(key, 'not-delivered', { fromMs: covering.endTimeMs, untilMs }) : undefined;
    }
    if (loaded.previousIsElsewhere) {
      const { bucket, key: previousKey } = previous;
      return gap(key, 'place-changed', { fromMs, untilMs, previous: { bucket, key: previousKey } });
    }
    return this.gapBeforeUntrusted(key, previous.key);
  }

  /**
   * The digest before is invalid or missing, so only the clock shows what was before that one, and before each one back to the newest
   * that is not: of several times without a digest file, from the first to the last.
   */
  private gapBeforeUntrusted(key: string, previousKey: string): GapFinding | undefined {
    if (this.seen?.key !== previousKey) return undefined;
    let found: { readonly fromMs: number; readonly untilMs: number } | undefined;
    let mark: ChainMark | undefined = this.seen;
    while (mark !== undefined && mark.key !== this.covering?.key && this.before.has(mark.key)) {
      const before: ChainMark | undefined = this.before.get(mark.key);
      const { endTimeMs } = mark;
      const fromMs = before?.endTimeMs ?? this.startMs ?? endTimeMs;
      if (endTimeMs - fromMs > DIGEST_PERIOD_MS + PERIOD_SLACK_MS)
        found = { fromMs, untilMs: found?.untilMs ?? endTimeMs };
      mark = before;
    }
    return found && gap(key, 'digests-missing', found);
  }
}

function laterOf(one: ChainMark | undefined, other: ChainMark): ChainMark {
  return one === undefined || other.endTimeMs > one.endTimeMs ? other : one;
}

/** A new chain after another one: benign if that one has its final digest file, or if no time lies between them. */
function restart(key: string, before: ChainMark | undefined, untilMs: number): GapFinding {
  const fromMs = before?.endTimeMs ?? untilMs;
  if (untilMs - fromMs <= PERIOD_SLACK_MS)
    return gap(key, 'restarted', { fromMs, untilMs, cause: 'at-once' });
  const cause = before?.isFinal === true ? 'stopped' : before?.isFinal === false ? 'no-final' : undefined;
  return gap(key, 'restarted', { fromMs, untilMs, cause });
}
