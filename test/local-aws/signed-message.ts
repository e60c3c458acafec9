import type { SNSMessage } from 'aws-lambda';
import { signAlert, type UnsignedAlert } from './signed-alert';
import type { LocalAws } from './start-local-aws';

/** An alert as the shipped functions publish it, and SNS hands it to a function: signed with a key of KMS. */
export async function signedMessage({
  aws,
  ...unsigned
}: UnsignedAlert & { readonly aws: LocalAws }): Promise<SNSMessage> {
  const { document, attributes } = await signAlert(aws, unsigned);
  const members = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
    name,
    { Type: DataType, Value: StringValue },
  ]);
  return messageOf({ Message: document, MessageAttributes: Object.fromEntries(members) }, unsigned);
}

/** A message as SNS hands it over a little later. */
export function messageOf(
  message: Partial<SNSMessage>,
  { topicArn, sentAtMs }: Pick<UnsignedAlert, 'topicArn' | 'sentAtMs'>,
): SNSMessage {
  const Timestamp = new Date(sentAtMs + 800).toISOString();
  const members = { MessageId: 'm', Subject: null, TopicArn: topicArn, Timestamp, MessageAttributes: {} };
  return { ...members, ...message } as unknown as SNSMessage;
}
