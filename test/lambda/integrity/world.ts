import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ObjectVersion } from '../../../lambda/aws/s3/list-objects';
import { readArchive } from '../../../lambda/aws/s3/read-archive';
import type { Progress } from '../../../lambda/aws/table/progress-item';
import { processBatch } from '../../../lambda/integrity/integrity';
import { beginInvocation, type Container, type Invocation } from '../../../lambda/integrity/invocation';
import { type Ports, RegionalKeys } from '../../../lambda/integrity/ports';
import type { Register } from '../../../lib/core/delivery/register/register';
import { parseDigestKey } from '../../../lib/core/digest/archive-folder';
import type { ObjectPlace, StoredObject } from '../../../lib/core/digest/archive-reader';
import { deliveryTimeMs } from '../../../lib/core/record/object-key';
import type { IntegrityMetric, IntegritySettings } from '../../../lib/core/settings/integrity-settings';
import { DEFAULT_PLAN, type SignedArchive } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';
import { changeRule, s3Event } from './s3-events';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The settings of every test that does not say otherwise: a function of 60 seconds. */
export const SETTINGS: IntegritySettings = {
  tableName: 'claims',
  macKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mac',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/work',
  maxReceiveCount: 6,
  leaseSeconds: 120,
  rememberDays: 400,
  stormThreshold: 50,
  stormWindowMinutes: 30 * 24 * 60,
  stormReportDelaySeconds: 300,
  bucketName: DEFAULT_PLAN.bucket,
  root: 'AWSLogs/',
  expectedFolders: '-',
  recheckHours: 90 * 24,
  recheckReachHours: 365 * 24,
  secondLookSeconds: 900,
  metricsNamespace: 'Trailwatch',
  monitorName: 'test',
};

const RULE = changeRule(SETTINGS);
/** S3 returns so many keys or versions at a time. */
const LIST_PAGE = 1000;
const VISIBILITY_MS = 6 * MINUTE_MS;
const BATCH_SIZE = 5;

/** An integrity monitor with an archive: an object of it is there from when it was delivered. */
export class World extends MemoryWorld<Container, IntegritySettings> {
  readonly progress = new Map<string, Progress>();
  readonly reads: string[] = [];
  readonly keyRequests: string[] = [];
  /** What the function logged as warnings. */
  readonly warnings: Readonly<Record<string, unknown>>[] = [];
  /** When objects came that did not come in time. */
  readonly late = new Map<string, number>();
  /** What ListPublicKeys throws in a Region. */
  readonly refusals = new Map<string, Error>();
  /** What S3 answers for an object, each time. */
  readonly s3Faults = new Map<string, Error>();
  /** What S3 answers for an object this time. */
  readFault: (key: string) => Error | undefined = (key) => this.s3Faults.get(key);
  /** Objects that S3 forbids. */
  readonly forbidden = new Set<string>();
  readonly invocations: Invocation[] = [];
  registers: readonly Register[] = [];
  maxLogFiles = 10_000;
  /** How far the clock of the function is ahead. */
  clockAheadMs = 0;
  /** Whether the bucket keeps versions. */
  isVersioned = true;
  /** Whether Object Lock keeps every version: S3 refuses to delete one, and announces nothing. */
  isLocked = false;
  /** Whether the bucket sends its events. */
  isAnnounced = true;
  /** The versions of the keys that were changed, newest first. */
  readonly #versions = new Map<string, ObjectVersion[]>();
  /** Whether a state that the monitor did not write is told from its own. */
  isAuthenticated = false;
  readonly #written = new Map<string, Progress>();
  readonly #arrivals = new Map<string, number>();
  #sorted: readonly string[] | undefined;
  readonly listings = { keys: 0, versions: 0 };
  publicKeys: readonly unknown[] = Object.values(SIGNING_KEYS).map((key) => key.listed());
  #names = 0;

  constructor(
    readonly archive: SignedArchive,
    settings: IntegritySettings = SETTINGS,
  ) {
    super({
      settings,
      nowMs: Math.min(...archive.digests.map(({ startMs }) => startMs)) + 10 * MINUTE_MS,
      ...{ visibilityMs: VISIBILITY_MS, batchSize: BATCH_SIZE },
    });
    forgetOnChange(archive.objects, () => {
      this.#sorted = undefined;
    });
  }

  /** The scheduled rule's message. */
  plan(): void {
    const at = new Date(this.nowMs).toISOString();
    this.send(JSON.stringify({ trailwatch: 'integrity', version: 1, job: 'plan', at }));
  }

  /** Writes an object now, over another one or not. */
  write(key: string, bytes: Uint8Array, metadata: Readonly<Record<string, string>> = {}): void {
    const before = this.#versionsOf(key);
    this.archive.put({ bucket: this.settings.bucketName, key, bytes: Buffer.from(bytes), metadata });
    if (before.length === 0) this.late.set(key, this.nowMs);
    this.#change(key, before, false);
    this.announce('Object Created', key, 'PutObject');
  }

