import { DELIVERY_GRACE_MS, DIGEST_PERIOD_MS, PERIOD_SLACK_MS } from '../digest';
import { type GapFinding, gap } from '../finding';
import type { ChainMark } from './chain-mark';
import type { LoadedDigest } from './loaded-digest';
import { beginOf, meaningOf, type Transition, type TransitionName, transitionTo } from './transition';

/** The number of digest file keys that are remembered: a link rarely extends further back than a day. */
const REMEMBERED = 48;

/** How a digest file follows the one before it, and the gap between them, if there is one. */
export interface Follows {
  readonly found: GapFinding | undefined;
  readonly transition: Transition;
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

  /** `sinceMs`: from when on the trail is known to have delivered; `known`: the last digest of an earlier check. */
  constructor(
    private readonly sinceMs: () => number | undefined,
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

  /** Adds the next digest that is valid or unverified. `isTrusted`: whether its content is. */
  add(loaded: LoadedDigest, isTrusted: boolean): Follows {
    const final = isTrusted ? { isFinal: loaded.isFinal } : {};
    const mark = { key: loaded.key, endTimeMs: loaded.endTimeMs, ...final };
    const name = this.isBehind(mark) ? 'goes on' : transitionTo(loaded, this.covering);
    const found = this.gapBefore(loaded, name);
    this.addUntrusted(mark);
    if (!this.isBehind(mark)) this.covering = mark;
    return { found, transition: meaningOf(name) };
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

  private gapBefore(loaded: LoadedDigest, name: TransitionName): GapFinding | undefined {
    const { previous, key } = loaded;
    if (name === 'linked to another' && previous !== undefined)
      return this.gapBeforeUntrusted(key, previous.key);
    const { gap: known } = meaningOf(name);
    if (known === undefined) return undefined;
    const time = { fromMs: this.covering?.endTimeMs, untilMs: beginOf(loaded), cause: known.cause };
    if (known.reason !== 'place-changed' || previous === undefined) return gap(key, known.reason, time);
    return gap(key, known.reason, { ...time, previous: { bucket: previous.bucket, key: previous.key } });
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
      const fromMs = before?.endTimeMs ?? this.sinceMs() ?? endTimeMs;
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
