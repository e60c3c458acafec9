import { actorIdentity } from '../alert/alert-actor';
import { renderTargets } from '../alert/from-record/render-targets';
import { actorOf, origin, outcomeOf } from '../compile/predicate/record-facts';
import { ACCOUNT, resourceText } from '../fact/targets/target';
import { targetsOf } from '../fact/targets/targets-of';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { sha256Hex } from '../record/sha256';
import { oneLine } from '../safe-text/one-line';
import { changesNothing } from '../scan/change/change';

/** A call, or the same call again and again with nothing else between. */
export interface TimelineRow {
  readonly time: string;
  /** When it was made last, and how often; absent of a single call. */
  readonly until?: string;
  readonly calls?: number;
  readonly actor: string;
  /** Service and call: `iam CreateUser`. */
  readonly call: string;
  /** What it acted on, in words: `secret a and 49 others` if calls on 50 things are one row. */
  readonly targets: string;
  /** `succeeded`, or how it failed and with which code; empty of what is no call. */
  readonly outcome: string;
  readonly address: string;
  readonly account: string;
  readonly region: string;
  /** The id of the first record. */
  readonly eventID: string;
}

interface Call {
  readonly row: TimelineRow;
  readonly isRead: boolean;
  /** All that it acted on, shortened but told apart; empty: nothing. */
  readonly targets: string;
}

/** The maximum number of calls that are kept. */
const MAX_CALLS = 100_000;

/** How much of a name a row has. */
const NAME_LENGTH = 200;

/** Calls in the order of time, however they come. */
export class Timeline {
  /** Calls beyond the maximum. */
  leftOut = 0;
  private readonly calls: Call[] = [];

  /** @param isOnlyChanges whether calls that change nothing are left out */
  constructor(
    private readonly isOnlyChanges = false,
    private readonly limit = MAX_CALLS,
  ) {}

  take(record: CloudTrailRecord): void {
    const isRead = changesNothing(record);
    if (isRead && this.isOnlyChanges) return;
    if (this.calls.length >= this.limit) this.leftOut += 1;
    else this.calls.push({ row: rowOf(record), isRead, targets: digestOf(targetTextOf(record)) });
  }

  /** Calls that follow each other and differ in nothing but their time are one row; of those that read, also if their targets differ. */
  get rows(): readonly TimelineRow[] {
    const merged: Call[][] = [];
    let before = '';
    for (const call of [...this.calls].sort(byTime)) {
      const { time: _time, eventID: _id, targets: _targets, ...same } = call.row;
      const key = JSON.stringify([same, call.isRead ? '' : call.targets]);
      if (key === before) merged.at(-1)?.push(call);
      else merged.push([call]);
      before = key;
    }
    return merged.map(toRow);
  }
}

/** Calls that are one row. */
function toRow(calls: readonly Call[]): TimelineRow {
  const [first, last] = [calls[0] as Call, calls.at(-1) as Call];
  if (calls.length === 1) return first.row;
  const named = calls.filter(({ targets }) => targets !== '');
  const others = new Set(named.map(({ targets }) => targets)).size - 1;
  const name = (named[0] ?? first).row.targets;
  return {
    ...first.row,
    ...{ targets: others > 0 ? `${name} and ${others} other${others === 1 ? '' : 's'}` : name },
    ...{ until: last.row.time, calls: calls.length },
  };
}

function byTime(
  { row: one }: { readonly row: TimelineRow },
  { row: other }: { readonly row: TimelineRow },
): number {
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.eventID < other.eventID ? -1 : 1;
}

function targetTextOf(record: CloudTrailRecord): string {
  return targetsOf(record)
    .filter(({ type }) => type !== ACCOUNT)
    .map(resourceText)
    .join(' ');
}

/** Long texts that differ at the end only are told apart. */
function digestOf(text: string): string {
  return text.length <= NAME_LENGTH ? text : sha256Hex(text);
}

function rowOf(record: CloudTrailRecord): TimelineRow {
  const { status = '', code = '' } = outcomeOf(record) ?? {};
  const service = (textAt(record, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, '');
  return {
    time: textAt(record, 'eventTime') ?? '',
    actor: oneLine(actorIdentity(actorOf(record)), NAME_LENGTH),
    call: oneLine(`${service} ${textAt(record, 'eventName') ?? ''}`.trim(), NAME_LENGTH),
    targets: oneLine(renderTargets(targetsOf(record)).join(', '), NAME_LENGTH),
    outcome: oneLine(`${status} ${code}`.trim(), NAME_LENGTH),
    address: oneLine(origin.source(record) ?? '', NAME_LENGTH),
    account: recordIdentity(record).recipientAccountId,
    region: textAt(record, 'awsRegion') ?? '',
    eventID: textAt(record, 'eventID') ?? '',
  };
}