  /** Deletes an object as DeleteObject does in a bucket with versions: the version stays below a marker. */
  delete(key: string, reason = 'DeleteObject'): void {
    const before = this.#versionsOf(key);
    this.archive.objects.delete(key);
    this.#change(key, before, true);
    this.announce('Object Deleted', key, reason);
  }

  /** Deletes all versions of an object. */
  deleteVersions(key: string): void {
    if (this.isLocked) return;
    this.archive.objects.delete(key);
    this.#versions.set(key, []);
    this.announce('Object Deleted', key, 'DeleteObject');
  }

  /** Sends an event of S3 through the rule of the monitor. */
  announce(detailType: string, key: string, reason: string, delaySeconds = 0): void {
    if (!this.isAnnounced) return;
    const event = s3Event({ detailType, key, reason, bucket: this.settings.bucketName, atMs: this.nowMs });
    if (RULE.matches(event)) this.send(JSON.stringify(event), delaySeconds);
  }

  /** Plans every hour up to a time, and lets a container do the work. */
  async runUntil(untilMs: number, container = this.container()): Promise<void> {
    for (; this.nowMs <= untilMs; this.nowMs += HOUR_MS) {
      this.plan();
      await this.drain(container, this.nowMs + HOUR_MS - 1);
    }
  }

  /** Lets a container work until no message is left up to a time, and sets the clock back if that is given. */
  override async drain(container?: Container, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    const startMs = this.nowMs;
    await super.drain(container, untilMs);
    if (untilMs !== Number.POSITIVE_INFINITY) this.nowMs = startMs;
  }

  container(gate: Gate = OPEN_GATE): Container {
    const silent = () => undefined;
    return {
      ports: this.#ports(gate),
      settings: this.settings,
      log: { info: silent, warn: (_, fields) => void this.warnings.push(fields), error: silent },
      storms: new Map(),
      keys: new RegionalKeys(),
      registers: this.registers,
      newOwner: () => `owner-${this.#names++}`,
      maxLogFiles: this.maxLogFiles,
      queueClock: { aheadMs: 0 },
    };
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }

