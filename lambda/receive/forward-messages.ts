import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { DAILY_SUMMARY_RULE_ID } from '../../lib/core/alert/daily-summary';
import { parseDelivery } from '../../lib/core/alert/message/delivery';
import { type Notice, toNotice } from '../../lib/core/sink/notice';
import { type Log, logFailure } from '../raise/log-failure';
import { findSender, type SenderPorts } from './find-sender';

/** What a sink does with the messages of its queue. */
export interface ForwardPorts extends SenderPorts {
  readonly log: Log;
  readonly maxReceiveCount: number;
  /** Hands over one message; what it throws sends the message back to the queue. */
  readonly send: (notice: Notice) => Promise<void>;
  /** Hands over what is no message of a topic; false if it cannot. */
  readonly sendOther?: (body: string) => Promise<boolean>;
}

/**
 * Forwards a batch of messages of the alert topic, each alone. The answer names those that must come back; after the last
 * receive SQS moves them to the dead-letter queue.
 */
export function forwardMessages(event: SQSEvent, ports: ForwardPorts): Promise<SQSBatchResponse> {
  const processor = new BatchProcessor(EventType.SQS);
  const forward = (message: SQSRecord) => forwardMessage(message, ports);
  return processPartialResponse(event, forward, processor, { throwOnFullBatchFailure: false });
}

async function forwardMessage(message: SQSRecord, ports: ForwardPorts): Promise<void> {
  try {
    const delivery = parseDelivery(message.body);
    if (delivery !== undefined) await forward(toNotice(delivery, await findSender(delivery, ports)), ports);
    else if ((await ports.sendOther?.(message.body)) !== true) {
      throw new Error('the body is no message of an SNS topic');
    }
  } catch (error) {
    logFailure(ports.log, message, { error, maxReceiveCount: ports.maxReceiveCount });
    throw error;
  }
}

/** The daily summary is for people: it is no finding, and no ticket. */
async function forward(notice: Notice, { send }: ForwardPorts): Promise<void> {
  if (notice.isVerified && notice.alert?.ruleId === DAILY_SUMMARY_RULE_ID) return;
  await send(notice);
}
