import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS takes so many at a time. */
const MAX_AT_A_TIME = 10;

/** How often a message that SQS did not take is given to it again. */
const ATTEMPTS = 3;

/** Puts messages on a queue, in as few requests as it takes. Throws when SQS does not take one of them. */
export async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  for (let at = 0; at < bodies.length; at += MAX_AT_A_TIME) {
    await sendBatch(client, queueUrl, bodies.slice(at, at + MAX_AT_A_TIME));
  }
}

async function sendBatch(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  let waiting = bodies;
  for (let attempt = 1; ; attempt += 1) {
    const Entries = waiting.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length === 0) return;
    if (attempt === ATTEMPTS) {
      throw new Error(
        `SQS did not take ${Failed.length} messages: ${Failed[0]?.Code ?? 'it does not say why'}`,
      );
    }
    waiting = Failed.map(({ Id }) => waiting[Number(Id)] ?? '');
  }
}
