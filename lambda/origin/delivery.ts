import type { SNSMessage } from 'aws-lambda';
import type { TopicMessage } from '../../lib/core/alert/message/to-chat-message';

/** A message, and what SNS itself says of it. */
export interface Delivery extends TopicMessage {
  readonly topicArn: string;
  /** ISO 8601 in UTC. */
  readonly publishedAt: string;
}

/** What SNS calls a function with. A message without a subject has `null` for it. */
export function toDelivery({
  Subject,
  Message,
  MessageAttributes,
  TopicArn,
  Timestamp,
}: SNSMessage): Delivery {
  const attributes = Object.entries(MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]);
  return {
    subject: Subject ?? undefined,
    message: Message,
    attributes: Object.fromEntries(attributes),
    topicArn: TopicArn,
    publishedAt: Timestamp,
  };
}
