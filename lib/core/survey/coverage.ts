import { isLongTermKey } from '../alert/alert-actor';
import { unseenUses } from '../calls/unlogged-actions';
import { lastingOf } from '../case/lasting-things';
import { type Sight, Sightings, sightOf } from '../case/sightings';
import { identity, outcomeOf } from '../compile/predicate/record-facts';
import { targetsOf } from '../fact/targets/targets-of';
import { textAt } from '../fact/text-at';
import { layoutRootOf, parseObjectKey } from '../record/object-key';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { callerNamesOf } from './callers';
import { type LoggingChange, LoggingChanges } from './logging-changes';

/** What an account logged in a Region. */
export interface CoveredPlace {
  readonly account: string;
  readonly region: string;
  readonly records: number;
  readonly first: string;
  readonly last: string;
  /** The longest time without a record, in hours, if it is one or more; whether nothing happened then is not known. */
  readonly silentHours: number;
  readonly silentFrom?: string;
}

/** A value, and how often it was seen. */
export interface SeenValue {
  readonly value: string;
  readonly records: number;
  readonly first: string;
}

/** What the records can say, and what they cannot. */
export interface CoverageReport {
  readonly places: readonly CoveredPlace[];
  /** Data events by service, since the first of them; empty: none is among the records. */
  readonly dataEvents: readonly SeenValue[];
  /** What these services do besides, and no selector can show, since the first record of each: look in their own logs. */
  readonly neverLogged: readonly SeenValue[];
  /** Calls that change what is logged, with who made them, the gravest first; of those that failed, without what they named. */
  readonly changesOfLogging: readonly LoggingChange[];
  /** Deliveries of CloudTrail that a bucket or a topic refused. */
  readonly refusedDeliveries: readonly SeenValue[];
  /** Log and digest files by their names; files with other names are neither. */
  readonly files: { readonly log: number; readonly digest: number; readonly other: number };
  /** Long-term keys, users and roles that made calls, and that no record creates: they are older than these records. */
  readonly notCreatedHere: readonly SeenValue[];
  /** How many values are not listed, and how often values were seen that are not kept. */
  readonly notListed: number;
}

const HOUR_MS = 3_600_000;

/** The maximum number of values of each kind that a report lists, and of places and hours that are kept. */
const MAX_LISTED = 50;
const MAX_PLACES = 5_000;
const MAX_HOURS = 100_000;
const MAX_CALLERS = 20_000;
const MAX_CREATED = 100_000;

/** What calls under its own name. */
const CALLERS: ReadonlySet<string> = new Set(['access key', 'user', 'role']);

interface Place {
  readonly hours: Set<number>;
  records: number;
  first: string;
  last: string;
}

/** What is logged of what, found from the records and the names of their files, in any order. */
export class Coverage {
  private readonly places = new Map<string, Place>();
  private readonly dataEvents = new Sightings();
  private readonly sources = new Sightings();
  private readonly logging = new LoggingChanges();
  private readonly refused = new Sightings();
  private readonly callers = new Sightings(MAX_CALLERS);
  private readonly created = new Set<string>();
  private readonly files = { log: 0, digest: 0, other: 0 };
  private placesNotKept = 0;
  private isCreatedFull = false;

  /** Takes the name of a file, whether or not it is read. */
  takeFile(name: string): void {
    const root = layoutRootOf(name.replaceAll('\\', '/'));
    const key = root === undefined ? undefined : parseObjectKey(name.slice(root.length - 'AWSLogs/'.length));
    if (key?.folder === 'CloudTrail') this.files.log += 1;
    else if (key?.folder === 'CloudTrail-Digest') this.files.digest += 1;
    else this.files.other += 1;
  }

  take(record: CloudTrailRecord): void {
    const sight = sightOf(record);
    this.takePlace(record, sight.time);
    const source = textAt(record, 'eventSource') ?? '';
    this.sources.add(source, sight);
    if (textAt(record, 'eventCategory') === 'Data') this.dataEvents.add(source, sight);
    this.logging.take(record, sight);
    this.takeRefusal(record, sight);
    for (const { kind, parts, account } of lastingOf(record))
      if (CALLERS.has(kind.name)) this.noteCreated(callerText(kind.name, account, parts[0] ?? ''));
    this.takeCaller(record, sight);
  }

