import { createHash } from 'node:crypto';
import {
  type ParsedResultSign,
  parseResultSign,
  RESULT_SIGN_NAME,
  type ResultSign,
  type SignedResult,
  signedHashes,
} from '../../lib/core/digest/signature/parse-result-sign';
import { isSignatureOf, type PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { toJsonText, toPrintable } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import type { InputFile } from '../inputs/input-file';
import type { KeyFetcher } from '../validate/fetch-public-keys';
import { readPublicKeys } from '../validate/read-keys';
import type { ResultSet } from './find-result-sets';

/** The keys with which CloudTrail Lake may have signed at a time in a Region. */
export type KeysOf = (sign: ResultSign) => Promise<PublicKeys>;

/** A chunk of a file, once it has been hashed. */
export type OnChunk = (name: string, chunk: Uint8Array) => Promise<void>;

/** The verdicts on a set of results, and what signed them if that is proven. */
export interface VerifiedResults {
  readonly findings: readonly ResultFinding[];
  readonly sign?: ResultSign;
}

const MAX_SIGN_BYTES = 4 * 1024 * 1024;

/**
 * Verifies the saved results of a query: the signature of the sign file, and the hash of each file that it lists.
 *
 * @param onChunk is given the bytes of the sign file, and of the files that it lists once its signature is proven
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-query-results-validation.html
 */
export async function verifyResultSet(
  set: ResultSet,
  keysOf: KeysOf,
  onChunk: OnChunk = () => Promise.resolve(),
): Promise<VerifiedResults> {
  if (set.sign === undefined) {
    const message = 'there is no result_sign.json beside it, so nothing proves it';
    return { findings: unverified(set, 'no-sign-file', message) };
  }
  const parsed = await readSign(set.sign, onChunk);
  if (parsed.kind === 'problem') return notProven(set, 'invalid', ['unreadable', parsed.problem]);
  const { sign } = parsed;
  const known = await keysOf(sign);
  const keys = known.find(sign.region, sign.fingerprint);
  if (keys.length === 0) {
    // The name of the Region is not signed.
    const refusal = known.refusalOf(sign.region);
    const message = refusal ?? `there is no public key ${sign.fingerprint} of ${sign.region}`;
    return notProven(set, 'unverified', ['unknown-key', message]);
  }
  if (!isSignatureOf(signedHashes(sign), sign.signature, keys)) {
    const message = 'CloudTrail did not sign this list of hashes';
    return notProven(set, 'invalid', ['bad-signature', message]);
  }
  const proven: ResultFinding = {
    kind: 'sign',
    key: set.sign.name,
    status: 'valid',
    message: 'the signature is valid',
  };
  return { sign, findings: [proven, ...(await verifyFiles(set, sign, onChunk)), ...unlisted(set, sign)] };
}

async function readSign(file: InputFile, onChunk: OnChunk): Promise<ParsedResultSign> {
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of file.open()) {
      bytes += chunk.length;
      if (bytes > MAX_SIGN_BYTES)
        return { kind: 'problem', problem: `it has more than ${MAX_SIGN_BYTES} bytes` };
      chunks.push(chunk);
    }
    const whole = Buffer.concat(chunks);
    await onChunk(RESULT_SIGN_NAME, whole);
    return parseResultSign(whole.toString('utf8'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    return { kind: 'problem', problem: `it cannot be read: ${renderReason(error)}` };
  }
}

function notProven(
  set: ResultSet,
  status: ResultStatus,
  [reason, message]: readonly [ResultReason, string],
): VerifiedResults {
  const sign: ResultFinding = { kind: 'sign', key: set.sign?.name ?? '', status, reason, message };
  const why = 'the file that signs it is not verified';
  return { findings: [sign, ...unverified(set, 'sign-file-unverified', why)] };
}

function unverified({ files }: ResultSet, reason: ResultReason, message: string): readonly ResultFinding[] {
  return [...files.values()].map(({ name }) => ({
    ...{ kind: 'result', key: name, status: 'unverified' },
    ...{ reason, message },
  }));
}

async function verifyFiles(
  { folder, files }: ResultSet,
  sign: ResultSign,
  onChunk: OnChunk,
): Promise<readonly ResultFinding[]> {
  const findings: ResultFinding[] = [];
  for (const listed of sign.files) {
    const file = files.get(listed.name);
    const absent = { status: 'missing', reason: 'absent', message: 'result_sign.json lists it' } as const;
    const verdict = file === undefined ? absent : await verifyFile(file, listed, onChunk);
    findings.push({ kind: 'result', key: folder + listed.name, ...verdict });
  }
  return findings;
}

async function verifyFile(
  file: InputFile,
  { name, hash }: SignedResult,
  onChunk: OnChunk,
): Promise<Pick<ResultFinding, 'status' | 'reason' | 'message'>> {
  const found = createHash('sha256');
  try {
    for await (const chunk of file.open()) {
      found.update(chunk);
      await onChunk(name, chunk);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    return {
      status: 'unverified',
      reason: 'unreadable',
      message: `it cannot be read: ${renderReason(error)}`,
    };
  }
  const digest = found.digest('hex');
  if (digest === hash.toLowerCase()) return { status: 'valid', message: 'the hash value is the signed one' };
  const message = `the hash value is ${digest}, and the signed one is ${hash}`;
  return { status: 'invalid', reason: 'hash-mismatch', message };
}

function unlisted({ files }: ResultSet, sign: ResultSign): readonly ResultFinding[] {
  const listed = new Set(sign.files.map(({ name }) => name));
  return [...files]
    .filter(([name]) => !listed.has(name))
    .map(([, { name }]) => ({
      ...{ kind: 'result', key: name, status: 'extra', reason: 'unlisted' },
      message: 'result_sign.json does not list it: it is not part of the results',
    }));
}

/**
 * The public keys of saved files, or those that CloudTrail gives for the Region of the results; if it returns none, the reason. They
 * are requested once per Region.
 *
 * @throws {@link UserError} if the files cannot be read
 */
export async function keysOfResults(
  files: readonly string[] | undefined,
  io: Pick<CommandIo, 'currentTime' | 'environment' | 'wait'>,
): Promise<KeysOf> {
  if (files !== undefined) {
    const saved = await readPublicKeys(files);
    return () => Promise.resolve(saved);
  }
  const fetcher = { environment: io.environment, wait: io.wait, nowMs: io.currentTime().getTime() };
  const fetched = new Map<string, Promise<PublicKeys>>();
  return ({ region }) => {
    const keys = fetched.get(region) ?? fetchKeys(region, fetcher);
    fetched.set(region, keys);
    return keys;
  };
}

async function fetchKeys(region: string, fetcher: KeyFetcher): Promise<PublicKeys> {
  const { fetchPublicKeys } = await import('../validate/fetch-public-keys');
  return fetchPublicKeys(region, fetcher);
}

/** Why a file is not valid. Stable: filters depend on them. */
type ResultReason =
  | 'unreadable'
  | 'bad-signature'
  | 'unknown-key'
  | 'hash-mismatch'
  | 'absent'
  | 'unlisted'
  | 'no-sign-file'
  | 'sign-file-unverified';

/** Verdict on a file of saved results. */
type ResultStatus = 'valid' | 'invalid' | 'missing' | 'extra' | 'unverified';

/** The verdict on one file of saved results, or on the file that signs them. */
interface ResultFinding {
  readonly kind: 'sign' | 'result';
  readonly key: string;
  readonly status: ResultStatus;
  /** Absent if, and only if, the file is valid. */
  readonly reason?: ResultReason;
  /** One sentence, lower case, no full stop, without the key. */
  readonly message: string;
}

/** The output formats of findings. */
export type ResultFormat = 'table' | 'ndjson';

const STATUS_WIDTH = 11;

/** One line a file for programs: a contract. For people what is wrong, and under it why. */
export function renderResultFinding(
  { kind, key, status, reason, message }: ResultFinding,
  format: ResultFormat,
): string {
  if (format === 'ndjson') return `${toJsonText({ kind, key, status, reason, message })}\n`;
  const line = `${status.padEnd(STATUS_WIDTH)}${toPrintable(key)}\n`;
  return status === 'valid' ? line : `${line}${' '.repeat(STATUS_WIDTH)}${toPrintable(message)}\n`;
}

/** How many files have each verdict. */
export type ResultCounts = Record<ResultStatus, number>;

/** The last line on standard error, which scripts read. */
export function renderResultCounts(counts: ResultCounts, sets: number): string {
  const verdicts = Object.entries(counts).map(([status, count]) => `${status}=${count}`);
  return `results=${sets} ${verdicts.join(' ')}`;
}
