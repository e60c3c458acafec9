import { isJsonObject, type JsonObject, parseJson } from '../../json/json-value';
import type { TopicMessage } from './to-chat-message';

/** A message of the alert topic, and what SNS itself says of it. */
export interface Delivery extends TopicMessage {
  readonly topicArn: string;
  /** ISO 8601 in UTC. */
  readonly publishedAt: string;
}

/**
 * The message that SNS put on a queue or called a function with; undefined if it is not such a document.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function toDelivery(notification: unknown): Delivery | undefined {
  if (!isJsonObject(notification)) return undefined;
  const { Subject, Message, MessageAttributes, TopicArn, Timestamp } = notification;
  if (typeof Message !== 'string' || typeof TopicArn !== 'string' || typeof Timestamp !== 'string') {
    return undefined;
  }
  return {
    ...(typeof Subject === 'string' ? { subject: Subject } : {}),
    message: Message,
    attributes: toTexts(isJsonObject(MessageAttributes) ? MessageAttributes : {}),
    topicArn: TopicArn,
    publishedAt: Timestamp,
  };
}

/** The same for the body of a queue's message. */
export function parseDelivery(body: string): Delivery | undefined {
  return toDelivery(parseJson(body));
}

function toTexts(attributes: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(attributes).map(([name, attribute]) => [
    name,
    isJsonObject(attribute) && typeof attribute.Value === 'string' ? attribute.Value : '',
  ]);
  return Object.fromEntries(entries);
}
