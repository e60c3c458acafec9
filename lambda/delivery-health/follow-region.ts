import { type RegionRhythm, withFile } from '../../lib/core/delivery/region-rhythm';
import { firstKeyOfDay } from '../../lib/core/digest/archive-folder';
import { deliveryTimeMs, parseObjectKey } from '../../lib/core/record/object-key';
import type { Invocation } from './ports';

/** How far the first look reaches back: two weekends. */
const FIRST_LOOK_MS = 14 * 24 * 60 * 60 * 1000;

/** Ten pages. What is left is read at the next look; a Region with so many files is not silent. */
const MAX_KEYS = 10_000;

/** A name that is further ahead is not CloudTrail's, and would hide what comes before it. */
const MAX_AHEAD_MS = 60 * 60 * 1000;

/** What is known of a Region after a look at its keys. */
export interface FollowedRegion {
  readonly rhythm: RegionRhythm | undefined;
  /** Whether the newest key was reached. */
  readonly isComplete: boolean;
}

/**
 * Reads the names of the log files that were delivered since the last look.
 *
 * @param keyPrefix what their keys begin with, down to the Region and its slash
 */
export async function followRegion(
  { ports, counts, outOfTime }: Invocation,
  keyPrefix: string,
  before: RegionRhythm | undefined,
): Promise<FollowedRegion> {
  const nowMs = ports.nowMs();
  const after = before?.lastKey ?? firstKeyOfDay(keyPrefix, nowMs - FIRST_LOOK_MS);
  let rhythm = before;
  let listed = 0;
  for await (const key of ports.listKeys(keyPrefix, after)) {
    listed += 1;
    const deliveredMs = deliveryTimeMs(key);
    if (deliveredMs !== undefined && deliveredMs > nowMs + MAX_AHEAD_MS) break;
    if (deliveredMs !== undefined) rhythm = withFile(rhythm, { key, deliveredMs });
    if (listed >= MAX_KEYS || outOfTime.aborted) return { rhythm, isComplete: count(false) };
  }
  return { rhythm, isComplete: count(true) };

  function count(isComplete: boolean): boolean {
    counts.add('KeysListed', listed);
    return isComplete;
  }
}

/** Whether a digest file of the Region was delivered since a time. One comes every hour, with or without events. */
export async function hasDigestSince(
  { ports }: Pick<Invocation, 'ports'>,
  keyPrefix: string,
  sinceMs: number,
): Promise<boolean> {
  for await (const key of ports.listKeys(keyPrefix, firstKeyOfDay(keyPrefix, sinceMs))) {
    const file = parseObjectKey(key)?.file;
    const endMs = file?.kind === 'digest' ? Date.parse(file.endTime) : Number.NaN;
    if (endMs >= sinceMs && endMs <= ports.nowMs() + MAX_AHEAD_MS) return true;
  }
  return false;
}
