import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { workingTimeMs } from '../lambda/aws/time-budget';
import { type Bounds, checkOptions, type ProcessingOptions, RecentRecords } from './options';
import { processMessage } from './process-message';
import { type QueueOptions, QueueReader, type Wait } from './queue-reader';
import { toSourceMessage } from './source';

const BOUNDS = {
  visibilityTimeoutSeconds: [1, 43_200],
  waitTimeSeconds: [0, 20],
  parallelReaders: [1, 100],
  stopTimeoutSeconds: [0, 43_200],
} satisfies Readonly<Partial<Record<keyof QueueOptions, Bounds>>>;

const DEFAULT_STOP_SECONDS = 60;

/**
 * Processes the messages of a queue until `stop` aborts: polls it, hands over the records of the log files, and deletes each message
 * after its success. Settles when all messages that were received have ended.
 *
 * Rejects only with what `onError` throws; no more messages are then received.
 */
export async function processQueue(options: QueueOptions, stop: AbortSignal): Promise<void> {
  return processQueueWith(options, stop, (ms, signal) => delay(ms, undefined, { signal }));
}

/** The same with another clock. */
export async function processQueueWith(
  options: QueueOptions,
  stopRequested: AbortSignal,
  wait: Wait,
): Promise<void> {
  checkOptions(options, BOUNDS);
  if (options.queueUrl.endsWith('.fifo')) {
    throw new RangeError(`queueUrl is ${options.queueUrl}; use a standard queue, as CloudTrail and S3 do`);
  }
  const failures: unknown[] = [];
  const failed = new AbortController();
  const fail = (error: unknown) => {
    failures.push(error);
    failed.abort();
  };
  const ended = new AbortController();
  const stop = AbortSignal.any([stopRequested, failed.signal]);
  const outOfTime = endAfter(stop, { options, wait, ended: ended.signal });
  const recent = new RecentRecords(options.rememberRecords ?? 0);
  const work = { options, recent, outOfTime };
  const readers = Array.from({ length: options.parallelReaders ?? 1 }, () =>
    new QueueReader({ options, work, stop, wait, fail }).run().catch(fail),
  );
  await Promise.all(readers);
  ended.abort();
  if (failures.length > 0) throw failures[0];
}

/** Aborts some time after the stop, unless everything ended before. */
function endAfter(
  stop: AbortSignal,
  parts: { readonly options: QueueOptions; readonly wait: Wait; readonly ended: AbortSignal },
): AbortSignal {
  const { options, wait, ended } = parts;
  const { stopTimeoutSeconds = DEFAULT_STOP_SECONDS } = options;
  const outOfTime = new AbortController();
  const begin = () => {
    wait(stopTimeoutSeconds * 1000, ended).then(
      () => outOfTime.abort(),
      () => undefined,
    );
  };
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true });
  return outOfTime.signal;
}

/** What Lambda calls a function with that reads from a queue: `SQSEvent` of `@types/aws-lambda`, as far as it is used. */
export interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: object;
  }[];
}

/** The messages that return to the queue: `SQSBatchResponse` of `@types/aws-lambda`. */
export interface SqsBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** The part of Lambda's context that the handler uses. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/**
 * Makes the handler of a function that reads from a queue. The event source needs `ReportBatchItemFailures`: without it, Lambda
 * deletes messages that failed. Lambda deletes the others, and hides them while the function runs.
 *
 * Shortly before its time ends, the function returns the messages that it did not finish.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createSqsHandler(
  options: ProcessingOptions,
): (event: SqsEvent, context: RemainingTime) => Promise<SqsBatchResponse> {
  checkOptions(options);
  const recent = new RecentRecords(options.rememberRecords ?? 0);
  const limit = pLimit(options.concurrency ?? 1);
  return async ({ Records: messages }, context) => {
    const outOfTime = AbortSignal.timeout(workingTimeMs(context.getRemainingTimeInMillis()));
    const work = { options, recent, outOfTime };
    const ends = await Promise.all(
      messages.map(({ messageId, body, attributes }) =>
        limit(() => processMessage(toSourceMessage(messageId, body, { ...attributes }), work)),
      ),
    );
    const returned = messages.filter((_, index) => ends[index] === 'returned');
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
