import { outcomeOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import type { Condition } from '../rule/condition';
import { ACCESS_KINDS } from './lasting/access-kinds';
import type { LastingKind, Names } from './lasting/lasting-kind';
import { OPEN_KINDS } from './lasting/open-kinds';
import { SERVICE_KINDS } from './lasting/service-kinds';

/** Something that a call made, opened or stopped, and that lasts until another call ends it. */
export interface LastingThing extends Names {
  readonly kind: LastingKind;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly eventID: string;
}

const KINDS: readonly LastingKind[] = [...ACCESS_KINDS, ...SERVICE_KINDS, ...OPEN_KINDS];

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

/** Holds for every record of a call that made, opened, stopped or ended something, and for some others. */
export const MAKES_OR_ENDS: Condition = {
  ...{ kind: 'equals', field: 'eventName', values: [...MADE_BY.keys(), ...ENDED_BY.keys()], cased: true },
};

/** What the call of a record made, opened or stopped; empty if it failed. */
export function lastingOf(record: CloudTrailRecord): readonly LastingThing[] {
  const call = textAt(record, 'eventName') ?? '';
  return kindsOf(MADE_BY, record).flatMap((kind) =>
    (kind.made[call]?.(record) ?? []).map((names) => ({
      ...{ ...names, kind, ...placeOf(record), time: textAt(record, 'eventTime') ?? '' },
      eventID: textAt(record, 'eventID') ?? '',
    })),
  );
}

/** The services whose things are of no Region. */
const GLOBAL: ReadonlySet<string> = new Set(['iam']);

/** The text by which a thing is the same in the call that made it and in the one that ended it. */
export function keyOfThing({
  kind,
  parts,
  account,
  region,
  sameAs,
}: Pick<LastingThing, 'kind' | 'parts' | 'account' | 'region' | 'sameAs'>): string {
  const place = GLOBAL.has(kind.service) ? '' : region;
  return [account, place, kind.name, ...(sameAs === undefined ? parts : [sameAs])].join('\n');
}

/** The keys of all calls that end a thing: its own, and those of what it is a part of. */
export function keysThatEnd(thing: LastingThing): readonly string[] {
  const { parts, sameAs } = thing;
  if (sameAs !== undefined) return [keyOfThing(thing)];
  return parts.map((_, at) => keyOfThing({ ...thing, parts: parts.slice(0, at + 1) }));
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
  return kindsOf(ENDED_BY, record).flatMap((kind) =>
    (kind.ended[call]?.(record) ?? []).map((names) => keyOfThing({ ...names, kind, ...placeOf(record) })),
  );
}

function placeOf(record: CloudTrailRecord): Pick<LastingThing, 'account' | 'region'> {
  return { account: recordIdentity(record).recipientAccountId, region: textAt(record, 'awsRegion') ?? '' };
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
