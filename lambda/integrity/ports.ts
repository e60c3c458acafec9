import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import { keyRangeAt, PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { ObjectVersion } from '../aws/s3/list-objects';
import type { Progress } from '../aws/table/progress-item';
import type { ListSigningKeys } from '../aws/trail/signing-keys';
import type { RaisePorts } from '../raise/ports/raise-ports';

/** All side effects of this function, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly readArchive: (place: Required<ObjectPlace>, outOfTime: AbortSignal) => Promise<StoredObject>;
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** Every version of the keys that begin with the prefix, behind `after`, in the order of the keys. */
  readonly listVersions: (keyPrefix: string, after?: string) => AsyncIterable<ObjectVersion>;
  readonly listFolders: (keyPrefix: string) => AsyncIterable<string>;
  readonly listPublicKeys: ListSigningKeys;
  readonly readProgress: (name: string) => Promise<Progress>;
  readonly writeProgress: (progress: Progress) => Promise<boolean>;
  readonly listProgress: () => AsyncIterable<string>;
  readonly sendMessages: (bodies: readonly string[]) => Promise<void>;
}

/** Keys, and when they were fetched. */
export interface FetchedKeys {
  readonly keys: PublicKeys;
  readonly fetchedAtMs: number;
}

/**
 * The public keys with which CloudTrail signs, by Region, kept for the life of a container. Of a Region that gives none
 * there are none, and what was signed there is unverified.
 */
export class RegionalKeys {
  readonly #fetched = new Map<string, Promise<FetchedKeys>>();

  /** The keys, fetched anew if the known ones are older than `notBeforeMs`. */
  async find(
    ports: Pick<Ports, 'listPublicKeys' | 'nowMs'>,
    region: string,
    notBeforeMs = Number.NEGATIVE_INFINITY,
  ): Promise<FetchedKeys> {
    const known = await this.#fetched.get(region);
    if (known !== undefined && known.fetchedAtMs >= notBeforeMs) return known;
    const fetching = fetchKeys(ports, region);
    this.#fetched.set(region, fetching);
    // The caller gets a failure; it is not cached.
    fetching.catch(() => this.#fetched.delete(region));
    return fetching;
  }
}

async function fetchKeys(
  ports: Pick<Ports, 'listPublicKeys' | 'nowMs'>,
  region: string,
): Promise<FetchedKeys> {
  const keys = new PublicKeys();
  const fetchedAtMs = ports.nowMs();
  const { startMs, endMs } = keyRangeAt(fetchedAtMs);
  try {
    const problem = keys.add(await ports.listPublicKeys(region, startMs, endMs), region);
    if (problem !== undefined) throw new Error(`public keys of ${region}: ${problem}`);
  } catch (error) {
    const fault = awsErrorOf(error);
    // A Region that an account has not enabled has no address, which looks like a failed connection.
    if (failureOf(fault).end === 'passing' && fault.code !== 'ENOTFOUND') throw error;
    keys.refuse(region, `AWS does not return the public keys to the monitor (${fault.code})`);
  }
  return { keys, fetchedAtMs };
}
