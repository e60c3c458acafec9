import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { ChatMessage } from '../../../lib/core/alert/message/to-chat-message';

/** Publishes a message as it is, to every subscriber the same. */
export async function publishMessage(
  client: SNSClient,
  topicArn: string,
  { subject, message }: ChatMessage,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}
