import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSRecord } from 'aws-lambda';
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

/**
 * A logger that is made with the first line: it opens the function's output, which nothing else needs before. Each line has the
 * context of its invocation.
 */
export class LateLog implements Log {
  #logger: Logger | undefined;
  #context: Context | undefined;

  constructor(private readonly make: () => Logger) {}

  /** Begins an invocation. */
  begin(context: Context): void {
    this.#context = context;
  }

  /** Ends an invocation: one without a line is the first of its function, too, and later ones are no cold starts. */
  end(): void {
    this.#ready();
  }

  info(message: string, fields: Record<string, unknown>): void {
    this.#ready().info(message, fields);
  }

  warn(message: string, fields: Record<string, unknown>): void {
    this.#ready().warn(message, fields);
  }

  error(message: string, fields: Record<string, unknown>): void {
    this.#ready().error(message, fields);
  }

  #ready(): Logger {
    this.#logger ??= this.make();
    if (this.#context !== undefined) this.#logger.addContext(this.#context);
    this.#context = undefined;
    return this.#logger;
  }
}
