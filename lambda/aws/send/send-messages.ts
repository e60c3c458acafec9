import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';

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

/** The maximum number of messages per SQS batch. */
const MAX_AT_A_TIME = 10;

/** The number of retries for a message that SQS did not accept. */
const ATTEMPTS = 3;

/** The maximum number of concurrent requests: a plan of a thousand accounts sends twenty thousand messages to the queue. */
const AT_ONCE = 16;

/** Sends messages to a queue, in as few requests as possible. Throws if SQS does not accept one of them. */
export async function sendMessages(
  client: Pick<SQSClient, 'send'>,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const batches = Array.from({ length: Math.ceil(bodies.length / MAX_AT_A_TIME) }, (_, at) =>
    bodies.slice(at * MAX_AT_A_TIME, (at + 1) * MAX_AT_A_TIME),
  );
  await Promise.all(batches.map((batch) => limit(() => sendBatch(client, queueUrl, batch))));
}

async function sendBatch(
  client: Pick<SQSClient, 'send'>,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  let waiting = bodies;
  for (let attempt = 1; ; attempt += 1) {
    const Entries = waiting.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Successful = [], Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const taken = new Set(Successful.map(({ Id }) => Id));
    waiting = waiting.filter((_, index) => !taken.has(String(index)));
    if (waiting.length === 0) return;
    if (attempt === ATTEMPTS) {
      throw new Error(
        `SQS did not accept ${waiting.length} messages: ${Failed[0]?.Code ?? 'no reason given'}`,
      );
    }
  }
}
