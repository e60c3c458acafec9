import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { matchesEvent } from '../core/pattern/event-pattern/matches-event';
import type { LocalStack } from './create-stack';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import type { TemplateValue } from './template';

/** An object to be delivered as CloudTrail would. */
export interface Delivery {
  readonly bucket: string;
  readonly key: string;
  readonly content: Uint8Array;
  /** What S3 keeps with it, such as the signature of a digest file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** When the event is from; now unless given. */
  readonly atMs?: number;
}

/**
 * Puts an object into a bucket and sends S3's event to the queues of every rule that matches it. Returns to how many
 * queues it went: none means that the stack's own rules do not want the object.
 */
export async function deliverObject(aws: LocalAws, stack: LocalStack, delivery: Delivery): Promise<number> {
  const { bucket, key, content, metadata: Metadata } = delivery;
  await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, Metadata }));
  return announceObject(aws, stack, delivery);
}

/** Sends S3's event of an object that is already there; again, if need be. */
export async function announceObject(aws: LocalAws, stack: LocalStack, delivery: Delivery): Promise<number> {
  return putEvent(aws, stack, toObjectCreated(delivery));
}

/**
 * Sends an event to the queues of every rule that matches it, over other buses too; to how many, it returns. Patterns are
 * evaluated as EventBridge does, and a rule gets events of management calls that only read if it asks for them.
 */
export async function putEvent(
  aws: LocalAws,
  stack: LocalStack,
  event: TemplateValue,
  busName = 'default',
): Promise<number> {
  const rules = stack.deliveryRules.filter(
    (rule) =>
      rule.busName === busName &&
      (rule.includesReads || !onlyReads(event)) &&
      matchesEvent(rule.pattern, event),
  );
  const queueUrls = rules.flatMap((rule) => rule.queueUrls);
  for (const QueueUrl of queueUrls) {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  }
  const sent = await Promise.all(
    rules.flatMap(({ busNames }) => busNames.map((next) => putEvent(aws, stack, event, next))),
  );
  return sent.reduce((sum, count) => sum + count, queueUrls.length);
}

function onlyReads(event: TemplateValue): boolean {
  const { detail } = event as { detail?: { eventName?: unknown; eventCategory?: unknown } };
  return detail?.eventCategory === 'Management' && /^(Get|List|Describe)/.test(String(detail.eventName));
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function toObjectCreated({ bucket, key, content, atMs = Date.now() }: Delivery): TemplateValue {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: content.length, sequencer: '617f08299329d189' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: 'cloudtrail.amazonaws.com',
      reason: 'PutObject',
    },
  };
}
