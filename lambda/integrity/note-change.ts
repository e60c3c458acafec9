import { type ObjectTime, objectTimeOf, ownerOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import { MISSING_AFTER_MS } from '../../lib/core/digest/digest';
import { type FileFinding, problemFile } from '../../lib/core/digest/finding';
import { MAX_AHEAD_MS } from '../../lib/core/digest/judge-unlisted';
import { deliveryTimeMs } from '../../lib/core/record/object-key';
import type { ArchiveChange } from '../../lib/core/settings/message/archive-change';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import { sendOnce } from '../raise/send-once';
import type { Invocation } from './invocation';
import { raiseFindings, raiseOpenFindings } from './raise-findings';
import { nameOf, readState } from './state/folder-state';

/** A time range of a folder that is to be checked again. */
export interface RecheckedRange {
  /** What the keys of its log files begin with. */
  readonly folder: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const MINUTE_MS = 60 * 1000;

/** The time in which changes are collected and checked together. */
const GATHER_MS = 5 * MINUTE_MS;

/** The clock of a handler is behind by less; a change that is further ahead shares its check with no other. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** The time from the message of a recheck to its beginning: then the minutes of a change that is not further ahead are over. */
const RECHECK_AFTER_SECONDS = (GATHER_MS + CLOCK_SLACK_MS) / 1000;

/**
 * Queues a recheck once for all changes of a few minutes by the clock of EventBridge: the first of them queues it so that it begins when
 * these minutes are over, and no clock of a handler says when that is. So a handler that finds it queued knows that its change is
 * checked.
 */
export async function queueRecheck(
  invocation: Invocation,
  range: RecheckedRange,
  changedMs: number | undefined,
): Promise<void> {
  const { ports } = invocation;
  const body = INTEGRITY_WORK.encode({ job: 'recheck', ...range });
  // Who sends a message with a later time must not have the check of these minutes begin before them.
  if (changedMs === undefined || changedMs > ports.nowMs() + CLOCK_SLACK_MS)
    return ports.sendMessage(body, RECHECK_AFTER_SECONDS);
  const name = `${range.folder} ${range.fromMs} ${range.untilMs} ${Math.floor(changedMs / GATHER_MS)}`;
  const message = { window: 'integrity-recheck', name, body, delaySeconds: RECHECK_AFTER_SECONDS };
  await sendOnce(invocation, message);
}

/** CloudTrail delivers a file in the minute that its key names, and a digest file within the hour after its end. */
export const ON_TIME_MS = 2 * 60 * 60 * 1000;

/**
 * Acts on a change that S3 announces: an object that was deleted, and one that was written long after the time in its key, or after
 * its hour was checked, have the range of that time checked again. What was written on time is checked with the digest file of its
 * hour. A fresh file that is deleted is in no digest file: it is reported at once.
 */
export async function noteChange(invocation: Invocation, change: ArchiveChange): Promise<void> {
  const { ports, counts, settings } = invocation;
  const { kind, key, bucket } = change;
  if (bucket !== settings.bucketName) throw new Error(`the S3 event is for the bucket ${bucket}`);
  const atMs = Math.min(change.atMs ?? ports.nowMs(), ports.nowMs());
  const time = objectTimeOf(key);
  const isWritten = kind === 'created';
  if (time !== undefined && isWritten && isOnTime(time, atMs) && !(await isChecked(invocation, key, time)))
    return;
  counts.add('Changes');
  if (time?.isDigested === true && !isWritten && atMs < time.dueMs + MISSING_AFTER_MS)
    await reportIfGone(invocation, key, time);
  if (time?.isDigested === true && time.dueMs <= atMs + MAX_AHEAD_MS) {
    const { folder, fromMs, untilMs } = time;
    return queueRecheck(invocation, { folder: nameOf(folder), fromMs, untilMs }, change.atMs);
  }
  const stray = strayOf(key, time);
  const folder = ownerOf(key);
  if ((isWritten || time !== undefined) && folder !== undefined && !key.endsWith('/'))
    await raiseFindings(invocation, folder, [stray]);
}

function isOnTime({ dueMs }: ObjectTime, atMs: number): boolean {
  return atMs <= dueMs + ON_TIME_MS && dueMs <= atMs + MAX_AHEAD_MS;
}

/** Whether a digest file was checked that is newer than the object: then the object was there, or should have been. */
async function isChecked({ ports }: Invocation, key: string, time: ObjectTime): Promise<boolean> {
  if (!time.isDigested) return false;
  const { chains } = (await readState(ports, time.folder)).state.position;
  const own = parseDigestKey(key);
  const known = own?.kind === 'chained' ? [chains[own.chain]] : Object.values(chains);
  return known.some((chain) => {
    const newest = chain && parseDigestKey(chain.key);
    return newest?.kind === 'chained' && newest.endTimeMs >= time.dueMs;
  });
}

/** The newest digest file is named by no other one, and lists log files that no other one lists. */
async function reportIfGone(
  invocation: Invocation,
  key: string,
  { folder, kind }: ObjectTime,
): Promise<void> {
  const { ports, settings, outOfTime } = invocation;
  const isDelivered =
    kind === 'log' ? deliveryTimeMs(key) !== undefined : parseDigestKey(key)?.kind === 'chained';
  if (!isDelivered) return;
  const stored = await ports.readArchive({ bucket: settings.bucketName, key }, outOfTime);
  if (stored.kind !== 'absent') return;
  const problem = {
    status: 'missing',
    reason: 'absent',
    detail: 'S3 sent an event that it was deleted',
  } as const;
  await raiseOpenFindings(invocation, folder, [problemFile(kind, key, problem)]);
}

/** The finding on an object that no digest file can answer for. */
export function strayOf(key: string, time: ObjectTime | undefined): FileFinding {
  const kind = time?.kind ?? (key.includes('/CloudTrail-Digest/') ? 'digest' : 'log');
  if (time === undefined) return problemFile(kind, key, { status: 'extra', reason: 'outside-layout' });
  return time.isDigested
    ? problemFile(kind, key, { status: 'extra', reason: 'future-date' })
    : problemFile(kind, key, { status: 'unverified', reason: 'not-digested' });
}
