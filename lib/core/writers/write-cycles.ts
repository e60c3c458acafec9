/** Which trails log what deliveries write: their own, or one another's. */
import { groupBy } from '../keyed/grouped';
import { isLogged } from '../selector/explain/explain-selection';
import { mapSelectorValues, type Selection } from '../selector/selection';
import { renderValue, resolveReferences } from '../selector/selector-value';

/** A place that files are written to: a bucket, and how their keys begin. */
export interface WrittenPlace {
  /** The name of the bucket, or what stands for it: equal for the same bucket. */
  readonly bucket: string;
  readonly keyStart: string;
  /** Where the bucket is, as far as that is known. */
  readonly account?: string;
  readonly region?: string;
}

/** A trail: where it delivers, and what it logs. */
export interface WritingTrail<T> {
  /** Where it was found. */
  readonly source: T;
  readonly name: string;
  readonly partition: string;
  readonly to: WrittenPlace;
  readonly selection: Selection;
}

/** A replication. Whether trails log what S3 writes as access logs is not documented, so these are none. */
export interface Copying {
  readonly from: string;
  /** A copy has the key of its original. */
  readonly to: Omit<WrittenPlace, 'keyStart'>;
}

/** Everything that writes to buckets. */
export interface Writers<T> {
  readonly trails: readonly WritingTrail<T>[];
  readonly copies: readonly Copying[];
}

/** Trails each of whose deliveries causes another. */
export interface WriteCycle<T> {
  readonly trails: readonly WritingTrail<T>[];
  /** Whether it is one trail that logs the bucket that it delivers to. */
  readonly isDirect: boolean;
  /** Each trail of it that delivers, with one of it that logs the delivery. */
  readonly pairs: readonly (readonly [WritingTrail<T>, WritingTrail<T>])[];
  /** A sentence without a full stop. */
  readonly words: string;
}

/** One file that is written for each delivery of a trail, and by whom. */
interface Write {
  readonly to: WrittenPlace;
  readonly by: 'cloudtrail.amazonaws.com' | 's3.amazonaws.com';
}

/** A trail that logs a delivery, or a copy of one. */
interface Hearing<T> {
  readonly by: WritingTrail<T>;
  readonly isCopy: boolean;
}

/** For each trail, who logs what its deliveries write, each as often as one delivery is logged. */
type Heard<T> = ReadonlyMap<WritingTrail<T>, readonly Hearing<T>[]>;

/**
 * The cycles in what is written and logged: first each trail that logs its own bucket, in whatever company, then those through other
 * trails or copies, of which each trail is in one at most.
 */
export function writeCyclesOf<T>(writers: Writers<T>): readonly WriteCycle<T>[] {
  const heard = heardIn(writers);
  const isOwn = (trail: WritingTrail<T>, { by, isCopy }: Hearing<T>): boolean => by === trail && !isCopy;
  const direct = writers.trails.filter((trail) => heard.get(trail)?.some((each) => isOwn(trail, each)));
  const next = new Map(
    writers.trails.map((trail) => [
      trail,
      new Set(heard.get(trail)?.flatMap((each) => (isOwn(trail, each) ? [] : [each.by]))),
    ]),
  );
  const others = componentsOf(writers.trails, next).filter(
    ([first, ...rest]) => rest.length > 0 || (first !== undefined && !direct.includes(first)),
  );
  return [
    ...direct.map((trail) =>
      toCycle([trail], { isDirect: true, next: new Map([[trail, [trail]]]), writers }),
    ),
    ...others.map((trails) => toCycle(trails, { isDirect: false, next, writers })),
  ];
}

/** The trails that reach one another, and themselves. */
function componentsOf<T>(
  trails: readonly WritingTrail<T>[],
  next: Next<T>,
): readonly (readonly WritingTrail<T>[])[] {
  const reached = new Map(trails.map((trail) => [trail, reachOf(trail, next)]));
  const told = new Set<WritingTrail<T>>();
  return trails.flatMap((trail) => {
    if (told.has(trail) || !reached.get(trail)?.has(trail)) return [];
    const all = trails.filter((other) => reached.get(trail)?.has(other) && reached.get(other)?.has(trail));
    for (const each of all) told.add(each);
    return [all];
  });
}

/** How many deliveries a trail logs, where each trail delivers so many files: what is written and logged, all are as many. */
export function loggedDeliveries<T>(
  writers: Writers<T>,
  filesOf: (trail: WritingTrail<T>) => number,
): ReadonlyMap<WritingTrail<T>, number> {
  const logged = new Map<WritingTrail<T>, number>();
  for (const [trail, listeners] of heardIn(writers))
    for (const { by } of listeners) logged.set(by, (logged.get(by) ?? 0) + filesOf(trail));
  return logged;
}

