import type { SNSEvent, SNSMessage } from 'aws-lambda';
import {
  type ChatMessage,
  type TopicMessage,
  toChatMessage,
} from '../../lib/core/alert/message/to-chat-message';

/**
 * Tells chat applications of every message of an event. SNS sends one message an event; should there be more, and one of
 * them fail, Lambda tries all of them again, and the first ones come twice, in their own threads.
 */
export async function notifyChat(
  event: SNSEvent,
  publish: (message: ChatMessage) => Promise<void>,
): Promise<void> {
  for (const { Sns } of event.Records) {
    try {
      await publish(toChatMessage(toTopicMessage(Sns)));
    } catch (cause) {
      throw new Error(`the chat topic could not be told of message ${Sns.MessageId}`, { cause });
    }
  }
}

/** A message without a subject has `null` for it. */
function toTopicMessage({ Subject, Message, MessageAttributes }: SNSMessage): TopicMessage {
  const attributes = Object.entries(MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject ?? undefined, message: Message, attributes: Object.fromEntries(attributes) };
}
