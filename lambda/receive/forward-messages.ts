import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { DAILY_SUMMARY_RULE_ID } from '../../lib/core/alert/daily-summary';
import { parseDelivery } from '../../lib/core/alert/message/delivery';
import { type Notice, toNotice } from '../../lib/core/alert/sink/notice';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import type { SinkSettings } from '../../lib/core/settings/sink-settings';
import { confirming } from '../aws/confirming';
import { type Log, logFailure } from '../raise/log';
import { CHECKING_CLIENT, findSender, makeSenderPorts, type SenderPorts } from './find-sender';

/** What a sink does with the messages of its queue. */
export interface ForwardPorts extends SenderPorts {
  readonly log: Log;
  readonly maxReceiveCount: number;
  /** Forwards one message; an error returns the message to the queue. */
  readonly send: (notice: Notice) => Promise<void>;
  /** Forwards a message that is not from a topic; false if it cannot. */
  readonly sendOther?: (body: string) => Promise<boolean>;
}

/**
 * Forwards a batch of messages of the alert topic, each independently. The response lists the messages to retry; after the last
 * receive, SQS moves them to the dead-letter queue.
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
      throw new Error('the body is not an SNS message');
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

/** The handler of a sink, called by Lambda with every batch of messages. */
export function forwardingHandler(settings: SinkSettings, sending: Pick<ForwardPorts, 'send' | 'sendOther'>) {
  const ports: ForwardPorts = { ...makeForwardPorts(settings), ...sending };
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    expectEvent(event, SQS_EVENT);
    return forwardMessages(event, ports);
  };
}

/** The ports in life that every sink has: its log, and what finds out who sent a message. */
function makeForwardPorts({
  sinkName,
  originKeyArns,
  maxReceiveCount,
}: SinkSettings): Omit<ForwardPorts, 'send'> {
  const log = new Logger({ serviceName: sinkName });
  const clients = {
    cloudWatch: confirming(new CloudWatchClient(CHECKING_CLIENT)),
    kms: CHECKING_CLIENT,
    warn: (message: string, fields: Record<string, unknown>) => log.warn(message, fields),
  };
  return { ...makeSenderPorts(clients, originKeyArns.split(',')), log, maxReceiveCount };
}
