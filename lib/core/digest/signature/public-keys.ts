import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isJsonObject, type Json, parseJson } from '../../json/json-value';
import { REGION_NAME } from '../../record/region';
import { sha256Hex } from '../../record/sha256';
import type { Digest } from '../digest';
import { SIGNATURE } from '../read-member';

/** A key as ListPublicKeys returns it: the CLI prints `Value` in base64, the SDK has bytes. */
export interface ListedPublicKey {
  readonly Fingerprint?: string;
  readonly Value?: string | Uint8Array;
}

/**
 * The fingerprint under which a digest file names a key of KMS that signed it: CloudTrail does not document how its own are made, and they
 * come with its keys.
 *
 * @param publicKey in SPKI form, as KMS gives it
 */
export function fingerprintOf(publicKey: Uint8Array): string {
  return sha256Hex(publicKey).slice(0, 32);
}

/** A key as `aws kms get-public-key` prints it. */
interface KmsPublicKey {
  readonly KeyId?: string;
  readonly PublicKey?: unknown;
}

/** Keys, or the problem: one sentence, lower case, no full stop. */
export type ParsedPublicKeys =
  | { readonly kind: 'keys'; readonly keys: PublicKeys }
  | { readonly kind: 'problem'; readonly problem: string };

/** CloudTrail began in November 2013, and digest files in 2015. */
const FIRST_KEY_MS = Date.parse('2013-11-01T00:00:00Z');

/** A digest file may be signed with a key that becomes valid a little later. */
const KEY_MARGIN_MS = 2 * 60 * 60 * 1000;

/**
 * The validity that keys are asked for, at a time: all that ever were. A key is valid for some months, so that a narrower range would
 * leave out the one of a digest file which was signed early or late, as a backfill digest is.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
 */
export function keyRangeAt(nowMs: number): { readonly startMs: number; readonly endMs: number } {
  return { startMs: FIRST_KEY_MS, endMs: nowMs + KEY_MARGIN_MS };
}

const FINGERPRINT = /^[0-9a-f]{32}$/i;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const MIN_BITS = 2048;
const MAX_BYTES = 8 * 1024;
const ANY_REGION = '*';

/**
 * CloudTrail's public keys, by Region and fingerprint: every Region signs with its own keys.
 *
 * The time in which a key is valid is ignored on purpose: the time in a digest file is chosen by
 * its signer, and a backfill digest is signed long after its time.
 */
export class PublicKeys {
  private readonly keys = new Map<string, readonly KeyObject[]>();
  private readonly refusals = new Map<string, string>();
  private readonly kmsKeys = new Map<string, string>();

  /** Adds the keys of a Region, or keys of an unknown Region; returns one sentence if a key cannot be read. */
  add(listed: readonly ListedPublicKey[], region: string = ANY_REGION): string | undefined {
    for (const { Fingerprint = '', Value } of listed) {
      if (!FINGERPRINT.test(Fingerprint)) return 'a public key has no fingerprint of 32 hexadecimal digits';
      const key = readKey(Value);
      if (key === undefined) {
        return `public key ${Fingerprint} is not an RSA key of ${MIN_BITS} bits or more in PKCS#1 or SPKI form`;
      }
      const name = nameOf(region, Fingerprint);
      this.keys.set(name, [...(this.keys.get(name) ?? []), key]);
    }
    return undefined;
  }

  /**
   * Adds a key of KMS, in its own Region only; returns one sentence if it cannot be read.
   *
   * @param answer of GetPublicKey
   */
  addKmsKey({ KeyId: keyArn = '', PublicKey: publicKey }: KmsPublicKey): string | undefined {
    const [, , service, region = ''] = keyArn.split(':');
    if (service !== 'kms' || !REGION_NAME.test(region)) return 'KeyId is not the ARN of a key in KMS';
    const bytes = toBytes(publicKey);
    if (bytes === undefined) return `the public key of ${keyArn} is not in base64`;
    const fingerprint = fingerprintOf(bytes);
    const problem = this.add([{ Fingerprint: fingerprint, Value: bytes }], region);
    if (problem === undefined) this.kmsKeys.set(nameOf(region, fingerprint), keyArn);
    return problem;
  }

  /** The ARN of the key of KMS that signs with this fingerprint in the Region; undefined for keys of CloudTrail. */
  kmsKeyOf(region: string, fingerprint: string): string | undefined {
    return this.kmsKeys.get(nameOf(region, fingerprint));
  }

