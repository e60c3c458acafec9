import pLimit from 'p-limit';
import { workingTimeMs } from '../lambda/aws/time-budget';
import { checkOptions, type ProcessingOptions } from './options';
import { processMessage } from './process-message';
import { RecentRecords } from './recent-records';
import { toSourceMessage } from './source';

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