  get report(): CoverageReport {
    const { dataEvents, sources, refused, callers, created, logging } = this;
    // Whether a caller is older is not known where not all that was created is.
    const foreign = callers.all.filter(({ value }) => !this.isCreatedFull && !created.has(value));
    const unknown = this.isCreatedFull ? callers.all.length : 0;
    const places = [...this.places].map(([key, place]) => toPlace(key, place));
    places.sort((one, other) =>
      `${one.account} ${one.region}` < `${other.account} ${other.region}` ? -1 : 1,
    );
    const lists = { places, dataEvents: dataEvents.all, refused: refused.all, foreign };
    const beyond = Object.values(lists).map(({ length }) => Math.max(0, length - MAX_LISTED));
    const uncounted = [dataEvents, refused, callers].map((one) => one.uncounted);
    const notListed = [...beyond, ...uncounted, logging.notListed, this.placesNotKept, unknown];
    return {
      places: places.slice(0, MAX_LISTED),
      dataEvents: toValues(lists.dataEvents),
      neverLogged: toValues(sources.all).flatMap(({ value, ...seen }) =>
        unseenUses(value.replace(/\.amazonaws\.com$/, '')).map((uses) => ({ value: uses, ...seen })),
      ),
      changesOfLogging: logging.listed,
      refusedDeliveries: toValues(lists.refused),
      files: this.files,
      notCreatedHere: toValues(lists.foreign),
      notListed: notListed.reduce((sum, count) => sum + count, 0),
    };
  }

  private takeRefusal(record: CloudTrailRecord, sight: Sight): void {
    const call = textAt(record, 'eventName') ?? '';
    if (!/^(?:PutObject|Publish)$/.test(call) || outcomeOf(record)?.status === 'succeeded') return;
    if (identity.invokedBy(record) === 'cloudtrail.amazonaws.com')
      this.refused.add(`${call} ${bucketOf(record) ?? textAt(record, 'eventSource') ?? ''}`, sight);
  }

  private noteCreated(caller: string): void {
    if (this.created.size < MAX_CREATED) this.created.add(caller);
    else if (!this.created.has(caller)) this.isCreatedFull = true;
  }

  private takePlace(record: CloudTrailRecord, time: string): void {
    const key = `${recordIdentity(record).recipientAccountId} ${textAt(record, 'awsRegion') ?? ''}`;
    const place = this.places.get(key) ?? { hours: new Set<number>(), records: 0, first: time, last: time };
    if (!this.places.has(key) && this.places.size >= MAX_PLACES) {
      this.placesNotKept += 1;
      return;
    }
    this.places.set(key, place);
    place.records += 1;
    if (time < place.first) place.first = time;
    if (time > place.last) place.last = time;
    const hour = Math.floor(Date.parse(time) / HOUR_MS);
    if (!Number.isNaN(hour) && place.hours.size < MAX_HOURS) place.hours.add(hour);
  }

  private takeCaller(record: CloudTrailRecord, sight: Sight): void {
    const { accountId, user, role } = callerNamesOf(record);
    const key = identity.accessKey(record) ?? '';
    if (isLongTermKey(key)) this.callers.add(callerText('access key', '', key), sight);
    if (user !== undefined) this.callers.add(callerText('user', accountId, user), sight);
    if (role !== undefined && identity.invokedBy(record) === undefined)
      this.callers.add(callerText('role', accountId, role), sight);
  }
}

/** Keys are of no account: their ids are their own. */
function callerText(kind: string, account: string, name: string): string {
  return kind === 'access key' ? `${kind} ${name}` : `${kind} ${name} of ${account}`;
}

function toPlace(key: string, { hours, records, first, last }: Place): CoveredPlace {
  const [account = '', region = ''] = key.split(' ');
  const sorted = [...hours].sort((one, other) => one - other);
  let [silentHours, from] = [0, 0];
  for (const [at, hour] of sorted.entries()) {
    const silent = at === 0 ? 0 : hour - (sorted[at - 1] ?? hour) - 1;
    if (silent > silentHours) [silentHours, from] = [silent, (sorted[at - 1] ?? 0) + 1];
  }
  return {
    ...{ account, region, records, first, last, silentHours },
    ...(silentHours === 0 ? {} : { silentFrom: new Date(from * HOUR_MS).toISOString() }),
  };
}

function toValues(all: Sightings['all']): readonly SeenValue[] {
  return all
    .slice(0, MAX_LISTED)
    .map(({ value, count, first }) => ({ value, records: count, first: first.time }));
}

function bucketOf(record: CloudTrailRecord): string | undefined {
  return targetsOf(record).find(({ type }) => type === 'AWS::S3::Bucket')?.name;
}
