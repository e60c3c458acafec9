import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { REGION_NAME } from '../../record/region';
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
  SIGNATURE,
} from '../read-member';

/** The name of the file that CloudTrail Lake signs the saved results of a query in. */
export const RESULT_SIGN_NAME = 'result_sign.json';

/** The content of the sign file of a query's saved results. */
export interface ResultSign {
  readonly region: string;
  readonly fingerprint: string;
  /** In hexadecimal. */
  readonly signature: string;
  /** In the order in which they are signed. */
  readonly files: readonly SignedResult[];
}

/** A file of results. */
export interface SignedResult {
  readonly name: string;
  /** SHA-256 of the file as it is stored, which is compressed. */
  readonly hash: string;
}

/** A sign file, or the problem. */
export type ParsedResultSign = { readonly kind: 'sign'; readonly sign: ResultSign } | DocumentProblem;

/** No path: the files are in the folder of the sign file. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/;
/** CloudTrail Lake writes files of up to 1 TB. */
const MAX_FILES = 10_000;

/**
 * Reads a sign file. Members that are not known are left aside; those that are must have their documented type.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-query-results-validation.html
 */
export function parseResultSign(text: string): ParsedResultSign {
  const value = parseJson(text);
  if (!isJsonObject(value)) return { kind: 'problem', problem: 'it is not a JSON object' };
  return orProblem(() => ({ kind: 'sign', sign: readSign(value) }));
}

function readSign(json: JsonObject): ResultSign {
  readHashAlgorithm(json, 'hashAlgorithm');
  readSignatureAlgorithm(json, 'signatureAlgorithm');
  return {
    // The public keys are asked for at a host of that name.
    region: readText(json, 'region', REGION_NAME),
    fingerprint: readText(json, 'publicKeyFingerprint', FINGERPRINT).toLowerCase(),
    signature: readText(json, 'hashSignature', SIGNATURE),
    files: readFiles(readList(json, 'files')),
  };
}

function readFiles(list: readonly Json[]): readonly SignedResult[] {
  // A signature of nothing proves nothing.
  if (list.length === 0) throw new MemberProblem('files is empty');
  if (list.length > MAX_FILES) throw new MemberProblem(`files has more than ${MAX_FILES} elements`);
  const files = readEntries(list, 'files', readFile);
  if (new Set(files.map(({ name }) => name)).size < files.length)
    throw new MemberProblem('files names a file twice');
  return files;
}

function readFile(json: JsonObject): SignedResult {
  return { name: readText(json, 'fileName', FILE_NAME), hash: readText(json, 'fileHashValue', HASH) };
}

/** The text that CloudTrail Lake signs: the hashes as they are written, with blanks between them. */
export function signedHashes({ files }: Pick<ResultSign, 'files'>): string {
  return files.map(({ hash }) => hash).join(' ');
}
