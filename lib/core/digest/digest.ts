import { isJsonObject, type JsonObject, parseJson } from '../json/json-value';
import { LATE_DELIVERY_DAYS } from '../record/object-key';
import { sha256Hex } from '../record/sha256';
import {
  type DocumentProblem,
  FINGERPRINT,
  HASH,
  MemberProblem,
  orProblem,
  readEntries,
  readHashAlgorithm,
  readList,
  readSignatureAlgorithm,
  readText,
  readTimeMs,
  SIGNATURE,
  TIME,
} from './read-member';

/** A digest file's reference to the one before it in its chain. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the unpacked text, 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** RSA signature, hexadecimal, as it is in the digest file: it is part of the signed text. */
  readonly signature: string;
}

/** A digest file's entry for a log file. */
export interface ListedLog {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the unpacked text, 64 lower-case hexadecimal digits. */
  readonly hash: string;
}

/**
 * The content of a digest file, with the hash of its text. Nothing in it may be believed before its signature is verified.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export interface Digest {
  readonly accountId: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** As it is in the file: it is part of the signed text. */
  readonly endTime: string;
  readonly bucket: string;
  readonly key: string;
  /** Of the public key, 32 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** Absent in a starting digest: the first ever, or the first after validation or logging was off. */
  readonly previous?: PreviousDigest;
  /** Empty for an hour without activity. */
  readonly logs: readonly ListedLog[];
  /** SHA-256 of the text that was parsed, 64 lower-case hexadecimal digits. */
  readonly hash: string;
}

/**
 * Whether CloudTrail ended the chain with this digest file: after StopLogging, or when the trail is deleted, it delivers a
 * final one, which is cut short.
 */
export function isFinalDigest({ previous, startTimeMs, endTimeMs }: Digest): boolean {
  return previous !== undefined && endTimeMs - startTimeMs < WHOLE_PERIOD_MS;
}

/** A digest file covers an hour; a starting or a final one less. */
export const DIGEST_PERIOD_MS = 60 * 60 * 1000;

/** CloudTrail's clock for digests drifts; a missing hour is longer than this. */
export const PERIOD_SLACK_MS = 15 * 60 * 1000;

/** So long after its end time a digest file is taken to be under way. */
export const DELIVERY_GRACE_MS = 60 * 60 * 1000;

/** A log file is listed by a digest file of its minute, or by one that ends so much later. */
export const LISTING_DELAY_MS = 60 * 60 * 1000;

/** A digest file may list log files that are this much older: they were delivered late. */
export const REDELIVERY_MS = LATE_DELIVERY_DAYS * 24 * 60 * 60 * 1000;

/** A digest file that covers less than this was cut short: it is a starting or a final one. */
const WHOLE_PERIOD_MS = DIGEST_PERIOD_MS - 60 * 1000;

/** Digest files come late, and out of order where CloudTrail delivers again: only so long after its end is one missed. */
export const MISSING_AFTER_MS = 3 * 60 * 60 * 1000;

/** A digest, or the problem: one sentence, lower case, no full stop. */
export type ParsedDigest = { readonly kind: 'digest'; readonly digest: Digest } | DocumentProblem;

const ACCOUNT = /^\d{12}$/;
/** S3 has longer bucket names only in us-east-1, from before 2018. */
const BUCKET = /^[A-Za-z0-9._-]{3,255}$/;
const MAX_KEY = 1024;
/** In a key they attack the terminal that prints it. */
const CONTROL = /\p{Cc}/u;

/**
 * Reads the unpacked text of a digest file. Members that are not known are left aside; those that are must have their
 * documented type. Keys that lead out of a folder (`..`) are refused, since readers of folders follow them.
 */
export function parseDigest(text: Uint8Array): ParsedDigest {
  const value = parseJson(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8'));
  if (!isJsonObject(value)) return { kind: 'problem', problem: 'it is not a JSON object' };
  return orProblem(() => ({ kind: 'digest', digest: { ...readDigest(value), hash: sha256Hex(text) } }));
}

function readDigest(json: JsonObject): Omit<Digest, 'hash'> {
  if (json.digestSignatureAlgorithm !== undefined) readSignatureAlgorithm(json, 'digestSignatureAlgorithm');
  const endTime = readText(json, 'digestEndTime', TIME);
  const startTimeMs = readTimeMs(json, 'digestStartTime');
  const endTimeMs = readTimeMs(json, 'digestEndTime');
  if (startTimeMs > endTimeMs) throw new MemberProblem('digestStartTime is after digestEndTime');
  const previous = readPrevious(json);
  return {
    accountId: readText(json, 'awsAccountId', ACCOUNT),
    startTimeMs,
    endTimeMs,
    endTime,
    bucket: readText(json, 'digestS3Bucket', BUCKET),
    key: readKey(json, 'digestS3Object'),
    fingerprint: readText(json, 'digestPublicKeyFingerprint', FINGERPRINT).toLowerCase(),
    ...(previous === undefined ? {} : { previous }),
    logs: readEntries(readList(json, 'logFiles'), 'logFiles', readLog),
  };
}

/** Five members that are all there or all null. `previousDigestSignature` is signed, so it cannot be left out alone. */
function readPrevious(json: JsonObject): PreviousDigest | undefined {
  if (json.previousDigestSignature === undefined)
    throw new MemberProblem('previousDigestSignature is missing');
  const names = ['S3Bucket', 'S3Object', 'HashValue', 'HashAlgorithm', 'Signature'];
  if (names.every((name) => (json[`previousDigest${name}`] ?? null) === null)) return undefined;
  readHashAlgorithm(json, 'previousDigestHashAlgorithm');
  return {
    bucket: readText(json, 'previousDigestS3Bucket', BUCKET),
    key: readKey(json, 'previousDigestS3Object'),
    hash: readText(json, 'previousDigestHashValue', HASH).toLowerCase(),
    signature: readText(json, 'previousDigestSignature', SIGNATURE),
  };
}

function readLog(json: JsonObject): ListedLog {
  readHashAlgorithm(json, 'hashAlgorithm');
  return {
    bucket: readText(json, 's3Bucket', BUCKET),
    key: readKey(json, 's3Object'),
    hash: readText(json, 'hashValue', HASH).toLowerCase(),
  };
}

function readKey(json: JsonObject, name: string): string {
  const value = json[name];
  if (typeof value !== 'string')
    throw new MemberProblem(`${name} is ${value === undefined ? 'missing' : 'not a string'}`);
  if (!isPlainKey(value)) throw new MemberProblem(`${name} is not a key that CloudTrail writes`);
  return value;
}

function isPlainKey(key: string): boolean {
  if (key === '' || Buffer.byteLength(key) > MAX_KEY || CONTROL.test(key) || key.includes('\\')) return false;
  return key.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
