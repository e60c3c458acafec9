import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from './create-stack';
import type { LocalAws } from './start-local-aws';

/** Sends the messages of every rule that the clock sets off, as if it had just struck. */
export async function strikeSchedules(aws: LocalAws, stack: LocalStack, at = new Date()): Promise<void> {
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  for (const { template, queueUrls } of stack.schedules) {
    // EventBridge puts a text in place of `<name>` with its quotes.
    const MessageBody = template.replace(/<[\w-]+>/g, JSON.stringify(time));
    for (const QueueUrl of queueUrls) await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
}
