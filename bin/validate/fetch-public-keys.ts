import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { listPublicKeys } from '../../lambda/aws/list-public-keys';
import type { ListedPublicKey } from '../../lib/core/digest/public-keys';
import { requestOptions } from '../aws/s3-client';
import type { TimeRange } from '../cli/time-range';
import { renderReason, UserError } from '../cli/user-error';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** CloudTrail began in November 2013, and digest files in 2015. */
const FIRST_MS = Date.parse('2013-11-01T00:00:00Z');
/** Backfill digests are signed long after their time. */
const LATER_MS = 62 * DAY_MS;

/**
 * The public keys with which CloudTrail signed in a Region, for a range of digest files and for backfill digests that
 * came later.
 *
 * @throws {@link UserError} if CloudTrail does not give them
 */
export async function fetchPublicKeys(
  region: string,
  { startMs = FIRST_MS, endMs }: TimeRange,
  nowMs: number,
): Promise<readonly ListedPublicKey[]> {
  const client = new CloudTrailClient({ region, requestHandler: requestOptions() });
  try {
    return await listPublicKeys(
      client,
      startMs - 2 * HOUR_MS,
      Math.min(endMs + LATER_MS, nowMs + 2 * HOUR_MS),
    );
  } catch (error) {
    throw new UserError(
      `CloudTrail gives no public keys for ${region}: ${renderReason(error)}; it takes cloudtrail:ListPublicKeys, or saved keys by --public-keys`,
    );
  } finally {
    client.destroy();
  }
}
