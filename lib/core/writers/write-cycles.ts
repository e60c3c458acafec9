/** Which trails log what deliveries write: their own, or one another's. */
import { isLogged } from '../selector/explain/explain-selection';
import { mapSelectorValues, type Selection } from '../selector/selection';
import { isResolved, renderValue, resolveReferences } from '../selector/selector-value';

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

/** Trails each of whose deliveries causes another, through the others. */
export interface WriteCycle<T> {
  readonly trails: readonly WritingTrail<T>[];
  /** Whether it is one trail that logs the bucket that it delivers to. */
  readonly isDirect: boolean;
  /** A sentence without a full stop. */
  readonly words: string;
}

/** One file that is written for each delivery of a trail, and by whom. */
interface Write {
  readonly to: WrittenPlace;
  readonly by: 'cloudtrail.amazonaws.com' | 's3.amazonaws.com';
}

/** For each trail, the trails that log what its deliveries write, each as often as one delivery is logged. */
type Heard<T> = ReadonlyMap<WritingTrail<T>, readonly WritingTrail<T>[]>;

/** The cycles in what is written and logged; each trail is in one of them at most. */
export function writeCyclesOf<T>(writers: Writers<T>): readonly WriteCycle<T>[] {
  const heard = heardIn(writers);
  const reached = new Map(writers.trails.map((trail) => [trail, reachOf(trail, heard)]));
  const told = new Set<WritingTrail<T>>();
  return writers.trails.flatMap((trail) => {
    if (told.has(trail) || !reached.get(trail)?.has(trail)) return [];
    const trails = writers.trails.filter(
      (other) => reached.get(trail)?.has(other) && reached.get(other)?.has(trail),
    );
    for (const each of trails) told.add(each);
    return [toCycle(trails, writers)];
  });
}

/** How many deliveries a trail logs, where each trail delivers so many files: what is written and logged, all are as many. */
export function loggedDeliveries<T>(
  writers: Writers<T>,
  filesOf: (trail: WritingTrail<T>) => number,
): ReadonlyMap<WritingTrail<T>, number> {
  const logged = new Map<WritingTrail<T>, number>();
  for (const [trail, listeners] of heardIn(writers))
    for (const each of listeners) logged.set(each, (logged.get(each) ?? 0) + filesOf(trail));
  return logged;
}

function heardIn<T>(writers: Writers<T>): Heard<T> {
  const { trails, copies } = writers;
  // Most trails log no objects, and nothing is written out for them.
  const listeners = trails.flatMap((trail) => {
    const selection = listening(trail);
    return selection === undefined ? [] : [{ trail, selection }];
  });
  return new Map(
    trails
      .filter(({ selection }) => selection.isLogging !== false)
      .map((trail) => {
        const writes = listeners.length === 0 ? [] : writesOf(trail, copies);
        return [
          trail,
          writes.flatMap((write) =>
            listeners.flatMap((each) =>
              isLogged(each.selection, recordOf(write, each.trail.partition)) === true ? [each.trail] : [],
            ),
          ),
        ];
      }),
  );
}

/** What is written for a delivery: the file, and its copies, each once. */
function writesOf<T>({ to }: WritingTrail<T>, copies: readonly Copying[]): readonly Write[] {
  const writes: Write[] = [{ to, by: 'cloudtrail.amazonaws.com' }];
  for (const write of writes)
    for (const copy of copies)
      if (copy.from === write.to.bucket && !writes.some((each) => each.to.bucket === copy.to.bucket))
        writes.push({ to: { keyStart: to.keyStart, ...copy.to }, by: 's3.amazonaws.com' });
  return writes;
}

/** What is known only at deployment, but a name that CloudFormation makes for a resource alone: it may be that of any bucket. */
export const OPEN_MARK = ': ';

/** The selection as text; none of a trail that logs no objects, or whose buckets only the deployment knows. */
function listening<T>({ selection, partition }: WritingTrail<T>): Selection | undefined {
  if (!JSON.stringify([selection.advanced, selection.basic]).includes('AWS::S3::Object')) return undefined;
  let isOpen = false;
  const asText = mapSelectorValues(selection, (value) => {
    const known = resolveReferences(value, (name) => (name === 'AWS::Partition' ? partition : undefined));
    isOpen ||= !isResolved(known) && renderValue(known).includes(OPEN_MARK);
    return renderValue(known);
  });
  return isOpen ? undefined : asText;
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

function reachOf<T>(from: WritingTrail<T>, heard: Heard<T>): ReadonlySet<WritingTrail<T>> {
  const reached = new Set(heard.get(from));
  for (const trail of reached) for (const next of heard.get(trail) ?? []) reached.add(next);
  return reached;
}

function toCycle<T>(trails: readonly WritingTrail<T>[], { copies }: Writers<T>): WriteCycle<T> {
  const [only, ...others] = trails;
  const isDirect =
    only !== undefined && others.length === 0 && heardIn({ trails, copies: [] }).get(only)?.length === 1;
  const names = trails.map(({ name }) => `'${name}'`);
  const what = isDirect
    ? `the trail ${names.join()} logs its own deliveries to its bucket`
    : others.length === 0
      ? `the trail ${names.join()} logs the copies of its own deliveries in ${copiedTo(only, copies)}`
      : `the trails ${names.slice(0, -1).join(', ')} and ${names.at(-1)} log one another's deliveries`;
  return { trails, isDirect, words: `${what}, so that each delivery causes another, for ever` };
}

function copiedTo<T>(trail: WritingTrail<T> | undefined, copies: readonly Copying[]): string {
  const writes = trail === undefined ? [] : writesOf(trail, copies).slice(1);
  return writes.map(({ to }) => `'${to.bucket}'`).join(', ');
}
