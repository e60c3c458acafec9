import type { SNSEvent } from 'aws-lambda';
import { toDelivery } from '../../lib/core/alert/message/delivery';
import { type ChatMessage, toChatMessage } from '../../lib/core/alert/message/to-chat-message';
import { findSender, type SenderPorts } from '../receive/find-sender';

/** All side effects of this function: `lambda/aws` in production, memory in tests. */
export interface ChatPorts extends SenderPorts {
  readonly publish: (message: ChatMessage) => Promise<void>;
}

/**
 * Notifies chat applications of every message of an event. SNS sends one message an event; should there be more, and one of
 * them fail, Lambda tries all of them again, and the first ones come twice, in their own threads.
 */
export async function notifyChat(event: SNSEvent, ports: ChatPorts): Promise<void> {
  for (const { Sns } of event.Records) {
    const delivery = toDelivery(Sns);
    if (delivery === undefined)
      throw new Error(`message ${Sns.MessageId} is not an SNS notification for a function`);
    const sender = await findSender(delivery, ports);
    try {
      await ports.publish(toChatMessage(delivery, sender));
    } catch (cause) {
      throw new Error(`the chat topic could not be sent message ${Sns.MessageId}`, { cause });
    }
  }
}
