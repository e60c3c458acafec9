import type { Alert } from '../../../lib/core/alert/alert';
import type { AlertKinds } from '../../../lib/core/alert/alert-kinds';
import type { LateCalls } from '../../aws/late-calls';
import type { CountedWindow, GroupedIds } from '../../aws/put-grouped-ids';
import type { Admission } from '../../aws/table/admit-alert';
import type { Claim, ClaimAnswer, ClaimRequest } from '../../aws/table/claim-item';
import type { ForeignItem } from '../../aws/table/claim-store';
import type { ListedKinds } from '../../aws/table/list-kinds';
import type { Admitted } from '../../aws/table/read-admitted';
import type { Storm, StormChange } from '../../aws/table/read-storm';
import type { ReadRepeats, RepeatChange } from '../../aws/table/repeat-item';
import type { SummaryChange } from '../../aws/table/summary-item';
import type { ForeignItems } from '../foreign-items';

/** The side effects of raising an alert, and the clock: `lambda/aws` in production, memory in tests. */
export interface RaisePorts {
  readonly nowMs: () => number;
  readonly claimItem: (request: ClaimRequest) => Promise<ClaimAnswer>;
  readonly settleClaim: (claim: Claim, status: 'sent' | 'grouped') => Promise<boolean>;
  readonly admitAlert: (admission: Admission) => Promise<boolean>;
  readonly readAdmitted: (window: string) => Promise<Admitted>;
  readonly listKinds: (listed: ListedKinds) => Promise<void>;
  readonly readListed: (window: string) => Promise<AlertKinds>;
  readonly putGroupedIds: (grouped: GroupedIds) => Promise<void>;
  readonly readGroupedIds: (
    window: string,
    nowMs: number,
    options: { readonly isProven: boolean },
  ) => Promise<readonly Uint8Array[]>;
  readonly countGrouped: (counted: CountedWindow) => Promise<number>;
  readonly readStorm: (window: string, nowMs: number) => Promise<Storm | undefined>;
  readonly writeStorm: (change: StormChange) => Promise<boolean>;
  readonly readRepeats: (key: string, nowMs: number) => Promise<ReadRepeats>;
  readonly writeRepeats: (change: RepeatChange) => Promise<boolean>;
  /** Since when an actor raises alerts. */
  readonly readActor: (actorHash: string, nowMs: number) => Promise<number | undefined>;
  readonly countSummary: (change: SummaryChange) => Promise<void>;
  /** What was found in the table since it was asked last that no function wrote; none for an hour after some. */
  readonly takeForeignItems: (nowMs: number) => readonly ForeignItem[];
  readonly noteForeignItem: (item: ForeignItem) => void;
  readonly publishAlert: (alert: Alert) => Promise<void>;
  /** Puts a message on the function's own queue. */
  readonly sendMessage: (body: string, delaySeconds: number) => Promise<void>;
  /** Whether a function put a message on the queue that is no notification of AWS. */
  readonly isOwnMessage: (body: string) => Promise<boolean>;
}

/** The ports of raising, whose calls of AWS are loaded with the first of them: most invocations raise nothing. */
export function lateRaisePorts(late: LateCalls<RaisePorts>, foreignItems: ForeignItems): RaisePorts {
  return {
    nowMs: () => Date.now(),
    ...late(
      'claimItem',
      'settleClaim',
      'admitAlert',
      'readAdmitted',
      'listKinds',
      'readListed',
      'putGroupedIds',
      'readGroupedIds',
      'countGrouped',
      'readStorm',
      'writeStorm',
      'readRepeats',
      'writeRepeats',
      'readActor',
      'countSummary',
    ),
    takeForeignItems: (nowMs) => foreignItems.take(nowMs),
    noteForeignItem: (item) => foreignItems.note(item),
    ...late('publishAlert', 'sendMessage', 'isOwnMessage'),
  };
}
