import type { SQSRecord } from 'aws-lambda';
import { RetryLater } from './retry-later';

/** Structured log lines. Powertools' Logger is one. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** Whether a message moves to the dead-letter queue if it fails. */
export function isLastReceive(
  { attributes }: Pick<SQSRecord, 'attributes'>,
  { maxReceiveCount }: { readonly maxReceiveCount: number },
): boolean {
  return Number(attributes.ApproximateReceiveCount) >= maxReceiveCount;
}

/** Logs that a message returns to its queue, or moves to the dead-letter queue after its last receive. */
export function logFailure(
  log: Log,
  message: SQSRecord,
  failure: { error: unknown; maxReceiveCount: number },
): void {
  const { messageId, attributes } = message;
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  const fields = { messageId, receiveCount, problem: String(failure.error) };
  if (isLastReceive(message, failure)) {
    log.error('message processing failed; it moves to the dead-letter queue', fields);
  } else if (failure.error instanceof RetryLater)
    log.info('message not finished; it returns to the queue', fields);
  else log.warn('message processing failed; it returns to the queue', fields);
}
