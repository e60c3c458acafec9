import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import { type ListedPublicKey, PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { ObjectVersion } from '../aws/s3/list-objects';
import type { Progress } from '../aws/table/progress-item';
import type { RaisePorts } from '../raise/ports/raise-ports';

/** All side effects of this function, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly readArchive: (place: Required<ObjectPlace>, outOfTime: AbortSignal) => Promise<StoredObject>;
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** Every version of the keys that begin with the prefix, behind `after`, in the order of the keys. */
  readonly listVersions: (keyPrefix: string, after?: string) => AsyncIterable<ObjectVersion>;
  readonly listFolders: (keyPrefix: string) => AsyncIterable<string>;
  readonly listPublicKeys: (
    region: string,
    startMs: number,
    endMs: number,
  ) => Promise<readonly ListedPublicKey[]>;
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

const HOUR_MS = 60 * 60 * 1000;

/** A key is valid for some months; this much earlier ones are fetched along, so that most checks share one answer. */
const STEP_MS = 90 * 24 * HOUR_MS;

/** As the AWS CLI does: a digest file may be signed with a key that became valid after its time. */
const MARGIN_MS = 2 * HOUR_MS;

/** Backfill digests are signed long after their time. */
const LATER_MS = 62 * 24 * HOUR_MS;

/** Errors that mean CloudTrail returns no keys in a Region: it is not enabled in this account, or not allowed. */
const REFUSALS: readonly string[] = [
  ...['AccessDeniedException', 'AccessDenied', 'OptInRequired', 'AuthFailure', 'UnknownEndpoint'],
  ...['UnrecognizedClientException', 'InvalidClientTokenId', 'ENOTFOUND'],
];

/**
 * The public keys with which CloudTrail signs, by Region, kept for the life of a container. Of a Region that gives none
 * there are none, and what was signed there is unverified.
 */
export class RegionalKeys {
  readonly #fetched = new Map<string, Promise<FetchedKeys>>();

  /** The keys for digest files that end between two times; fetched anew if the known ones are older than `notBeforeMs`. */
  async find(
    ports: Pick<Ports, 'listPublicKeys' | 'nowMs'>,
    region: string,
    range: { readonly startMs: number; readonly endMs: number; readonly notBeforeMs: number },
  ): Promise<FetchedKeys> {
    const startMs = Math.floor(range.startMs / STEP_MS) * STEP_MS;
    const lastMs = Math.ceil((range.endMs + LATER_MS) / STEP_MS) * STEP_MS;
    const name = `${region} ${startMs} ${lastMs}`;
    const known = await this.#fetched.get(name);
    if (known !== undefined && known.fetchedAtMs >= range.notBeforeMs) return known;
    const endMs = Math.min(lastMs, ports.nowMs() + MARGIN_MS);
    const fetching = fetchKeys(ports, region, [startMs - MARGIN_MS, endMs]);
    this.#fetched.set(name, fetching);
    // The caller gets a failure; it is not cached.
    fetching.catch(() => this.#fetched.delete(name));
    return fetching;
  }
}

async function fetchKeys(
  ports: Pick<Ports, 'listPublicKeys' | 'nowMs'>,
  region: string,
  [startMs, endMs]: readonly [number, number],
): Promise<FetchedKeys> {
  const keys = new PublicKeys();
  const fetchedAtMs = ports.nowMs();
  try {
    const problem = keys.add(await ports.listPublicKeys(region, startMs, endMs), region);
    if (problem !== undefined) throw new Error(`CloudTrail public keys of ${region}: ${problem}`);
  } catch (error) {
    const { name = '', code = '' } = error as Partial<NodeJS.ErrnoException>;
    if (!REFUSALS.includes(name) && !REFUSALS.includes(code)) throw error;
    keys.refuse(
      region,
      `CloudTrail does not return its keys to the monitor (${name === 'Error' ? code : name})`,
    );
  }
  return { keys, fetchedAtMs };
}
