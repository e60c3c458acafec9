import { isJsonObject, type Json, type JsonObject } from '../json/json-value';

/** A member of a signed document is not as it is documented: a clause, lower case, no full stop. */
export class MemberProblem extends Error {}

/** A document that cannot be used: one sentence, lower case, no full stop. */
export interface DocumentProblem {
  readonly kind: 'problem';
  readonly problem: string;
}

/** SHA-256 in hexadecimal. */
export const HASH = /^[0-9a-f]{64}$/i;
/** Of a public key. */
export const FINGERPRINT = /^[0-9a-f]{32}$/i;
/** RSA of up to 16,384 bits, in hexadecimal. */
export const SIGNATURE = /^(?:[0-9a-f]{2}){1,2048}$/i;
/** As CloudTrail writes times, in UTC. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

const HASH_ALGORITHM = 'SHA-256';
const SIGNATURE_ALGORITHM = 'SHA256withRSA';

/** The result of a reader, or the problem of the member that it stopped at. */
export function orProblem<T>(read: () => T): T | DocumentProblem {
  try {
    return read();
  } catch (error) {
    if (error instanceof MemberProblem) return { kind: 'problem', problem: error.message };
    throw error;
  }
}

/**
 * A member that must be text of a form.
 *
 * @throws {@link MemberProblem}
 */
export function readText(json: JsonObject, name: string, form: RegExp): string {
  const value = json[name];
  if (typeof value !== 'string')
    throw new MemberProblem(`${name} is ${value === undefined ? 'missing' : 'not a string'}`);
  if (!form.test(value)) throw new MemberProblem(`${name} does not have the documented format`);
  return value;
}

/**
 * A member that must be a time, in milliseconds since 1970.
 *
 * @throws {@link MemberProblem}
 */
export function readTimeMs(json: JsonObject, name: string): number {
  const timeMs = Date.parse(readText(json, name, TIME));
  if (Number.isNaN(timeMs)) throw new MemberProblem(`${name} is not a valid date and time`);
  return timeMs;
}

/**
 * Refuses hashes of another algorithm than the one that CloudTrail uses.
 *
 * @throws {@link MemberProblem}
 */
export function readHashAlgorithm(json: JsonObject, name: string): void {
  if (json[name] !== HASH_ALGORITHM) throw new MemberProblem(`${name} is not ${HASH_ALGORITHM}`);
}

/**
 * Refuses signatures of another algorithm than the one that CloudTrail uses.
 *
 * @throws {@link MemberProblem}
 */
export function readSignatureAlgorithm(json: JsonObject, name: string): void {
  if (json[name] !== SIGNATURE_ALGORITHM) throw new MemberProblem(`${name} is not ${SIGNATURE_ALGORITHM}`);
}

/**
 * A member that must be a list.
 *
 * @throws {@link MemberProblem}
 */
export function readList(json: JsonObject, name: string): readonly Json[] {
  const value = json[name];
  if (!Array.isArray(value)) throw new MemberProblem(`${name} is not a list`);
  return value;
}

/**
 * The objects of a list, each read alone.
 *
 * @throws {@link MemberProblem} that names the place in the list
 */
export function readEntries<T>(
  list: readonly Json[],
  name: string,
  read: (entry: JsonObject) => T,
): readonly T[] {
  return list.map((entry, index) => {
    if (!isJsonObject(entry)) throw new MemberProblem(`${name}[${index}] is not an object`);
    try {
      return read(entry);
    } catch (error) {
      throw error instanceof MemberProblem ? new MemberProblem(`${name}[${index}]: ${error.message}`) : error;
    }
  });
}
