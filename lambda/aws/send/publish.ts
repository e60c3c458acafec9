import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../../lib/core/alert/alert';
import { ORIGIN_ATTRIBUTE, type ProvenMessage } from '../../../lib/core/alert/mac/message-origin';
import { type AlertMessage, toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import type { ChatMessage } from '../../../lib/core/alert/message/to-chat-message';
import type { SignMessage } from './sign-message';

/** A topic, and the signer that proves the origin of its messages. */
interface AlertPublisher {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly signMessage: SignMessage;
  readonly nowMs: () => number;
}

/** Publishes an alert to a topic, with the attributes and texts that subscribers need to filter, read and verify it. */
export async function publishAlert(
  { client, topicArn, signMessage, nowMs }: AlertPublisher,
  alert: Alert,
): Promise<void> {
  const message = toAlertMessage(alert);
  const origin = await signMessage(toProvenMessage(topicArn, message), nowMs());
  const MessageAttributes = { ...message.MessageAttributes, ...toOriginAttribute(origin) };
  await client.send(new PublishCommand({ TopicArn: topicArn, ...message, MessageAttributes }));
}

function toOriginAttribute(origin: string | undefined): Record<string, MessageAttributeValue> {
  return origin === undefined ? {} : { [ORIGIN_ATTRIBUTE]: { DataType: 'String', StringValue: origin } };
}

/** Recipients of e-mails cannot verify messages: the signature covers what all other subscribers receive. */
function toProvenMessage(topicArn: string, { Message, MessageAttributes }: AlertMessage): ProvenMessage {
  const { default: document } = JSON.parse(Message) as { readonly default: string };
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
  return { topicArn, document, attributes: Object.fromEntries(attributes) };
}

/** Publishes a message as it is, to every subscriber the same. */
export async function publishMessage(
  client: SNSClient,
  topicArn: string,
  { subject, message }: ChatMessage,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}
