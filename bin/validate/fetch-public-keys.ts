import { type ListedPublicKey, PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { REGION_NAME } from '../../lib/core/record/region-name';
import { listPublicKeys } from '../aws/list-public-keys';
import { findPlainSettings, plainCloudTrailEndpoint } from '../aws/plain-settings';
import type { CommandIo } from '../cli/command-io';
import type { TimeRange } from '../cli/time-range';
import { renderReason } from '../cli/user-error';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** CloudTrail began in November 2013, and digest files in 2015. */
const FIRST_MS = Date.parse('2013-11-01T00:00:00Z');
/** Backfill digests are signed long after their time. */
const LATER_MS = 62 * DAY_MS;

/** By what means keys are fetched. */
export interface KeyFetcher extends Pick<CommandIo, 'environment' | 'wait'> {
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * The public keys with which CloudTrail signed in a Region, for a range of digest files and for backfill digests that
 * came later. Where CloudTrail does not give them there are none, with the reason: other Regions have theirs.
 */
export async function fetchPublicKeys(
  region: string,
  range: TimeRange,
  fetcher: KeyFetcher,
): Promise<PublicKeys> {
  const keys = new PublicKeys();
  const refusal = REGION_NAME.test(region)
    ? await listInto(keys, { region, range }, fetcher)
    : `${JSON.stringify(region)} is not the name of a Region`;
  if (refusal === undefined) return keys;
  const none = new PublicKeys();
  none.refuse(region, refusal);
  return none;
}

/** One sentence if there are no keys, or keys that cannot be read. */
async function listInto(
  keys: PublicKeys,
  { region, range }: { readonly region: string; readonly range: TimeRange },
  fetcher: KeyFetcher,
): Promise<string | undefined> {
  try {
    return keys.add(await listKeys(region, range, fetcher), region);
  } catch (error) {
    return `CloudTrail gives no public keys for ${region}: ${renderReason(error)}; it takes cloudtrail:ListPublicKeys, or saved keys by --public-keys`;
  }
}

async function listKeys(
  region: string,
  { startMs = FIRST_MS, endMs }: TimeRange,
  { nowMs, environment, wait }: KeyFetcher,
): Promise<readonly ListedPublicKey[]> {
  const range = { startMs: startMs - 2 * HOUR_MS, endMs: Math.min(endMs + LATER_MS, nowMs + 2 * HOUR_MS) };
  const settings = await findPlainSettings(environment);
  const endpoint = settings && plainCloudTrailEndpoint(settings, region);
  if (settings !== undefined && endpoint !== undefined)
    return listPublicKeys({ settings, endpoint, region, wait, ...range });
  const { listBySdk } = await import('./list-keys-by-sdk');
  return listBySdk(region, range);
}
