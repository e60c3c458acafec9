import { outcomeOf, roleSessionOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import type { Target } from '../fact/targets/target';
import { partOf, type TargetPart } from '../fact/targets/target-parts';
import { targetsOf } from '../fact/targets/targets-of';
import type { CloudTrailRecord } from '../record/record';
import { timeTextOf, toUtcText } from '../record/to-event-time';
import { callerOf, linksOf } from './credential-link';

/** What happens to a thing in a call: a call that makes it precedes those that use it, and these precede what ends it. */
const PARTS: readonly TargetPart[] = ['makes', 'uses', 'ends'];

/** The resources, keys and identities of a call, by what the call does to each. */
export type CallParts = readonly (readonly [part: TargetPart, thing: string])[];

/** The parts of a record's call. A call that failed made and ended nothing. */
export function partsOfCall(record: CloudTrailRecord): CallParts {
  const call = typeof record.eventName === 'string' ? record.eventName : '';
  const isDone = !isFailure(outcomeOf(record));
  const targets = targetsOf(record).map((target) => partOfTarget(call, target, isDone));
  const { key, arn } = callerOf(record);
  const caller = [...(key === undefined ? [] : [`key ${key}`]), ...(arn === undefined ? [] : [endOf(arn)])];
  const given = linksOf(record, () => false).flatMap((link) =>
    link.given.key === undefined ? [] : [['makes', `key ${link.given.key}`] as const],
  );
  const role = roleSessionOf(record)?.role;
  return [
    ...targets,
    ...[...caller, ...(role === undefined ? [] : [endOf(role)])].map((thing) => ['uses', thing] as const),
    ...given,
  ];
}

/** What a call does to one of its targets. */
export function partOfTarget(call: string, target: Target, isDone: boolean): CallParts[number] {
  const { type, name } = target;
  const part = partOf(call, target, isDone);
  if (type === 'AWS::IAM::AccessKey') return [part, `key ${name}`];
  return [part, type === 'AWS::S3::Object' ? name : endOf(name)];
}

/** The name alone: a path is part of the ARN of a role that was made, and of no later call that names it. */
function endOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The time of a record in milliseconds since 1970; infinite if it has none, so that it comes last. */
export function timeMsOf(record: CloudTrailRecord): number {
  const timeMs = Date.parse(toUtcText(timeTextOf(record) ?? ''));
  return Number.isNaN(timeMs) ? Number.POSITIVE_INFINITY : timeMs;
}

/** What is put in order, and how its time and its parts are known. */
interface Ordering<T> {
  /** In milliseconds since 1970. */
  readonly timeMs: (item: T) => number;
  readonly parts: (item: T) => CallParts;
}

/**
 * The items in the order of time. CloudTrail writes most times in whole seconds: of items with the same time, what makes a thing precedes
 * what uses it, such as CreateRole a PutRolePolicy, and that precedes what ends it. Others stay in their order. What is
 * ended and made again within one second cannot be told from what is made and ended.
 */
export function inCallOrder<T>(items: readonly T[], { timeMs, parts }: Ordering<T>): readonly T[] {
  const timed = items
    .map((item, at) => ({ item, at, ms: timeMs(item) }))
    .sort((one, other) => (one.ms === other.ms ? 0 : one.ms - other.ms) || one.at - other.at);
  const ordered: T[] = [];
  for (let from = 0; from < timed.length; ) {
    const ms = timed[from]?.ms;
    let to = from + 1;
    while (to < timed.length && timed[to]?.ms === ms) to += 1;
    const group = timed.slice(from, to).map(({ item }) => item);
    ordered.push(...(group.length === 1 ? group : inOrderOfParts(group, parts)));
    from = to;
  }
  return ordered;
}

/**
 * Each item behind those that it depends on; a circle is broken at its first item. Behind the items are points: that all calls are
 * made which make a thing, and which use it. So the time is linear in the number of parts.
 */
function inOrderOfParts<T>(items: readonly T[], partsOf: (item: T) => CallParts): readonly T[] {
  const points = new Map<string, number>();
  const before: number[][] = items.map(() => []);
  const pointOf = (thing: string, part: TargetPart): number => {
    const known = points.get(`${part} ${thing}`);
    if (known !== undefined) return known;
    const earlier = PARTS[PARTS.indexOf(part) - 1];
    const after = earlier === undefined ? [] : [pointOf(thing, earlier)];
    const point = before.push(after) - 1;
    points.set(`${part} ${thing}`, point);
    return point;
  };
  for (const [at, item] of items.entries())
    for (const [part, thing] of partsOf(item)) {
      const earlier = PARTS[PARTS.indexOf(part) - 1];
      if (earlier !== undefined) before[at]?.push(pointOf(thing, earlier));
      before[pointOf(thing, part)]?.push(at);
    }
  return inOrderOfPlaces(before).flatMap((at) => (at < items.length ? [items[at] as T] : []));
}

/** Numbers, each behind those before it, without recursion: a chain may be as long as a second has calls. */
function inOrderOfPlaces(before: readonly (readonly number[])[]): readonly number[] {
  const placed: number[] = [];
  const known = new Set<number>();
  for (const first of before.keys()) {
    const open: { readonly at: number; next: number }[] = [];
    const enter = (at: number) => {
      if (!known.has(at)) open.push({ at, next: 0 });
      known.add(at);
    };
    enter(first);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = before[top.at]?.[top.next++];
      if (next !== undefined) enter(next);
      else {
        placed.push(top.at);
        open.pop();
      }
    }
  }
  return placed;
}
