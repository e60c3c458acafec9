import { type FileFinding, problemFile } from '../../lib/core/digest/finding';
import { MAX_AHEAD_MS } from '../../lib/core/digest/judge-unlisted';
import { type ObjectTime, objectTimeOf, ownerOf } from '../../lib/core/digest/object-time';
import type { ArchiveChange } from '../../lib/core/settings/archive-change';
import { nameOf } from './folder-state';
import type { Invocation } from './invocation';
import { queueRecheck } from './queue-recheck';
import { raiseFindings } from './raise-findings';

/** CloudTrail delivers a file in the minute that its key names, and a digest file within the hour after its end. */
export const ON_TIME_MS = 2 * 60 * 60 * 1000;

/**
 * Acts on a change that S3 announces: an object that was deleted, and one that was written long after the time in its key,
 * have the range of that time checked again. What was written on time is checked with the digest file of its hour.
 */
export async function noteChange(invocation: Invocation, change: ArchiveChange): Promise<void> {
  const { ports, counts, settings } = invocation;
  const { kind, key, bucket } = change;
  if (bucket !== settings.bucketName) throw new Error(`the event of S3 is of the bucket ${bucket}`);
  const atMs = Math.min(change.atMs ?? ports.nowMs(), ports.nowMs());
  const time = objectTimeOf(key);
  const isWritten = kind === 'created';
  if (time !== undefined && isWritten && isOnTime(time, atMs)) return;
  counts.add('Changes');
  if (time?.isDigested === true && time.dueMs <= atMs + MAX_AHEAD_MS) {
    const { folder, fromMs, untilMs } = time;
    return queueRecheck(invocation, { folder: nameOf(folder), fromMs, untilMs });
  }
  const stray = strayOf(key, time);
  const folder = ownerOf(key);
  if ((isWritten || time !== undefined) && folder !== undefined && !key.endsWith('/'))
    await raiseFindings(invocation, folder, [stray]);
}

function isOnTime({ dueMs }: ObjectTime, atMs: number): boolean {
  return atMs <= dueMs + ON_TIME_MS && dueMs <= atMs + MAX_AHEAD_MS;
}

/** The finding on an object that no digest file can answer for. */
export function strayOf(key: string, time: ObjectTime | undefined): FileFinding {
  const kind = time?.kind ?? (key.includes('/CloudTrail-Digest/') ? 'digest' : 'log');
  if (time === undefined) return problemFile(kind, key, { status: 'extra', reason: 'outside-layout' });
  return time.isDigested
    ? problemFile(kind, key, { status: 'extra', reason: 'future-date' })
    : problemFile(kind, key, { status: 'unverified', reason: 'not-digested' });
}
