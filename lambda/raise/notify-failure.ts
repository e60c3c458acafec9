import type { SQSRecord } from 'aws-lambda';
import { RetryLater } from './retry-later';

/** Structured log lines. Powertools' Logger is one. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** Writes the line about a message that goes back to its queue, or to the dead letters after its last receive. */
export function tellFailure(
  log: Log,
  message: SQSRecord,
  failure: { error: unknown; maxReceiveCount: number },
): void {
  const { messageId, attributes } = message;
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  const fields = { messageId, receiveCount, problem: String(failure.error) };
  if (receiveCount >= failure.maxReceiveCount) {
    log.error('message not done, and it goes to the dead-letter queue', fields);
  } else if (failure.error instanceof RetryLater) log.info('message not done; it comes back', fields);
  else log.warn('message not done; it comes back', fields);
}