  /** The sum of a metric over all invocations. */
  sum(metric: Exclude<IntegrityMetric, 'DigestLag'>): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(metric), 0);
  }

  /** What was reported, in short: `rule key`. */
  get reported(): readonly string[] {
    return this.published.map(({ ruleId, source }) => `${ruleId} ${source.key}`).sort();
  }

  /** When the object came, or will come. */
  arrivalOf(key: string): number {
    return this.late.get(key) ?? this.#deliveredMs(key);
  }

  #deliveredMs(key: string): number {
    const known = this.#arrivals.get(key);
    if (known !== undefined) return known;
    const listed = parseDigestKey(key);
    const digestMs = listed?.kind === 'chained' ? listed.endTimeMs + 5 * MINUTE_MS : undefined;
    const deliveredMs = digestMs ?? (deliveryTimeMs(key) ?? 0) + MINUTE_MS;
    this.#arrivals.set(key, deliveredMs);
    return deliveredMs;
  }

  #isThere(key: string): boolean {
    return this.archive.objects.has(key) && this.arrivalOf(key) <= this.nowMs;
  }

  #versionsOf(key: string): readonly ObjectVersion[] {
    const delivered = { key, writtenMs: this.arrivalOf(key), isDeleteMarker: false };
    return this.#versions.get(key) ?? (this.#isThere(key) ? [delivered] : []);
  }

  #change(key: string, before: readonly ObjectVersion[], isDeleteMarker: boolean): void {
    const change = { key, writtenMs: this.nowMs, isDeleteMarker };
    if (this.isVersioned) this.#versions.set(key, [change, ...before]);
    else this.#versions.set(key, isDeleteMarker ? [] : [change]);
  }

  #listVersions(keyPrefix: string, after: string): readonly ObjectVersion[] {
    const keys = new Set([...this.#keys(keyPrefix, after), ...this.#versions.keys()]);
    const wanted = [...keys].filter((key) => key.startsWith(keyPrefix) && key > after).sort();
    const versions = wanted.flatMap((key) => this.#versionsOf(key));
    this.listings.versions += Math.max(1, Math.ceil(versions.length / LIST_PAGE));
    return versions;
  }

  #ports(gate: Gate): Ports {
    return {
      ...memoryRaisePorts(this, gate),
      nowMs: () => this.nowMs + this.clockAheadMs,
      readArchive: (place, outOfTime) => this.#answer(gate, place, outOfTime),
      listKeys: (keyPrefix, after) => this.#listed(gate, keyPrefix, () => this.#keys(keyPrefix, after)),
      listVersions: (keyPrefix, after = '') =>
        this.#listed(gate, keyPrefix, () => this.#listVersions(keyPrefix, after)),
      listFolders: (keyPrefix) => this.#listed(gate, keyPrefix, () => [...this.#folders(keyPrefix)]),
      listPublicKeys: (region) =>
        gate({ name: 'listPublicKeys', subject: region }, () => this.#publicKeys(region)),
      readProgress: (name) => gate({ name: 'readProgress', subject: name }, () => this.#progressOf(name)),
      writeProgress: (progress) =>
        gate({ name: 'writeProgress', subject: progress.name }, () => this.#write(progress)),
      listProgress: () => this.#listed(gate, 'progress', () => [...this.progress.keys()]),
      sendMessages: (bodies) =>
        gate({ name: 'sendMessages', subject: '' }, () => {
          for (const body of bodies) this.send(body);
        }),
    };
  }

  async *#listed<T>(gate: Gate, subject: string, list: () => Iterable<T>): AsyncGenerator<T, void> {
    yield* await gate({ name: 'list', subject }, list);
  }

  /** In S3's order; what is not asked for is not looked at. */
  *#keys(keyPrefix: string, after = ''): Generator<string, void> {
    this.#sorted ??= this.archive.keys;
    const sorted = this.#sorted;
    for (let at = firstFrom(sorted, after > keyPrefix ? after : keyPrefix); at < sorted.length; at += 1) {
      const key = sorted[at] ?? '';
      if (!key.startsWith(keyPrefix)) return;
      if (key > after && this.#isThere(key)) yield key;
    }
  }

  /** The rest of a folder is not looked at once it has an object. */
  *#folders(keyPrefix: string): Generator<string, void> {
    for (let after = ''; ; ) {
      const { value: key, done } = this.#keys(keyPrefix, after).next();
      if (done === true) return;
      const end = key.indexOf('/', keyPrefix.length) + 1;
      after = end === 0 ? key : `${key.slice(0, end)}\uffff`;
      if (end > 0) yield key.slice(0, end);
    }
  }

  #answer(gate: Gate, place: Required<ObjectPlace>, outOfTime: AbortSignal): Promise<StoredObject> {
    let fault = this.readFault(place.key);
    if (fault === undefined)
      return gate({ name: 'readArchive', subject: place.key }, () => this.#read(place.key));
    const send = async () => {
      const first = fault ?? this.readFault(place.key);
      fault = undefined;
      return first === undefined ? toGetObject(this.#read(place.key)) : Promise.reject(first);
    };
    return readArchive({ send } as never, place, { outOfTime, wait: async () => undefined });
  }

  #read(key: string): StoredObject {
    this.reads.push(key);
    if (this.forbidden.has(key)) return { kind: 'unreadable', problem: 'access was denied' };
    const object = this.archive.objects.get(key);
    if (object === undefined || !this.#isThere(key)) return { kind: 'absent' };
    const { signature } = object.metadata;
    const tag = createHash('md5').update(object.bytes).digest('hex');
    return { kind: 'stored', chunks: [object.bytes], tag, ...(signature === undefined ? {} : { signature }) };
  }

  #publicKeys(region: string) {
    this.keyRequests.push(region);
    const refusal = this.refusals.get(region);
    if (refusal !== undefined) throw refusal;
    return this.publicKeys as readonly { Fingerprint: string; Value: string }[];
  }

  /** As the adapter does it: what the monitor has not written has no text. */
  #progressOf(name: string): Progress {
    const progress = this.progress.get(name) ?? { name, text: '', version: 0 };
    const isOwn = progress.version === 0 || this.#written.get(name) === progress;
    return this.isAuthenticated && !isOwn ? { ...progress, text: '', isRejected: true } : progress;
  }

  #write(progress: Progress): boolean {
    const version = this.progress.get(progress.name)?.version ?? 0;
    if (version !== progress.version) return false;
    const { name, text } = progress;
    const written = { name, text, version: version + 1 };
    this.#written.set(name, written);
    this.progress.set(name, written);
    return true;
  }
}

/** What GetObject answers. */
function toGetObject(stored: StoredObject) {
  if (stored.kind !== 'stored') throw Object.assign(new Error('No such key.'), { name: 'NoSuchKey' });
  const { chunks, tag, signature } = stored;
  return { Body: chunks, ETag: tag, Metadata: signature === undefined ? {} : { signature } };
}

/** The place of the first key that is not below a text. */
function firstFrom(sorted: readonly string[], text: string): number {
  let from = 0;
  for (let until = sorted.length; from < until; ) {
    const middle = (from + until) >> 1;
    if ((sorted[middle] ?? '') < text) from = middle + 1;
    else until = middle;
  }
  return from;
}

/** Tells when objects come and go, whoever puts them there. */
function forgetOnChange(objects: SignedArchive['objects'], forget: () => void): void {
  const { set, delete: remove, clear } = objects;
  objects.set = (key, object) => {
    if (!objects.has(key)) forget();
    return set.call(objects, key, object);
  };
  objects.delete = (key) => {
    forget();
    return remove.call(objects, key);
  };
  objects.clear = () => {
    forget();
    clear.call(objects);
  };
}
