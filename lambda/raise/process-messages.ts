import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type EndedInvocation, endRaising } from './end-raising';
import { logFailure } from './log-failure';
import { isPutBack } from './put-back';
import { reportStorm } from './report-storm';
import { STORM } from './storm-message';

/** What a function does with the messages of its queue. */
export interface MessageSteps {
  /** Does all that a message asks for; what it throws sends the message back. */
  readonly process: (message: SQSRecord) => Promise<void>;
  /** Hears how many alerts the report of a storm sent. */
  readonly onStormReported?: (alerts: number) => void;
  /** Hears that a message goes back. */
  readonly onFailure?: () => void;
}

/**
 * Processes a batch of messages, each alone; own messages that a storm's report is due are answered here. The answer
 * names the messages that must come back, all of them if need be; it is never an exception.
 */
export async function processMessages(
  event: SQSEvent,
  raising: EndedInvocation,
  steps: MessageSteps,
): Promise<SQSBatchResponse> {
  const process = (message: SQSRecord) => processMessage(message, raising, steps);
  const processor = new BatchProcessor(EventType.SQS);
  const response = await processPartialResponse(event, process, processor, {
    throwOnFullBatchFailure: false,
  });
  await endRaising(raising);
  return response;
}

async function processMessage(
  message: SQSRecord,
  raising: EndedInvocation,
  steps: MessageSteps,
): Promise<void> {
  try {
    const storm = STORM.decode(message.body);
    if (storm === undefined) {
      await steps.process(message);
      return;
    }
    const alerts = await reportStorm(raising, storm);
    steps.onStormReported?.(alerts);
  } catch (error) {
    steps.onFailure?.();
    if (await isPutBack(message, raising, error)) return;
    logFailure(raising.log, message, { error, maxReceiveCount: raising.settings.maxReceiveCount });
    throw error;
  }
}
