import { createSign, generateKeyPairSync } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type SignPorts, signDigests } from '../../../lambda/sign-digests/sign-digests';
import { fingerprintOf } from '../../../lib/core/digest/signature/public-keys';
import type { SignDigestsSettings } from '../../../lib/core/settings/sign-digests-settings';

/** A key of KMS: how the function signs with it, and what `aws kms get-public-key` prints. */
export interface ReceiverKey extends Pick<SignPorts, 'sign' | 'fingerprint'> {
  readonly arn: string;
  readonly printed: string;
}

/** A new key. */
export function makeKey(id: string): ReceiverKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const arn = `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
  return {
    sign: async (text) => createSign('RSA-SHA256').update(text).sign(privateKey, 'hex'),
    fingerprint: async () => fingerprintOf(spki),
    ...{ arn, printed: JSON.stringify({ KeyId: arn, PublicKey: spki.toString('base64') }) },
  };
}

const KEY = makeKey('5d0c2f3e-8f49-4a0e-9d5f-2a8a4b1c6d7e');

/** The ARN of the signing key, and what `aws kms get-public-key` prints of it. */
export const { arn: KEY_ARN, printed: PUBLIC_KEY } = KEY;

/** The settings of the function. */
export const SETTINGS: SignDigestsSettings = {
  bucketName: 'events',
  keyPrefix: 'external',
  accountId: '111122223333',
  region: 'eu-west-1',
  trailName: 'external-events',
  signingKeyArn: KEY_ARN,
};

/** An object of the bucket. */
export interface Kept {
  readonly bytes: Buffer;
  readonly modifiedMs: number;
  readonly signature?: string;
}

/** The bucket of a receiver and the function that signs, in memory. */
export class MemoryReceiver {
  readonly objects = new Map<string, Kept>();
  /** The keys of objects that were deleted, each with its marker. */
  readonly deleted: string[] = [];
  readonly warnings: string[] = [];
  remainingMs = 900_000;

  /** Puts a log file as Firehose does, at a time such as `2026-11-20T15:20:00Z`. */
  deliver(time: string, text: string, unique = 'events-1-id'): string {
    const [day, clock] = time.slice(0, 16).split('T') as [string, string];
    const minute = `${day.replaceAll('-', '')}T${clock.replace(':', '')}Z`;
    const key = `external/AWSLogs/111122223333/CloudTrail/eu-west-1/${day.replaceAll('-', '/')}/111122223333_CloudTrail_eu-west-1_${minute}_${unique}.json.gz`;
    this.objects.set(key, { bytes: gzipSync(text), modifiedMs: Date.parse(time) });
    return key;
  }

  /** Deletes an object as who may only call DeleteObject: its versions and a marker stay. */
  delete(key: string): void {
    this.objects.delete(key);
    this.deleted.push(key);
  }

  /** Runs the function at a time. */
  sign(now: string, ports: Partial<SignPorts> = {}) {
    return signDigests(SETTINGS, { ...this.ports(Date.parse(now)), ...ports });
  }

  /** The texts of the digest files, by their keys, in order. */
  digests(): readonly { readonly key: string; readonly json: Record<string, unknown> }[] {
    return [...this.objects]
      .filter(([key]) => key.includes('CloudTrail-Digest'))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { bytes }]) => ({ key, json: JSON.parse(gunzipSync(bytes).toString()) }));
  }

  private ports(nowMs: number): SignPorts {
    const { objects, deleted } = this;
    return {
      listObjects: async function* (prefix) {
        for (const [key, { bytes, modifiedMs }] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1)))
          if (key.startsWith(prefix)) yield { key, sizeBytes: bytes.length, modifiedMs };
      },
      listVersions: async function* (prefix) {
        const present = [...objects].map(([key, { modifiedMs }]) => ({
          key,
          writtenMs: modifiedMs,
          isDeleteMarker: false,
        }));
        const gone = deleted.map((key) => ({ key, writtenMs: nowMs, isDeleteMarker: true }));
        for (const version of [...present, ...gone].sort((a, b) => (a.key < b.key ? -1 : 1)))
          if (version.key.startsWith(prefix)) yield version;
      },
      readObject: async ({ key }) => {
        const kept = objects.get(key);
        if (kept === undefined) return { kind: 'absent' };
        const { signature } = kept;
        const chunks = (async function* () {
          yield kept.bytes;
        })();
        return { kind: 'stored', chunks, ...(signature === undefined ? {} : { signature }) };
      },
      putDigest: async (key, content, signature) => {
        if (objects.has(key)) return false;
        objects.set(key, { bytes: Buffer.from(content), modifiedMs: nowMs, signature });
        return true;
      },
      ...{ sign: KEY.sign, fingerprint: KEY.fingerprint },
      nowMs: () => nowMs,
      remainingMs: () => this.remainingMs,
      warn: (words, data) => this.warnings.push(`${words} ${JSON.stringify(data)}`),
    };
  }
}
