import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SIGNING_KEYS, type SigningKey } from './signing-key';

/** What one trail delivers for one account and Region. All but the account has a default. */
export interface TrailPlan {
  readonly accountId: string;
  readonly region?: string;
  readonly trailName?: string;
  readonly homeRegion?: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly organizationId?: string;
  /** When logging starts. */
  readonly start?: string;
  /** One digest file an hour. */
  readonly hours: number;
  /** How many log files the digest of an hour lists. */
  readonly logs?: number | ((hour: number) => number);
  /** Unpacked size of a log file, at least. */
  readonly logSizeBytes?: number;
  /** The text of a log file, from a name that no other has; by default records that are alike. */
  readonly textOf?: (unique: string) => string;
  /** Hours whose digest starts a new chain, because logging was off before it. */
  readonly restarts?: readonly number[];
  /** Hours in which logging is off: nothing is delivered. */
  readonly off?: readonly number[];
  /** Minutes of the last hour after which logging stopped: the final digest is cut short. */
  readonly finalMinutes?: number;
  readonly keyOf?: (hour: number) => SigningKey;
  /** From this hour on the trail delivers to the other bucket, or under the other prefix. */
  readonly move?: {
    readonly hour: number;
    readonly bucket: string;
    readonly prefix?: string;
    readonly organizationId?: string;
    /** Whether the log files of that hour were delivered before the change. */
    readonly isBehindLogs?: boolean;
    /** From this hour on it delivers under the former prefix again. */
    readonly backHour?: number;
  };
  readonly isBackfill?: boolean;
  /** The digest of one hour also lists a log file that was delivered again, with a name of another hour. */
  readonly lists?: { readonly hour: number; readonly logsOf: number };
  /** The hours in the order in which their digests are delivered, and so linked; by default as they come. */
  readonly order?: readonly number[];
}

/** An object as S3 holds it. */
export interface ArchivedObject {
  readonly bucket: string;
  readonly key: string;
  bytes: Buffer;
  metadata: Readonly<Record<string, string>>;
}

/** A digest file as it was delivered, for those who know what was done to it later. */
export interface PlannedDigest {
  readonly chain: string;
  readonly key: string;
  readonly region: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly previousKey: string | undefined;
  readonly logKeys: readonly string[];
  readonly text: string;
  readonly signature: string;
}

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

/** The defaults of a plan. */
export const DEFAULT_PLAN = {
  region: 'eu-west-1',
  trailName: 'audit',
  homeRegion: 'eu-west-1',
  bucket: 'audit-archive',
  start: '2026-10-01T00:01:31Z',
  logs: 2,
} as const;

/** An archive with right signatures, in memory: what CloudTrail would have delivered, byte for byte the same each time. */
export class SignedArchive {
  /** By key. Two buckets hold no object of the same key. */
  readonly objects = new Map<string, ArchivedObject>();
  readonly digests: PlannedDigest[] = [];

  constructor(plans: readonly TrailPlan[]) {
    for (const plan of plans) new TrailWriter(this, plan).write();
  }

  /** All keys in S3's order. */
  get keys(): readonly string[] {
    return [...this.objects.keys()].sort();
  }

  get logKeys(): readonly string[] {
    return this.digests.flatMap(({ logKeys }) => logKeys);
  }

  /** What ListPublicKeys gives, by Region. */
  publicKeys(): string {
    const PublicKeyList = Object.values(SIGNING_KEYS).map((key) => key.listed());
    const regions = [...new Set(this.digests.map(({ region }) => region))];
    return JSON.stringify(Object.fromEntries(regions.map((region) => [region, { PublicKeyList }])), null, 2);
  }

  put(object: ArchivedObject): void {
    this.objects.set(object.key, object);
  }

