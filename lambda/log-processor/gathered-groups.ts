import pLimit from 'p-limit';
import type { Contribution } from '../../lib/core/correlation/contribution';
import type { CollectedGroup } from '../../lib/core/correlation/contribution-collector';
import { keepEnough } from '../../lib/core/correlation/keep-enough';
import type { Tally } from '../../lib/core/correlation/tally';
import type { Raised } from '../raise/raise-alert';
import { RetryLater } from '../raise/retry-later';
import { type Correlator, partitionOf } from './correlator';

/** Groups that are counted at once: more would wait for the same calls. */
const GROUPS_AT_ONCE = 32;

/** Groups wait for the files that are being searched no longer than this: one of them may be very large. */
export const LONGEST_WAIT_MS = 5_000;

/** A group that waits to be counted, with what each of some files adds to it. */
interface WaitingGroup {
  readonly added: (readonly Contribution[])[];
  readonly tally: Tally | undefined;
  readonly counted: Promise<readonly Raised[] | undefined>;
}

/**
 * Counts what the files of a batch add to groups. What several of them add to one group is written once and read once: files
 * that are delivered together are mostly about the same people, and each write is paid for.
 *
 *     file 1   search ─── g1, g2 ┈┈┈┈┐
 *     file 2   search ────── g1, g3 ┈┼─── count g1 of both files, g2, g3 ─── the messages of both may go
 *     file 3   search ─────────── ┈┈┈┘
 *
 * Nothing is counted before it was added by a file, and a file's message goes when all of its groups are counted: a handler
 * that dies in between leaves messages, and their files are counted alone or with others, which comes to the same.
 */
export class GatheredGroups {
  readonly #limit = pLimit(GROUPS_AT_ONCE);
  readonly #waiting = new Map<string, WaitingGroup>();
  #searching = 0;
  #areSearched: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly correlator: Pick<Correlator, 'correlate'>,
    private readonly outOfTime: AbortSignal,
  ) {}

  /** A file is being searched until the function is called that this returns, once or more often. */
  beginSearch(): () => void {
    if (this.#searching === 0) {
      this.#areSearched = new Promise((open) => {
        this.#open = open;
      });
    }
    this.#searching += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#searching -= 1;
      if (this.#searching > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#open();
    };
  }

  #whenSearched(): Promise<void> {
    if (this.#searching > 0) this.#timer ??= setTimeout(this.#open, LONGEST_WAIT_MS).unref();
    return this.#areSearched;
  }

  /**
   * Counts what a file adds to a group, together with what others add to it until then. Undefined if the time ran out before it
   * was counted. Alerts for several files are reported to the first of them.
   */
  count(found: CollectedGroup): Promise<readonly Raised[] | undefined> {
    const { plan, group, contributions, tally } = found;
    const name = partitionOf(plan, group);
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) {
      waiting.added.push(contributions);
      if (tally !== undefined) waiting.tally?.addAll(tally);
      return waiting.counted.then((raised) => raised && []);
    }
    const added = [contributions];
    const counted = this.#limit(async () => {
      await this.#whenSearched();
      this.#waiting.delete(name);
      if (this.outOfTime.aborted) return undefined;
      const together = added.length === 1 ? contributions : keepEnough(plan, added.flat());
      try {
        return await this.correlator.correlate({ plan, group, contributions: together, tally });
      } catch (error) {
        if (error instanceof RetryLater && this.outOfTime.aborted) return undefined;
        throw error;
      }
    });
    this.#waiting.set(name, { added, counted, tally });
    return counted;
  }
}
