import type { ListedPublicKey } from '../../lib/core/digest/public-keys';
import { listPublicKeys } from '../aws/list-public-keys';
import { findPlainSettings, plainCloudTrailEndpoint } from '../aws/plain-settings';
import type { CommandIo } from '../cli/command-io';
import type { TimeRange } from '../cli/time-range';
import { renderReason, UserError } from '../cli/user-error';

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
 * came later.
 *
 * @throws {@link UserError} if CloudTrail does not give them
 */
export async function fetchPublicKeys(
  region: string,
  { startMs = FIRST_MS, endMs }: TimeRange,
  { nowMs, environment, wait }: KeyFetcher,
): Promise<readonly ListedPublicKey[]> {
  const range = { startMs: startMs - 2 * HOUR_MS, endMs: Math.min(endMs + LATER_MS, nowMs + 2 * HOUR_MS) };
  try {
    const settings = await findPlainSettings(environment);
    const endpoint = settings && plainCloudTrailEndpoint(settings, region);
    if (settings !== undefined && endpoint !== undefined)
      return await listPublicKeys({ settings, endpoint, region, wait, ...range });
    const { listBySdk } = await import('./list-keys-by-sdk');
    return await listBySdk(region, range);
  } catch (error) {
    throw new UserError(
      `CloudTrail gives no public keys for ${region}: ${renderReason(error)}; it takes cloudtrail:ListPublicKeys, or saved keys by --public-keys`,
    );
  }
}
