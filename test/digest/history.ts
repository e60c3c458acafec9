import { gzipSync } from 'node:zlib';
import { DEFAULT_PLAN, logText, SignedArchive, sha256, toSign } from './signed-archive';
import { SIGNING_KEYS } from './signing-key';

/** A stretch of a trail's history, in which it delivers to one place with one key. */
export interface Episode {
  /** Whole hours, one digest file each; at least two where the trail is stopped, so that the final one is known as such. */
  readonly hours: number;
  /** What is before `AWSLogs/`, with its slash, and the organization after it. */
  readonly place: Place;
  readonly key: keyof typeof SIGNING_KEYS;
  /** How it ends: it goes on in the next one, or is stopped so many minutes into another hour, and started so many minutes later. */
  readonly stop?: { readonly afterMinutes: number; readonly pauseMinutes: number };
}

export const PLACES = ['', 'new/', 'new/o-exampleorgid/', '/o-exampleorgid/'] as const;

/** `[PREFIX/]` and, after `AWSLogs/`, `[ORGANIZATION/]`. */
export type Place = (typeof PLACES)[number];

/** What CloudTrail did in a history, known from the history alone. */
export interface HistoryTruth {
  readonly digests: readonly {
    readonly key: string;
    readonly logKeys: readonly string[];
    readonly run: number;
  }[];
  readonly endMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START_MS = Date.parse('2026-10-01T00:01:31Z');
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** Writes what CloudTrail delivers in a history; the answer tells what is there, in order of time. */
export function writeHistory(archive: SignedArchive, episodes: readonly Episode[]): HistoryTruth {
  const writer = new HistoryWriter(archive);
  for (const episode of episodes) writer.write(episode);
  return { digests: writer.digests, endMs: writer.nowMs };
}

/** The same in an archive of its own. */
export function archiveOf(episodes: readonly Episode[]): { archive: SignedArchive; truth: HistoryTruth } {
  const archive = new SignedArchive([]);
  return { archive, truth: writeHistory(archive, episodes) };
}

class HistoryWriter {
  nowMs = START_MS;
  readonly digests: { key: string; logKeys: readonly string[]; run: number }[] = [];
  private run = 0;
  private previous: { readonly key: string; readonly text: string; readonly signature: string } | undefined;

  constructor(private readonly archive: SignedArchive) {}

  write({ hours, place, key, stop }: Episode): void {
    for (let hour = 0; hour < hours; hour += 1) this.writeDigest(place, key, HOUR_MS);
    if (stop === undefined) return;
    this.writeDigest(place, key, stop.afterMinutes * MINUTE_MS);
    this.previous = undefined;
    this.run += 1;
    this.nowMs += stop.pauseMinutes * MINUTE_MS;
  }

  private writeDigest(place: Place, keyName: Episode['key'], lengthMs: number): void {
    const startMs = this.nowMs;
    this.nowMs += lengthMs;
    const log = this.writeLog(place, startMs + Math.floor(lengthMs / 3));
    const signer = SIGNING_KEYS[keyName];
    const name = `${ACCOUNT}_CloudTrail-Digest_${REGION}_audit_${REGION}_${compact(this.nowMs).slice(0, 15)}Z.json.gz`;
    const key = `${folderOf(place, 'CloudTrail-Digest', this.nowMs)}${name}`;
    const { previous } = this;
    const text = JSON.stringify({
      ...{ awsAccountId: ACCOUNT, digestStartTime: iso(startMs), digestEndTime: iso(this.nowMs) },
      ...{ digestS3Bucket: DEFAULT_PLAN.bucket, digestS3Object: key },
      ...{ digestPublicKeyFingerprint: signer.fingerprint, digestSignatureAlgorithm: 'SHA256withRSA' },
      previousDigestS3Bucket: previous === undefined ? null : DEFAULT_PLAN.bucket,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous === undefined ? null : sha256(previous.text),
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles: [log],
    });
    const signature = signer.sign(toSign(text));
    const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
    this.archive.put({ bucket: DEFAULT_PLAN.bucket, key, bytes: Buffer.from(gzipSync(text)), metadata });
    this.previous = { key, text, signature };
    this.digests.push({ key, logKeys: [log.s3Object], run: this.run });
  }

  private writeLog(place: Place, timeMs: number) {
    const unique = sha256(`${timeMs}`).slice(0, 16);
    const name = `${ACCOUNT}_CloudTrail_${REGION}_${compact(timeMs).slice(0, 13)}Z_${unique}.json.gz`;
    const key = `${folderOf(place, 'CloudTrail', timeMs)}${name}`;
    const text = logText(unique);
    const bytes = Buffer.from(gzipSync(text));
    this.archive.put({ bucket: DEFAULT_PLAN.bucket, key, bytes, metadata: {} });
    const time = iso(timeMs);
    return {
      ...{ s3Bucket: DEFAULT_PLAN.bucket, s3Object: key, hashValue: sha256(text), hashAlgorithm: 'SHA-256' },
      ...{ newestEventTime: time, oldestEventTime: time },
    };
  }
}

function folderOf(place: Place, kind: string, timeMs: number): string {
  const [prefix = '', organization = ''] = place.split('/');
  const names = [prefix, 'AWSLogs', organization, ACCOUNT, kind, REGION];
  return `${names.filter((name) => name !== '').join('/')}/${iso(timeMs).slice(0, 10).replaceAll('-', '/')}/`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function compact(timeMs: number): string {
  return iso(timeMs).replaceAll(/[:-]/g, '');
}
