import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { isLastReceive, logFailure } from './log';
import type { RaisePorts } from './ports/raise-ports';
import { type EndedInvocation, endRaising, type RaisingInvocation } from './raising';
import { isUnsent } from './retry-later';
import { sendOnce } from './send-once';
import { reportStorm } from './storm/report-storm';
import { STORM } from './storm/storm-message';

/** The maximum delay of SQS. */
const WAIT_SECONDS = 900;

/** The partition of the table that says which messages wait. */
const WINDOW = 'put-back';

/** An invocation that processes messages. */
interface MessageInvocation extends EndedInvocation {
  readonly counts: { add(metric: 'Alerts' | 'MessagesFailed', count?: number): void };
}

/** Processes a message; an error returns the message to the queue. */
type MessageStep = (message: SQSRecord) => Promise<void>;

/**
 * Processes a batch of messages, each independently; its own messages to report a storm are handled here. The response lists
 * the messages to retry, all of them if necessary; it is never an exception.
 */
export async function processMessages(
  event: SQSEvent,
  raising: MessageInvocation,
  step: MessageStep,
): Promise<SQSBatchResponse> {
  const process = (message: SQSRecord) => processMessage(message, raising, step);
  const processor = new BatchProcessor(EventType.SQS);
  const response = await processPartialResponse(event, process, processor, {
    throwOnFullBatchFailure: false,
  });
  await endRaising(raising);
  return response;
}

async function processMessage(
  message: SQSRecord,
  raising: MessageInvocation,
  step: MessageStep,
): Promise<void> {
  try {
    const storm = STORM.decode(message.body);
    if (storm === undefined) return await step(message);
    await requireOwn(raising, message);
    raising.counts.add('Alerts', await reportStorm(raising, storm));
  } catch (error) {
    raising.counts.add('MessagesFailed');
    if (await isPutBack(message, raising, error)) return;
    logFailure(raising.log, message, { error, maxReceiveCount: raising.settings.maxReceiveCount });
    throw error;
  }
}

/** Throws for a message that says what an alert is to say, and that no function wrote: it is kept as a dead letter, and raises nothing. */
export async function requireOwn(
  { ports }: { readonly ports: Pick<RaisePorts, 'isOwnMessage'> },
  { body }: SQSRecord,
): Promise<void> {
  if (await ports.isOwnMessage(body)) return;
  throw new Error('the message asks for an alert but was not sent by a function of trailwatch');
}

/**
 * At its last receive, a message with alerts that are not sent yet, by this handler or another, is put on the queue anew instead of into the dead letters, where it
 * would wait for a person: once notifications work again, its alerts are sent by themselves. Until then, its age raises the
 * alarm on the oldest message. A handler that dies before the answer leaves a message too many.
 */
async function isPutBack(message: SQSRecord, raising: RaisingInvocation, error: unknown): Promise<boolean> {
  const { log, settings } = raising;
  if (!isUnsent(error) || !isLastReceive(message, settings)) return false;
  const fields = { messageId: message.messageId, problem: String(error) };
  try {
    await putBack(message, raising);
  } catch (failure) {
    log.error('alerts were not sent, and the message cannot be sent to the queue again', {
      ...fields,
      failure: String(failure),
    });
    return false;
  }
  log.error('alerts were not sent yet; the message is sent to the queue again', fields);
  return true;
}

/**
 * Equal messages that were received in the same quarter of an hour, by the clock of SQS, are one piece of work, so that retries that queue
 * more of them do not add up: the one that is put back is received later than all of them were sent.
 */
async function putBack({ body, attributes }: SQSRecord, raising: RaisingInvocation): Promise<void> {
  const receivedMs = Number(attributes.ApproximateFirstReceiveTimestamp);
  if (!(receivedMs > 0)) return raising.ports.sendMessage(body, WAIT_SECONDS);
  const name = `${Math.floor(receivedMs / (WAIT_SECONDS * 1000))} ${body}`;
  await sendOnce(raising, { window: WINDOW, name, body, delaySeconds: WAIT_SECONDS });
}
