import { actorIdentity } from '../alert/alert-actor';
import { type Sight, Sightings } from '../case/sightings';
import { actorOf, outcomeOf } from '../compile/predicate/record-facts';
import { resourceText } from '../fact/targets/target';
import { targetsOf } from '../fact/targets/targets-of';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { inAlphabet } from '../safe-text/in-alphabet';
import { oneLine } from '../safe-text/one-line';
import { changesNothing } from '../scan/change/change';

/** A call that changes what is logged, on what and by whom. */
export interface LoggingChange {
  readonly value: string;
  readonly records: number;
  readonly first: string;
  readonly last: string;
}

/** Changes of what is logged: of trails, event data stores and channels. */
const LOGGING = /^(?:Create|Update|Delete|Put|Start|Stop|Restore|Register|Deregister)/;

/** Calls by weight: what ends logging, what narrows it, all others. */
const ENDS = /^(?:Stop|Delete)(?:Logging|Trail|EventDataStore)/;
const NARROWS = /^(?:Put|Update)(?:Trail|\w*Selectors|EventDataStore)/;
const FAILED_WEIGHT = 3;

/** The maximum number of values of each call that are kept, and of all that are listed. */
const MAX_KEPT = 2_000;
const MAX_LISTED = 1_000;

/** How much a value has of what a call acted on: who made it always has room. */
const TARGETS_LENGTH = 250;

/** Calls that change what is logged. Each call has room of its own, and so have those that failed: none can take the room of another. */
export class LoggingChanges {
  private readonly byCall = new Map<string, { readonly weight: number; readonly seen: Sightings }>();

  take(record: CloudTrailRecord, sight: Sight): void {
    const call = textAt(record, 'eventName') ?? '';
    const isOfLogging = textAt(record, 'eventSource') === 'cloudtrail.amazonaws.com' && LOGGING.test(call);
    if (!isOfLogging || changesNothing(record)) return;
    const { status = 'succeeded', code = status } = outcomeOf(record) ?? {};
    const isDone = status === 'succeeded';
    // Whoever makes a call that fails may name what they like.
    const what = isDone
      ? oneLine(targetsOf(record).map(resourceText).join(' '), TARGETS_LENGTH)
      : `(${code})`;
    const key = isDone ? call : `${call} failed`;
    const kept = this.byCall.get(key) ?? {
      weight: isDone ? weightOf(call) : FAILED_WEIGHT + weightOf(call),
      seen: new Sightings(MAX_KEPT),
    };
    this.byCall.set(key, kept);
    kept.seen.add(`${call} ${what} by ${actorIdentity(actorOf(record))}`, sight);
  }

  /** What succeeded first, then by weight, the latest first. */
  get listed(): readonly LoggingChange[] {
    return this.all.slice(0, MAX_LISTED);
  }

  /** How many values are not listed, and how often others were seen. */
  get notListed(): number {
    const seen = [...this.byCall.values()].map((one) => one.seen);
    const kept = seen.reduce((sum, { size }) => sum + size, 0);
    return seen.reduce((sum, { uncounted }) => sum + uncounted, Math.max(0, kept - MAX_LISTED));
  }

  private get all(): readonly LoggingChange[] {
    return [...this.byCall.values()]
      .flatMap(({ weight, seen }) => seen.all.map((one) => ({ weight, one })))
      .sort(
        (a, b) =>
          a.weight - b.weight ||
          inAlphabet(b.one.last.time, a.one.last.time) ||
          inAlphabet(a.one.value, b.one.value),
      )
      .map(({ one: { value, count: records, first, last } }) => ({
        ...{ value, records, first: first.time, last: last.time },
      }));
  }
}

function weightOf(call: string): number {
  if (ENDS.test(call)) return 0;
  return NARROWS.test(call) ? 1 : 2;
}
