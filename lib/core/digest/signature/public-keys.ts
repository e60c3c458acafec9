import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isJsonObject, type Json, parseJson } from '../../json/json-value';
import { REGION_NAME } from '../../record/region';
import type { Digest } from '../digest';
import { SIGNATURE } from '../read-member';

/** A key as ListPublicKeys returns it: the CLI prints `Value` in base64, the SDK has bytes. */
export interface ListedPublicKey {
  readonly Fingerprint?: string;
  readonly Value?: string | Uint8Array;
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
  }

  /** The keys that may have signed a digest file of the Region; none if the fingerprint is not known there. */
  find(region: string, fingerprint: string): readonly KeyObject[] {
    const regional = this.keys.get(nameOf(region, fingerprint)) ?? [];
    return [...regional, ...(this.keys.get(nameOf(ANY_REGION, fingerprint)) ?? [])];
  }
}

/**
 * Reads saved public keys: the output of `aws cloudtrail list-public-keys`, `{"PublicKeyList": […]}`, or several of them
 * by Region, `{"eu-west-1": {"PublicKeyList": […]}, …}`. Without a Region, a key is valid for every Region.
 */
export function parsePublicKeys(text: string): ParsedPublicKeys {
  const json = parseJson(text);
  if (!isJsonObject(json)) return { kind: 'problem', problem: 'the public keys are not a JSON object' };
  const keys = new PublicKeys();
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
