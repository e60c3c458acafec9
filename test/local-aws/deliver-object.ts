import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from './create-stack';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import type { TemplateValue } from './template';

/** An object to be delivered as CloudTrail would. */
export interface Delivery {
  readonly bucket: string;
  readonly key: string;
  readonly content: Uint8Array;
}

/**
 * Puts an object into a bucket and sends S3's event to the queues of every rule that matches it. Returns to how many
 * queues it went: none means that the stack's own rules do not want the object.
 */
export async function deliverObject(aws: LocalAws, stack: LocalStack, delivery: Delivery): Promise<number> {
  const { bucket, key, content } = delivery;
  await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  return announceObject(aws, stack, delivery);
}

/** Sends S3's event of an object that is already there; again, if need be. */
export async function announceObject(aws: LocalAws, stack: LocalStack, delivery: Delivery): Promise<number> {
  return putEvent(aws, stack, toObjectCreated(delivery));
}

/** Sends an event to the queues of every rule that matches it; to how many, it returns. */
export async function putEvent(aws: LocalAws, stack: LocalStack, event: TemplateValue): Promise<number> {
  const rules = stack.deliveryRules.filter(({ pattern }) => fits(event, pattern));
  const queueUrls = rules.flatMap((rule) => rule.queueUrls);
  for (const QueueUrl of queueUrls) {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  }
  return queueUrls.length;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function toObjectCreated({ bucket, key, content }: Delivery): TemplateValue {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
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

type Members = { readonly [name: string]: TemplateValue };

/** As much of EventBridge's pattern language as rules for S3's events need; throws on anything else. */
function fits(value: TemplateValue | undefined, pattern: TemplateValue): boolean {
  if (Array.isArray(pattern)) return pattern.some((matcher) => fitsMatcher(value, matcher));
  return Object.entries(pattern as Members).every(([name, inner]) => fits((value as Members)?.[name], inner));
}

function fitsMatcher(value: TemplateValue | undefined, matcher: TemplateValue): boolean {
  if (typeof matcher !== 'object' || matcher === null) return value === matcher;
  const [operator = '', operand] = Object.entries(matcher)[0] ?? [];
  const test = MATCHERS[operator];
  if (test === undefined) throw new Error(`the embedded EventBridge does not know the matcher '${operator}'`);
  return typeof value === 'string' && test(value, String(operand));
}

const MATCHERS: Readonly<Record<string, (text: string, operand: string) => boolean>> = {
  prefix: (text, operand) => text.startsWith(operand),
  suffix: (text, operand) => text.endsWith(operand),
  wildcard: (text, operand) => {
    const parts = operand.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
  },
};
