import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Puts a message on a queue; it cannot be received before `delaySeconds` (at most 900) have passed. */
export async function sendMessage(
  client: SQSClient,
  queueUrl: string,
  body: string,
  delaySeconds: number,
): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
  );
}