  /** Notes why there are no keys of a Region: one sentence, lower case, no full stop. */
  refuse(region: string, reason: string): void {
    this.refusals.set(region, reason);
  }

  /** Why there are no keys of the Region, where that is known. */
  refusalOf(region: string): string | undefined {
    return this.refusals.get(region);
  }

  /** Adds all keys of another set. */
  addAll(other: PublicKeys): void {
    for (const [name, keys] of other.keys) this.keys.set(name, [...(this.keys.get(name) ?? []), ...keys]);
    for (const [name, keyArn] of other.kmsKeys) this.kmsKeys.set(name, keyArn);
  }

  /** The keys that may have signed a digest file of the Region; none if the fingerprint is not known there. */
  find(region: string, fingerprint: string): readonly KeyObject[] {
    const regional = this.keys.get(nameOf(region, fingerprint)) ?? [];
    return [...regional, ...(this.keys.get(nameOf(ANY_REGION, fingerprint)) ?? [])];
  }
}

/**
 * Reads saved public keys: the output of `aws cloudtrail list-public-keys`, `{"PublicKeyList": […]}`, or several of them
 * by Region, `{"eu-west-1": {"PublicKeyList": […]}, …}`; or that of `aws kms get-public-key`. Without a Region, a key of CloudTrail is
 * valid for every Region.
 */
export function parsePublicKeys(text: string): ParsedPublicKeys {
  const json = parseJson(text);
  if (!isJsonObject(json)) return { kind: 'problem', problem: 'the public keys are not a JSON object' };
  const keys = new PublicKeys();
  if ('PublicKey' in json && typeof json.KeyId === 'string') {
    const problem = keys.addKmsKey({ KeyId: json.KeyId, PublicKey: json.PublicKey });
    return problem === undefined ? { kind: 'keys', keys } : { kind: 'problem', problem };
  }
  const lists = 'PublicKeyList' in json ? { [ANY_REGION]: json } : json;
  for (const [region, list] of Object.entries(lists)) {
    const problem =
      region !== ANY_REGION && !REGION_NAME.test(region) ? notRegion(region) : addList(keys, region, list);
    if (problem !== undefined) return { kind: 'problem', problem };
  }
  return { kind: 'keys', keys };
}

function notRegion(name: string): string {
  return `the public keys name ${JSON.stringify(name.slice(0, 40))}, which is neither PublicKeyList nor a Region`;
}

function addList(keys: PublicKeys, region: string, json: Json | undefined): string | undefined {
  const list = isJsonObject(json) ? json.PublicKeyList : json;
  if (!Array.isArray(list) || !list.every(isJsonObject)) {
    return 'PublicKeyList is not a list of objects';
  }
  return keys.add(list as readonly ListedPublicKey[], region);
}

function readKey(value: unknown): KeyObject | undefined {
  const der = toBytes(value);
  if (der === undefined || der.length === 0 || der.length > MAX_BYTES) return undefined;
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      return key.asymmetricKeyType === 'rsa' && bits >= MIN_BITS ? key : undefined;
    } catch {
      // Not this form.
    }
  }
  return undefined;
}

function toBytes(value: unknown): Buffer | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === 'string' && BASE64.test(value) ? Buffer.from(value, 'base64') : undefined;
}

function nameOf(region: string, fingerprint: string): string {
  return `${region} ${fingerprint.toLowerCase()}`;
}

/** Whether one of the keys made the signature of a digest file. */
export function verifySignature(digest: Digest, signature: string, keys: readonly KeyObject[]): boolean {
  return isSignatureOf(signedText(digest), signature, keys);
}

/** Whether one of the keys made the signature, given in hexadecimal: RSA PKCS#1 v1.5 over SHA-256. */
export function isSignatureOf(text: string, signature: string, keys: readonly KeyObject[]): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const bytes = Buffer.from(signature, 'hex');
  return keys.some((key) => verify('RSA-SHA256', Buffer.from(text), key, bytes));
}

/**
 * The text that CloudTrail signs:
 *
 *     digestEndTime \n bucket/key \n hash of the unpacked text \n previous signature, or the word null
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
export function signedText({ endTime, bucket, key, hash, previous }: Omit<Digest, 'logs'>): string {
  return [endTime, `${bucket}/${key}`, hash, previous?.signature ?? 'null'].join('\n');
}
