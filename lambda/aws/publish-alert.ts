import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../lib/core/alert/alert';
import { type AlertAttribute, alertAttributes } from '../../lib/core/alert/alert-attributes';
import { type MailDetails, renderMail } from '../../lib/core/alert/render-mail';
import { renderSubject } from '../../lib/core/alert/render-subject';
import { SHORTEST_ALERT_BYTES, SNS_MESSAGE_BYTES, shortenAlert } from '../../lib/core/alert/shorten-alert';

/**
 * Publishes an alert: the document to every subscriber, and to e-mail addresses a text that people can read, with the
 * rule's first steps. All of it fits one message: what is too long is shortened in the document.
 */
export async function publishAlert(
  client: SNSClient,
  topicArn: string,
  alert: Alert,
  details: MailDetails = {},
): Promise<void> {
  // The attributes and the mail, too, are to hold nothing that a queue refuses.
  const deliverable = shortenAlert(alert, SNS_MESSAGE_BYTES);
  const attributes = alertAttributes(deliverable, details.ruleName);
  const mail = renderMail(deliverable, details);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: renderSubject(alert),
      Message: toMessage(deliverable, mail, SNS_MESSAGE_BYTES - attributesBytes(attributes)),
      MessageStructure: 'json',
      MessageAttributes: attributes,
    }),
  );
}

/**
 * Both forms in the JSON that SNS takes apart. The limit holds for the whole of it, in which the document stands as a
 * text: its quotes are escaped, and take two bytes each. How many there are, only writing it tells.
 */
function toMessage(alert: Alert, mail: string, maxBytes: number): string {
  let room = maxBytes;
  for (;;) {
    const document = JSON.stringify(shortenAlert(alert, room));
    const message = JSON.stringify({ default: document, email: mail });
    const bytes = Buffer.byteLength(message);
    if (bytes <= maxBytes || room === SHORTEST_ALERT_BYTES) return message;
    const fitting = Math.floor((room * maxBytes) / bytes) - 64;
    room = Math.max(SHORTEST_ALERT_BYTES, Math.min(fitting, room - 1024));
  }
}

/** Names, types and values of attributes count to a message's size. */
function attributesBytes(attributes: Readonly<Record<string, AlertAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    0,
  );
}
