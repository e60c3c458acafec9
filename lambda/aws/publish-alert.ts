import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../lib/core/alert/alert';
import { type AlertAttribute, alertAttributes } from '../../lib/core/alert/alert-attributes';
import { renderSubject } from '../../lib/core/alert/render-subject';
import { SNS_MESSAGE_BYTES, shortenAlert } from '../../lib/core/alert/shorten-alert';

/** Publishes an alert with its subject and attributes, shortened so that all of it fits one message. */
export async function publishAlert(
  client: SNSClient,
  topicArn: string,
  alert: Alert,
  ruleName?: string,
): Promise<void> {
  // The attributes, too, are to hold nothing that a queue refuses.
  const deliverable = shortenAlert(alert, SNS_MESSAGE_BYTES);
  const attributes = alertAttributes(deliverable, ruleName);
  const room = SNS_MESSAGE_BYTES - attributesBytes(attributes);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: renderSubject(alert),
      Message: JSON.stringify(shortenAlert(deliverable, room)),
      MessageAttributes: attributes,
    }),
  );
}

/** Names, types and values of attributes count to a message's size. */
function attributesBytes(attributes: Readonly<Record<string, AlertAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    0,
  );
}
