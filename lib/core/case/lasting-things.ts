import { textAt } from '../alert/from-record/text-at';
import { outcomeOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { ACCESS_KINDS } from './lasting/access-kinds';
import type { LastingKind } from './lasting/lasting-kind';
import { SERVICE_KINDS } from './lasting/service-kinds';

/** Something that a call made, opened or stopped, and that lasts until another call ends it. */
export interface LastingThing {
  readonly kind: LastingKind;
  /** Its names, as the kind has them. */
  readonly parts: readonly string[];
  /** The user, role or other thing that it belongs to, where the parts do not have it. */
  readonly owner?: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly eventID: string;
}

const KINDS: readonly LastingKind[] = [...ACCESS_KINDS, ...SERVICE_KINDS];

function byCall(part: 'made' | 'ended'): ReadonlyMap<string, readonly LastingKind[]> {
  const kinds = new Map<string, LastingKind[]>();
  for (const kind of KINDS)
    for (const call of Object.keys(kind[part])) kinds.set(call, [...(kinds.get(call) ?? []), kind]);
  return kinds;
}

const MADE_BY = byCall('made');
const ENDED_BY = byCall('ended');

/** The names of the calls that end something. */
export const ENDING_CALLS: ReadonlySet<string> = new Set(ENDED_BY.keys());

/** What the call of a record made, opened or stopped; empty if it failed. */
export function lastingOf(record: CloudTrailRecord): readonly LastingThing[] {
  const call = textAt(record, 'eventName') ?? '';
  return kindsOf(MADE_BY, record).flatMap((kind) =>
    (kind.made[call]?.(record) ?? []).map(({ owner, parts }) => ({
      ...{ kind, parts, account: recordIdentity(record).recipientAccountId },
      ...(owner === undefined ? {} : { owner }),
      ...{ region: textAt(record, 'awsRegion') ?? '', time: textAt(record, 'eventTime') ?? '' },
      eventID: textAt(record, 'eventID') ?? '',
    })),
  );
}

/** The text by which a thing is the same in the call that made it and in the one that ended it. */
export function keyOfThing({
  kind,
  parts,
  account,
}: Pick<LastingThing, 'kind' | 'parts' | 'account'>): string {
  return [account, kind.name, ...parts].join('\n');
}

/** A call that ended things, by their keys. */
export interface Ending {
  readonly keys: readonly string[];
  readonly time: string;
  readonly eventID: string;
}

/** The things that the call of a record ended, by their keys; empty if it failed. */
export function endedBy(record: CloudTrailRecord): readonly string[] {
  const call = textAt(record, 'eventName') ?? '';
  const account = recordIdentity(record).recipientAccountId;
  return kindsOf(ENDED_BY, record).flatMap((kind) =>
    (kind.ended[call]?.(record) ?? []).map(({ parts }) => keyOfThing({ kind, parts, account })),
  );
}

function kindsOf(
  kinds: ReadonlyMap<string, readonly LastingKind[]>,
  record: CloudTrailRecord,
): readonly LastingKind[] {
  const found = kinds.get(textAt(record, 'eventName') ?? '');
  if (found === undefined || isFailure(outcomeOf(record))) return [];
  const source = textAt(record, 'eventSource')?.replace(/\.amazonaws\.com$/, '');
  return found.filter(({ service }) => service === source);
}
