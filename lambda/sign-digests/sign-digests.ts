import { gzipSync } from 'node:zlib';
import pLimit from 'p-limit';
import { keyPrefixOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import type { HashedObject, ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import {
  DIGEST_PERIOD_MS,
  type ListedLog,
  type PreviousDigest,
  parseDigest,
} from '../../lib/core/digest/digest';
import { toTime } from '../../lib/core/digest/finding';
import { hashHere } from '../../lib/core/digest/judge-digest';
import { type OwnDigest, renderDigest } from '../../lib/core/digest/render-digest';
import { signedText } from '../../lib/core/digest/signature/public-keys';
import { unpackDigest } from '../../lib/core/digest/single-member';
import { parseObjectKey, renderObjectKey } from '../../lib/core/record/object-key';
import { sha256Hex } from '../../lib/core/record/sha256';
import { dayOf } from '../../lib/core/record/to-event-time';
import type { SignDigestsSettings } from '../../lib/core/settings/sign-digests-settings';
import type { ListedObject, ObjectVersion } from '../aws/s3/list-objects';

/** All side effects of the function, and the clock. */
export interface SignPorts {
  readonly listObjects: (prefix: string) => AsyncIterable<ListedObject>;
  readonly listVersions: (prefix: string) => AsyncIterable<ObjectVersion>;
  readonly readObject: (place: Required<ObjectPlace>) => Promise<StoredObject>;
  /** Writes a digest file unless one of its name is there; whether there was none. */
  readonly putDigest: (key: string, content: Uint8Array, signature: string) => Promise<boolean>;
  /** In hexadecimal. */
  readonly sign: (text: string) => Promise<string>;
  /** Of the public key. */
  readonly fingerprint: () => Promise<string>;
  readonly nowMs: () => number;
  readonly remainingMs: () => number;
  readonly warn: (words: string, data: Readonly<Record<string, unknown>>) => void;
}

/** What was done: the keys of digest files that were written, and how many log files they list. */
export interface SignedDigests {
  readonly digests: readonly string[];
  readonly logs: number;
}

/** A file is listed by the time at which S3 has it, and may show a little later. */
const MARGIN_MS = 10 * 60 * 1000;

/** Firehose tries for a day to write a file, whose folder is that of the time at which its oldest event came. */
const LATE_MS = 2 * 24 * 60 * 60 * 1000;

/** An earlier digest file is searched for in the folders of so many days; a chain that stood still for longer begins anew. */
const MAX_DAYS_BACK = 90;

/** The remaining time that one more digest file is begun with. */
const NEEDED_MS = 5 * 60 * 1000;

/** Each takes some 20 MB at most: larger files are unpacked in steps. */
const HASHED_AT_ONCE = 4;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Writes the digest files of the hours since the last one: each lists the log files that came in its hour with their hashes, names the
 * digest file before it, and is signed. A damaged file is left out, so that its validation finds it, and the invocation fails in the end;
 * one that cannot be read lets its hour wait. Where a digest file of these days was deleted or replaced, nothing is signed: what it listed
 * may be gone, and a second one would hide it.
 */
export async function signDigests(settings: SignDigestsSettings, ports: SignPorts): Promise<SignedDigests> {
  const signing = new Signing(settings, ports);
  const untilMs = Math.floor((ports.nowMs() - MARGIN_MS) / DIGEST_PERIOD_MS) * DIGEST_PERIOD_MS;
  const written = await signing.run(untilMs);
  if (signing.unhashed > 0)
    throw new Error(`log files that could not be hashed are in no digest file: ${signing.unhashed}`);
  return written;
}

class Signing {
  unhashed = 0;
  readonly #place: { readonly accountId: string; readonly region: string; readonly prefix: string };

  constructor(
    private readonly settings: SignDigestsSettings,
    private readonly ports: SignPorts,
  ) {
    const { accountId, region, keyPrefix: prefix } = settings;
    this.#place = { accountId, region, prefix };
  }

  async run(untilMs: number): Promise<SignedDigests> {
    const digests: string[] = [];
    let logs = 0;
    let last = await this.#findLast(untilMs);
    await this.#refuseRemoved(last?.endTimeMs ?? untilMs - MAX_DAYS_BACK * DAY_MS, untilMs);
    const listMs = last?.endTimeMs ?? untilMs - LATE_MS;
    const objects = listMs < untilMs ? await this.#listLogs(listMs, untilMs) : [];
    const firstMs = last?.endTimeMs ?? beginningOf(objects, untilMs);
    for (let fromMs = firstMs; fromMs < untilMs && this.ports.remainingMs() > NEEDED_MS; ) {
      const endMs = fromMs + DIGEST_PERIOD_MS;
      const due = objects.filter(({ modifiedMs }) => modifiedMs >= fromMs && modifiedMs < endMs);
      const listed = await this.#hashAll(due);
      const written = await this.#write({ startMs: fromMs, endMs, logs: listed, previous: last?.previous });
      // Another invocation wrote it, and goes on.
      if (written === undefined) break;
      digests.push(written.previous.key);
      logs += listed.length;
      last = written;
      fromMs = endMs;
    }
    return { digests, logs };
  }

  async #hashAll(objects: readonly ListedObject[]): Promise<readonly ListedLog[]> {
    const { bucketName: bucket } = this.settings;
    const hash = hashHere((place) => this.ports.readObject({ ...place, bucket }));
    const limit = pLimit(HASHED_AT_ONCE);
    const hashing = objects.map(({ key }) => limit(async () => this.#toListed(key, await hash({ key }))));
    // Nothing is signed after a failure, so the files that wait need not be read.
    const logs = await Promise.all(hashing).finally(() => limit.clearQueue());
    return logs.flatMap((log) => log ?? []);
  }

  #toListed(key: string, hashed: HashedObject): ListedLog | undefined {
    if (hashed.kind === 'hash') return { bucket: this.settings.bucketName, key, hash: hashed.hash };
    if (hashed.kind !== 'problem')
      throw new Error(
        `the log file ${key} cannot be read, and its hour waits: ${hashed.problem ?? 'it was deleted since it was listed'}`,
      );
    this.unhashed += 1;
    this.ports.warn('a log file has no hash', { key, found: hashed });
    return undefined;
  }

  /** Log files by the names that the stream gives them, in the folders of the days in which files of these hours can be. */
  async #listLogs(fromMs: number, untilMs: number): Promise<readonly ListedObject[]> {
    const objects: ListedObject[] = [];
    for (let dayMs = fromMs - LATE_MS; dayOf(dayMs) <= dayOf(untilMs); dayMs += DAY_MS)
      for await (const object of this.ports.listObjects(this.#dayPrefix('CloudTrail', dayMs)))
        if (parseObjectKey(object.key)?.file.kind === 'log') objects.push(object);
    return objects;
  }

  #dayPrefix(folder: 'CloudTrail' | 'CloudTrail-Digest', dayMs: number): string {
    return `${keyPrefixOf(this.#place, folder)}${dayOf(dayMs).replaceAll('-', '/')}/`;
  }

  /** What a list has of the chain's digest files of a day. */
  async *#digestsOf<T extends { readonly key: string }>(
    dayMs: number,
    list: (prefix: string) => AsyncIterable<T>,
  ): AsyncIterable<T> {
    const chain = `${this.settings.trailName} ${this.settings.region}`;
    for await (const found of list(this.#dayPrefix('CloudTrail-Digest', dayMs))) {
      const parsed = parseDigestKey(found.key);
      if (parsed?.kind === 'chained' && parsed.chain === chain) yield found;
    }
  }

  /** The last digest file of the chain. It must be readable: a chain that began anew would hide what came before. */
  async #findLast(untilMs: number): Promise<LastDigest | undefined> {
    for (let days = 0; days <= MAX_DAYS_BACK; days++) {
      let last: string | undefined;
      for await (const { key } of this.#digestsOf(untilMs - days * DAY_MS, this.ports.listObjects))
        last = key;
      if (last !== undefined) return this.#readLast(last);
    }
    return undefined;
  }

  /** Throws if a digest file of the chain was deleted or replaced. @param fromMs the days to look at begin with this time's */
  async #refuseRemoved(fromMs: number, untilMs: number): Promise<void> {
    for (let dayMs = fromMs - DIGEST_PERIOD_MS; dayOf(dayMs) <= dayOf(untilMs); dayMs += DAY_MS) {
      const seen = new Set<string>();
      for await (const { key, isDeleteMarker } of this.#digestsOf(dayMs, this.ports.listVersions)) {
        if (isDeleteMarker || seen.has(key))
          throw new Error(
            `the digest file ${key} was deleted or replaced; restore its first version, and no digest file is signed until then`,
          );
        seen.add(key);
      }
    }
  }

  async #readLast(key: string): Promise<LastDigest> {
    const { bucketName: bucket } = this.settings;
    const stored = await this.ports.readObject({ bucket, key });
    const unpacked = stored.kind === 'stored' ? await unpackDigest(stored.chunks) : undefined;
    const parsed = unpacked?.kind === 'text' ? parseDigest(unpacked.text) : undefined;
    const signature = stored.kind === 'stored' ? stored.signature : undefined;
    if (parsed?.kind !== 'digest' || signature === undefined || parsed.digest.key !== key)
      throw new Error(
        `the last digest file, ${key}, cannot be read or has no signature; restore its version that this function wrote`,
      );
    const { endTimeMs, hash } = parsed.digest;
    return { endTimeMs, previous: { bucket, key, hash, signature } };
  }

  async #write({ startMs, endMs, logs, previous }: DigestHour): Promise<LastDigest | undefined> {
    const { accountId, bucketName: bucket } = this.settings;
    const key = this.#keyOf(endMs);
    const fingerprint = await this.ports.fingerprint();
    const digest: OwnDigest = {
      ...{ accountId, startTimeMs: startMs, endTimeMs: endMs, bucket, key, fingerprint, logs },
      ...(previous === undefined ? {} : { previous }),
    };
    const text = renderDigest(digest);
    const hash = sha256Hex(Buffer.from(text));
    const signature = await this.ports.sign(signedText({ ...digest, endTime: toTime(endMs), hash }));
    if (!(await this.ports.putDigest(key, gzipSync(text), signature))) return undefined;
    return { endTimeMs: endMs, previous: { bucket, key, hash, signature } };
  }

  #keyOf(endMs: number): string {
    const { trailName, region } = this.settings;
    const endTime = toTime(endMs);
    return renderObjectKey({
      ...{ ...this.#place, folder: 'CloudTrail-Digest', date: dayOf(endMs) },
      file: { kind: 'digest', trailName, homeRegion: region, endTime, isBackfill: false },
    });
  }
}

/** The hour of the first log file, or the last hour if there is none. */
function beginningOf(objects: readonly ListedObject[], untilMs: number): number {
  const first = objects.reduce((least, { modifiedMs }) => Math.min(least, modifiedMs), untilMs - 1);
  return Math.floor(first / DIGEST_PERIOD_MS) * DIGEST_PERIOD_MS;
}

/** The end of the chain. */
interface LastDigest {
  readonly endTimeMs: number;
  readonly previous: PreviousDigest;
}

interface DigestHour {
  readonly startMs: number;
  readonly endMs: number;
  readonly logs: readonly ListedLog[];
  readonly previous: PreviousDigest | undefined;
}
