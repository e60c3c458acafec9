import { createHash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { isLastReceive } from './log-failure';
import { NotSent } from './not-sent';
import type { RaisingInvocation } from './report-foreign-items';

/** SQS delays a message by so much at most. */
const WAIT_SECONDS = 900;

/** The partition of the table that says which messages wait. */
const WINDOW = 'put-back';

/**
 * At its last receive, a message whose alerts cannot be sent is put on the queue anew instead of into the dead letters, where it
 * would wait for a person: once notifications work again, its alerts are sent by themselves. Until then, its age raises the
 * alarm on the oldest message. A handler that dies before the answer leaves a message too many.
 */
export async function isPutBack(
  message: SQSRecord,
  raising: RaisingInvocation,
  error: unknown,
): Promise<boolean> {
  const { log, settings } = raising;
  if (!(error instanceof NotSent) || !isLastReceive(message, settings)) return false;
  const fields = { messageId: message.messageId, problem: error.message };
  try {
    await putBack(message.body, raising);
  } catch (failure) {
    log.error('alerts cannot be sent, nor the message be put on the queue anew', {
      ...fields,
      failure: String(failure),
    });
    return false;
  }
  log.error('alerts cannot be sent; the message is put on the queue anew', fields);
  return true;
}

/** Equal messages are one piece of work: while one of them waits, another is not needed, and retries that queue more of them do not add up. */
async function putBack(body: string, { ports, newOwner }: RaisingInvocation): Promise<void> {
  const nowMs = ports.nowMs();
  const leaseUntilMs = nowMs + WAIT_SECONDS * 1000;
  const answer = await ports.claimItem({
    window: WINDOW,
    item: createHash('sha256').update(body).digest('hex'),
    owner: newOwner(),
    status: 'sending',
    nowMs,
    leaseUntilMs,
    expiresAtSeconds: Math.ceil(leaseUntilMs / 1000),
  });
  if (answer.kind !== 'held') await ports.sendMessage(body, WAIT_SECONDS);
}
