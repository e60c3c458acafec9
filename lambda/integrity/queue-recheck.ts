import { createHash } from 'node:crypto';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import type { Invocation } from './invocation';

/** A folder's stretch of time that is to be checked again. */
export interface RecheckedRange {
  /** What the keys of its log files begin with. */
  readonly folder: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const MINUTE_MS = 60 * 1000;

/** Changes of so long are checked together. */
const GATHER_MS = 5 * MINUTE_MS;

/** Clocks of two containers differ by less. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** A claim is of no use once its check has begun. */
const REMEMBER_SECONDS = 24 * 60 * 60;

/**
 * Queues a recheck once for all changes of a few minutes: it begins when these minutes are over, so that a handler that finds
 * it queued knows that its change is checked. A handler that dies before the message is sent leaves a claim that others do
 * not wait for: a message too many is a check too many.
 */
export async function queueRecheck(
  { ports, settings, newOwner }: Invocation,
  range: RecheckedRange,
): Promise<void> {
  const nowMs = ports.nowMs();
  const dueMs = (Math.floor(nowMs / GATHER_MS) + 1) * GATHER_MS + CLOCK_SLACK_MS;
  const name = `${range.folder} ${range.fromMs} ${range.untilMs} ${dueMs}`;
  const claim = {
    window: 'integrity-recheck',
    item: createHash('sha256').update(name).digest('hex'),
    owner: newOwner(),
    leaseUntilMs: nowMs + settings.leaseSeconds * 1000,
    expiresAtSeconds: Math.floor(nowMs / 1000) + REMEMBER_SECONDS,
  };
  const answer = await ports.claimItem({ ...claim, status: 'sending', nowMs });
  if (answer.kind === 'settled') return;
  const delaySeconds = Math.ceil((dueMs - nowMs) / 1000);
  await ports.sendMessage(INTEGRITY_WORK.encode({ job: 'recheck', ...range }), delaySeconds);
  if (answer.kind === 'won') await ports.settleClaim(claim, 'sent');
}