function heardIn<T>({ trails, copies }: Writers<T>): Heard<T> {
  // Most trails log no objects, and nothing is written out for them.
  const listeners = trails.flatMap((trail) => {
    const selection = listening(trail);
    return selection === undefined ? [] : [{ trail, selection }];
  });
  const ofAccount = groupBy(listeners, ({ selection }) => accountOf(selection));
  const hearing = (write: Write): readonly Hearing<T>[] => {
    const { account = ANYWHERE } = write.to;
    return [...new Set([ANYWHERE, account])]
      .flatMap((each) => ofAccount.get(each) ?? [])
      .filter(({ trail, selection }) => isLogged(selection, recordOf(write, trail.partition)) === true)
      .map(({ trail }) => ({ by: trail, isCopy: write.by === 's3.amazonaws.com' }));
  };
  return new Map(
    trails
      .filter(({ selection }) => selection.isLogging !== false)
      .map((trail) => [trail, listeners.length === 0 ? [] : writesOf(trail, copies).flatMap(hearing)]),
  );
}

/** In the place of an account: that of a trail that may log any, and of a bucket of which nothing is known. */
const ANYWHERE = '';

/** The account whose data events a trail logs: CloudTrail gives those of objects to the owner of the bucket alone. */
function accountOf({ account = ANYWHERE, organization = false }: Selection): string {
  return organization === false ? account : ANYWHERE;
}

/**
 * What is written for a delivery: the file, and its copies, each once. A bucket of which only the name is known is taken for one of the
 * account that writes to it.
 */
function writesOf<T>({ to, selection }: WritingTrail<T>, copies: readonly Copying[]): readonly Write[] {
  const own = selection.account === undefined ? {} : { account: selection.account };
  const writes: Write[] = [{ to: { ...own, ...to }, by: 'cloudtrail.amazonaws.com' }];
  for (const { to: from } of writes)
    for (const copy of copies)
      if (copy.from === from.bucket && !writes.some((each) => each.to.bucket === copy.to.bucket)) {
        const { region: _region, ...place } = from;
        writes.push({ to: { ...place, ...copy.to }, by: 's3.amazonaws.com' });
      }
  return writes;
}

/** Marks a value that is known only at deployment and may be that of any bucket, unlike the name that CloudFormation creates for a resource. */
export const OPEN_MARK = ': ';

/** The selection as text, except values that are known only at deployment; undefined for a trail that logs no objects. */
function listening<T>({ selection, partition }: WritingTrail<T>): Selection | undefined {
  if (!JSON.stringify([selection.advanced, selection.basic]).includes('AWS::S3::Object')) return undefined;
  return mapSelectorValues(selection, (value) => {
    const known = resolveReferences(value, (name) => (name === 'AWS::Partition' ? partition : undefined));
    const text = renderValue(known);
    return text.includes(OPEN_MARK) ? known : text;
  });
}

function recordOf({ to, by }: Write, partition: string): object {
  return {
    ...{
      eventCategory: 'Data',
      eventType: 'AwsApiCall',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutObject',
    },
    ...{ readOnly: false, userIdentity: { type: 'AWSService', invokedBy: by } },
    ...(to.account === undefined ? {} : { recipientAccountId: to.account }),
    ...(to.region === undefined ? {} : { awsRegion: to.region }),
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:${partition}:s3:::${to.bucket}/${to.keyStart}log.json.gz` },
    ],
  };
}

/** For each trail, those that log its deliveries. */
type Next<T> = ReadonlyMap<WritingTrail<T>, Iterable<WritingTrail<T>>>;

function reachOf<T>(from: WritingTrail<T>, next: Next<T>): ReadonlySet<WritingTrail<T>> {
  const reached = new Set(next.get(from));
  for (const trail of reached) for (const each of next.get(trail) ?? []) reached.add(each);
  return reached;
}

interface CycleContext<T> {
  readonly isDirect: boolean;
  readonly next: Next<T>;
  readonly writers: Writers<T>;
}

function toCycle<T>(
  trails: readonly WritingTrail<T>[],
  { isDirect, next, writers: { copies } }: CycleContext<T>,
): WriteCycle<T> {
  const [only, ...others] = trails;
  const names = trails.map(({ name }) => `'${name}'`);
  const what = isDirect
    ? `the trail ${names.join()} logs its own deliveries to its bucket`
    : others.length === 0
      ? `the trail ${names.join()} logs the copies of its own deliveries in ${copiedTo(only, copies)}`
      : `the trails ${names.slice(0, -1).join(', ')} and ${names.at(-1)} log one another's deliveries`;
  const inside = new Set(trails);
  const pairs = trails.flatMap((from) =>
    [...(next.get(from) ?? [])].filter((by) => inside.has(by)).map((by) => [from, by] as const),
  );
  return { trails, isDirect, pairs, words: `${what}, so that each delivery causes another, for ever` };
}

function copiedTo<T>(trail: WritingTrail<T> | undefined, copies: readonly Copying[]): string {
  const writes = trail === undefined ? [] : writesOf(trail, copies).slice(1);
  return writes.map(({ to }) => `'${to.bucket}'`).join(', ');
}
