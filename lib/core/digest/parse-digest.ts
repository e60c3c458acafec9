import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../json/json-value';
import { isJsonObject } from '../json/json-value';
import { parseJson } from '../json/parse-json';
import type { Digest, ListedLog, PreviousDigest } from './digest';

/** A digest, or the problem: one sentence, lower case, no full stop. */
export type ParsedDigest =
  | { readonly kind: 'digest'; readonly digest: Digest }
  | { readonly kind: 'problem'; readonly problem: string };

const HASH_ALGORITHM = 'SHA-256';
const SIGNATURE_ALGORITHM = 'SHA256withRSA';

const HASH = /^[0-9a-f]{64}$/i;
const FINGERPRINT = /^[0-9a-f]{32}$/i;
/** RSA of up to 16,384 bits. */
const SIGNATURE = /^(?:[0-9a-f]{2}){1,2048}$/i;
const ACCOUNT = /^\d{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
/** S3 has longer bucket names only in us-east-1, from before 2018. */
const BUCKET = /^[A-Za-z0-9._-]{3,255}$/;
const MAX_KEY = 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in a key attack the terminal that prints it
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Reads the unpacked text of a digest file. Members that are not known are left aside; those that are must have their
 * documented type. Keys that lead out of a folder (`..`) are refused, since readers of folders follow them.
 */
export function parseDigest(text: Uint8Array): ParsedDigest {
  const value = parseJson(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8'));
  if (!isJsonObject(value)) return { kind: 'problem', problem: 'it is not a JSON object' };
  try {
    return { kind: 'digest', digest: { ...readDigest(value), hash: hashOf(text) } };
  } catch (error) {
    if (error instanceof DigestProblem) return { kind: 'problem', problem: error.message };
    throw error;
  }
}

class DigestProblem extends Error {}

function readDigest(json: JsonObject): Omit<Digest, 'hash'> {
  if (json.digestSignatureAlgorithm !== undefined && json.digestSignatureAlgorithm !== SIGNATURE_ALGORITHM) {
    throw new DigestProblem(`digestSignatureAlgorithm is not ${SIGNATURE_ALGORITHM}`);
  }
  const endTime = readText(json, 'digestEndTime', TIME);
  const startTimeMs = readTimeMs(json, 'digestStartTime');
  const endTimeMs = readTimeMs(json, 'digestEndTime');
  if (startTimeMs > endTimeMs) throw new DigestProblem('digestStartTime is after digestEndTime');
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
    logs: readLogs(json.logFiles),
  };
}

/** Five members that are all there or all null. `previousDigestSignature` is signed, so it may not just be left out. */
function readPrevious(json: JsonObject): PreviousDigest | undefined {
  if (json.previousDigestSignature === undefined)
    throw new DigestProblem('previousDigestSignature is missing');
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

function readLogs(value: Json | undefined): readonly ListedLog[] {
  if (!Array.isArray(value)) throw new DigestProblem('logFiles is not a list');
  return value.map((entry: Json, index) => {
    if (!isJsonObject(entry)) throw new DigestProblem(`logFiles[${index}] is not an object`);
    try {
      return readLog(entry);
    } catch (error) {
      throw error instanceof DigestProblem
        ? new DigestProblem(`logFiles[${index}]: ${error.message}`)
        : error;
    }
  });
}

function readLog(json: JsonObject): ListedLog {
  readHashAlgorithm(json, 'hashAlgorithm');
  return {
    bucket: readText(json, 's3Bucket', BUCKET),
    key: readKey(json, 's3Object'),
    hash: readText(json, 'hashValue', HASH).toLowerCase(),
  };
}

function readHashAlgorithm(json: JsonObject, name: string): void {
  if (json[name] !== HASH_ALGORITHM) throw new DigestProblem(`${name} is not ${HASH_ALGORITHM}`);
}

function readText(json: JsonObject, name: string, form: RegExp): string {
  const value = json[name];
  if (typeof value !== 'string')
    throw new DigestProblem(`${name} is ${value === undefined ? 'missing' : 'not a string'}`);
  if (!form.test(value)) throw new DigestProblem(`${name} does not have the documented format`);
  return value;
}

function readTimeMs(json: JsonObject, name: string): number {
  const timeMs = Date.parse(readText(json, name, TIME));
  if (Number.isNaN(timeMs)) throw new DigestProblem(`${name} is not a valid date and time`);
  return timeMs;
}

function readKey(json: JsonObject, name: string): string {
  const value = json[name];
  if (typeof value !== 'string')
    throw new DigestProblem(`${name} is ${value === undefined ? 'missing' : 'not a string'}`);
  if (!isPlainKey(value)) throw new DigestProblem(`${name} is not a key that CloudTrail writes`);
  return value;
}

function isPlainKey(key: string): boolean {
  if (key === '' || Buffer.byteLength(key) > MAX_KEY || CONTROL.test(key) || key.includes('\\')) return false;
  return key.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

function hashOf(text: Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