  /** Writes the objects into a folder, as `aws s3 sync` would: without metadata. */
  writeTo(folder: string): void {
    for (const { key, bytes } of this.objects.values()) {
      const path = join(folder, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }
}

class TrailWriter {
  private previous: PlannedDigest | undefined;
  private previousBucket = '';
  private prefix: string | undefined;
  private organizationId: string | undefined;
  private readonly plan: TrailPlan & typeof DEFAULT_PLAN;

  constructor(
    private readonly archive: SignedArchive,
    plan: TrailPlan,
  ) {
    this.plan = { ...DEFAULT_PLAN, ...plan } as TrailPlan & typeof DEFAULT_PLAN;
    this.prefix = plan.prefix;
    this.organizationId = plan.organizationId;
  }

  write(): void {
    const hours = this.plan.order ?? Array.from({ length: this.plan.hours }, (_, hour) => hour);
    for (const hour of hours) {
      if (this.plan.restarts?.includes(hour)) this.previous = undefined;
      if (!this.plan.off?.includes(hour)) this.writeHour(hour);
    }
  }

  private writeHour(hour: number): void {
    const { finalMinutes, hours, move } = this.plan;
    if (move?.hour === hour && move.isBehindLogs !== true) this.move();
    if (move?.backHour === hour) this.moveBack();
    const startMs = Date.parse(this.plan.start) + hour * HOUR_MS;
    const isFinal = finalMinutes !== undefined && hour === hours - 1;
    const endMs = startMs + (isFinal ? finalMinutes * MINUTE_MS : HOUR_MS);
    const again = this.plan.lists?.hour === hour ? this.plan.lists : undefined;
    const againMs = Date.parse(this.plan.start) + (again?.logsOf ?? 0) * HOUR_MS + HOUR_MS / 2;
    const logs = [
      ...this.writeLogs(hour, startMs),
      ...(again === undefined ? [] : [this.writeLog(hour, againMs, 'delivered again')]),
    ];
    if (move?.hour === hour) this.move();
    this.writeDigest(hour, { startMs, endMs, logs });
  }

  private move(): void {
    const { move } = this.plan;
    this.prefix = move?.prefix ?? this.prefix;
    this.organizationId = move?.organizationId ?? this.organizationId;
  }

  private moveBack(): void {
    this.prefix = this.plan.prefix;
    this.organizationId = this.plan.organizationId;
  }

  private writeLogs(hour: number, startMs: number): readonly ListedText[] {
    const wanted = this.plan.logs as TrailPlan['logs'];
    const count = typeof wanted === 'function' ? wanted(hour) : (wanted ?? 0);
    return Array.from({ length: count }, (_, index) => {
      const timeMs = startMs + Math.floor(((index + 1) * HOUR_MS) / (count + 2));
      return this.writeLog(hour, timeMs, String(index));
    });
  }

  private writeLog(hour: number, timeMs: number, seed: string): ListedText {
    const unique = createHash('sha256')
      .update(`${this.nameOf(hour)} ${seed}`)
      .digest('hex')
      .slice(0, 16);
    const key = `${this.folder('CloudTrail', timeMs)}_${compact(timeMs, 'minute')}_${unique}.json.gz`;
    const text = this.plan.textOf?.(unique) ?? logText(unique, this.plan.logSizeBytes ?? 0);
    this.archive.put({ bucket: this.logBucketOf(hour), key, bytes: packed(text), metadata: {} });
    return { key, hash: sha256(text), time: iso(timeMs) };
  }

  private writeDigest(hour: number, content: DigestContent): void {
    const { trailName, homeRegion, isBackfill, region } = this.plan;
    const { startMs, endMs, logs } = content;
    const ending = `${compact(endMs, 'second')}${isBackfill === true ? '_backfill' : ''}.json.gz`;
    const key = `${this.folder('CloudTrail-Digest', endMs)}_${trailName}_${homeRegion}_${ending}`;
    const signer = this.plan.keyOf?.(hour) ?? SIGNING_KEYS.current;
    const text = JSON.stringify(this.digestJson(hour, key, { ...content, fingerprint: signer.fingerprint }));
    const signature = signer.sign(toSign(text));
    const generated: Record<string, string> =
      isBackfill === true ? { 'backfill-generation-timestamp': iso(endMs + 48 * HOUR_MS) } : {};
    const metadata = { signature, 'signature-algorithm': 'SHA256withRSA', ...generated };
    this.archive.put({ bucket: this.bucketOf(hour), key, bytes: packed(text), metadata });
    const chain = [this.folder('CloudTrail-Digest', 0), trailName, homeRegion, isBackfill === true].join(' ');
    const logKeys = logs.map((log) => log.key);
    const previousKey = this.previous?.key;
    this.previous = { chain, key, region, startMs, endMs, previousKey, logKeys, text, signature };
    this.previousBucket = this.bucketOf(hour);
    this.archive.digests.push(this.previous);
  }

  private digestJson(hour: number, key: string, content: DigestContent & { readonly fingerprint: string }) {
    const { startMs, endMs, logs, fingerprint } = content;
    const { previous } = this;
    return {
      awsAccountId: this.plan.accountId,
      digestStartTime: iso(startMs),
      digestEndTime: iso(endMs),
      digestS3Bucket: this.bucketOf(hour),
      digestS3Object: key,
      digestPublicKeyFingerprint: fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logs.at(-1)?.time ?? null,
      oldestEventTime: logs[0]?.time ?? null,
      previousDigestS3Bucket: previous === undefined ? null : this.previousBucket,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous === undefined ? null : sha256(previous.text),
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles: logs.map((log) => this.listedLog(hour, log)),
    };
  }

  private listedLog(hour: number, { key, hash, time }: ListedText) {
    return {
      s3Bucket: this.logBucketOf(hour),
      s3Object: key,
      hashValue: hash,
      hashAlgorithm: 'SHA-256',
      newestEventTime: time,
      oldestEventTime: time,
    };
  }

  private bucketOf(hour: number): string {
    const { move, bucket } = this.plan;
    return move !== undefined && hour >= move.hour ? move.bucket : bucket;
  }

  private logBucketOf(hour: number): string {
    const { move, bucket } = this.plan;
    return move?.hour === hour && move.isBehindLogs === true ? bucket : this.bucketOf(hour);
  }

  private nameOf(hour: number): string {
    const { accountId, region, trailName, isBackfill, organizationId, start } = this.plan;
    return [accountId, region, trailName, isBackfill, organizationId, start, hour].join(' ');
  }

  private folder(kind: string, timeMs: number): string {
    const { accountId, region } = this.plan;
    const { organizationId } = this;
    const day = iso(timeMs).slice(0, 10).replaceAll('-', '/');
    const names = [
      this.prefix,
      'AWSLogs',
      organizationId,
      accountId,
      kind,
      region,
      day,
      `${accountId}_${kind}_${region}`,
    ];
    return names.filter((name) => name !== undefined).join('/');
  }
}

interface ListedText {
  readonly key: string;
  readonly hash: string;
  readonly time: string;
}

interface DigestContent {
  readonly startMs: number;
  readonly endMs: number;
  readonly logs: readonly ListedText[];
}

/** A copy: what `gzipSync` returns holds 16 KB, however short it is. */
function packed(text: string): Buffer {
  return Buffer.from(gzipSync(text));
}

/** What CloudTrail signs of a digest's text. */
export function toSign(text: string): string {
  const json = JSON.parse(text) as Record<string, string | null>;
  const place = `${json.digestS3Bucket}/${json.digestS3Object}`;
  return [json.digestEndTime, place, sha256(text), json.previousDigestSignature ?? 'null'].join('\n');
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The text of a log file with its own event ids. */
export function logText(seed: string, leastBytes = 0): string {
  const record = (index: number) =>
    `{"eventVersion":"1.11","eventTime":"2026-10-01T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"${seed}-${index}"}`;
  const count = Math.max(1, Math.ceil(leastBytes / (record(0).length + 1)));
  return `{"Records":[${Array.from({ length: count }, (_, index) => record(index)).join(',')}]}`;
}

function iso(timeMs: number): string {
  return new Date(timeMs)
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/\.\d+Z$/, 'Z');
}

function compact(timeMs: number, precision: 'minute' | 'second'): string {
  const digits = iso(timeMs).replaceAll(/[:-]/g, '');
  return precision === 'minute' ? `${digits.slice(0, 13)}Z` : digits;
}
