import { gzipSync } from 'node:zlib';
import { UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { SignedArchive } from '../digest/signed-archive';
import { AlertMailbox } from './alert-mailbox';
import { createStack, type LocalStack } from './create-stack';
import { deliverObject } from './deliver-object';
import { FunctionContainer } from './function-container';
import { type HourlySums, raisedAlarms } from './hourly-alarms';
import { startBeforeTests } from './local-tests';
import { archiveBucketOf } from './local-worker';
import { LOCAL_ACCOUNT, type LocalAws } from './start-local-aws';
import { stopLogging } from './stop-logging';
import { strikeSchedules } from './strike-schedules';
import { synthesizeProcessor } from './synthesize-processor';
import { LOCAL_TRAIL } from './synthesize-stack';
import type { SynthesizedStack } from './template';

const HOUR_MS = 3_600_000;

/** So many hours pass in all tests together. */
const HOURS = 20;

/** Each hour is another one, and the last is this one: a heartbeat that is ahead of its time counts for nothing, nor does a test of another day. */
const FIRST_HOUR_MS = (Math.floor(Date.now() / HOUR_MS) - HOURS) * HOUR_MS;

let aws: LocalAws;
let synthesized: SynthesizedStack;
let stack: LocalStack;
let container: FunctionContainer;
let mailbox: AlertMailbox;
let lines: string[] = [];
let hour = 0;

startBeforeTests(async (started, folder) => {
  aws = started;
  synthesized = synthesizeProcessor(folder);
  stack = await createStack(aws, synthesized);
  mailbox = await AlertMailbox.subscribe(aws, stack.topicArns[0] ?? '');
  const [source] = stack.sources;
  container = await FunctionContainer.start({ aws, source: source!, onLogLine: (line) => lines.push(line) });
  return { stop: async () => container.stop() };
});

/** What is there of the stack in an hour, and what CloudTrail delivers. */
interface Hour {
  readonly rules?: LocalStack['deliveryRules'];
  readonly runs?: boolean;
  readonly delivers?: 'activity' | 'quiet' | 'nothing';
}

/** Lets an hour pass; the sums of its metrics. */
async function pass({ rules = stack.deliveryRules, runs = true, delivers = 'activity' }: Hour = {}) {
  hour += 1;
  lines = [];
  const present = { ...stack, deliveryRules: rules };
  if (delivers === 'activity') await deliverObject(aws, present, logFile());
  if (delivers !== 'nothing') await deliverObject(aws, present, digestFile(delivers === 'activity' ? 1 : 0));
  await strikeSchedules(aws, stack, new Date(FIRST_HOUR_MS + hour * HOUR_MS));
  if (runs) await invokeAll();
  return sums();
}

async function passHours(count: number, options: Hour = {}): Promise<HourlySums[]> {
  const hours = [];
  for (let passed = 0; passed < count; passed++) hours.push(await pass(options));
  return hours;
}

async function invokeAll(): Promise<void> {
  const [source] = stack.sources;
  for (const { Body: body, MessageId: messageId } of await takeAll(source?.queueUrl ?? '')) {
    const record = { messageId, body, attributes: { ApproximateReceiveCount: '1' } };
    const answer = await container.invoke({ Records: [record] } as unknown as SQSEvent);
    expect(answer.batchItemFailures).toEqual([]);
  }
  for (const { queueUrl } of stack.functionSubscriptions) {
    const Records = (await takeAll(queueUrl)).map(({ Body = '' }) => toSnsRecord(Body));
    if (Records.length > 0) await container.invoke({ Records } as unknown as SQSEvent);
  }
}

async function takeAll(QueueUrl: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return taken;
    for (const { ReceiptHandle } of Messages) {
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    taken.push(...Messages);
  }
}

/** SNS gives a function its own part of the message; the emulator gives all of it to all. */
function toSnsRecord(body: string) {
  const notification = JSON.parse(body) as { Message: string };
  const { default: document } = JSON.parse(notification.Message) as { default?: string };
  return { EventSource: 'aws:sns', Sns: { ...notification, Message: document ?? notification.Message } };
}

function sums(): HourlySums {
  const total: Record<string, number> = {};
  for (const line of lines) {
    const document = JSON.parse(line) as Record<string, unknown>;
    if (!('_aws' in document)) continue;
    for (const [name, value] of Object.entries(document)) {
      if (typeof value === 'number') total[name] = (total[name] ?? 0) + value;
    }
  }
  return total;
}

function logFile() {
  const name = `${LOCAL_ACCOUNT}_CloudTrail_us-east-1_20261120T0300Z_${`hour${hour}`.padEnd(16, 'x')}.json.gz`;
  const key = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2026/11/20/${name}`;
  const records = [stopLogging(`hour-${hour}`, { eventName: 'DescribeTrails' })];
  return { bucket: archiveBucketOf(stack), key, content: gzipSync(JSON.stringify({ Records: records })) };
}

function digestFile(logs: number) {
  const bucket = archiveBucketOf(stack);
  const archive = new SignedArchive([{ accountId: LOCAL_ACCOUNT, hours: 2, logs }]);
  const text = archive.digests[1]?.text.replaceAll('"audit-archive"', JSON.stringify(bucket)) ?? '';
  const { homeRegion } = LOCAL_TRAIL._toCoordinates();
  const key = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail-Digest/${homeRegion}/2026/11/20/hour${hour}.json.gz`;
  return { bucket, key, content: gzipSync(text) };
}

function raised(hours: readonly HourlySums[]): string[] {
  return raisedAlarms(synthesized, hours).map((id) => /Absence(.+)Alarm/.exec(id)?.[1] ?? id);
}

test('nothing is raised in a busy account, in a quiet one, and in the first hours of a stack', async () => {
  expect(raised(await passHours(2, { delivers: 'nothing' }))).toEqual([]);
  const hours = [...(await passHours(1)), ...(await passHours(2, { delivers: 'quiet' }))];
  expect(hours.map(({ Heartbeats, PathTestsReceived }) => [Heartbeats, PathTestsReceived])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  for (let count = 1; count <= hours.length; count++) expect(raised(hours.slice(0, count))).toEqual([]);
});

test('a bucket that announces nothing raises an alarm after four hours', async () => {
  const hours = [...(await passHours(1)), ...(await passHours(4, { rules: [] }))];
  expect(raised(hours.slice(0, 4))).toEqual([]);
  expect(raised(hours)).toEqual(['NoDeliveries']);
});

test('a deleted rule of the log files raises an alarm after three hours', async () => {
  const rules = stack.deliveryRules.filter(({ pattern }) =>
    JSON.stringify(pattern).includes('CloudTrail-Digest'),
  );
  expect(rules).toHaveLength(1);
  const hours = [...(await passHours(1)), ...(await passHours(3, { rules }))];
  expect(raised(hours.slice(0, 3))).toEqual([]);
  expect(raised(hours)).toEqual(['UnsearchedFiles']);
});

test('a function that is not invoked raises an alarm after two hours', async () => {
  const hours = [...(await passHours(1)), ...(await passHours(2, { runs: false }))];
  expect(raised(hours.slice(0, 2))).toEqual([]);
  expect(raised(hours)).toEqual(['NoHeartbeats']);
  await invokeAll();
});

test('a deleted subscription raises an alarm after three hours', async () => {
  for (const { subscriptionArn } of stack.functionSubscriptions) {
    await aws.sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn }));
  }
  const hours = await passHours(3);
  expect(hours.map(({ Heartbeats }) => Heartbeats)).toEqual([1, 1, 1]);
  expect(raised(hours.slice(0, 2))).toEqual([]);
  expect(raised(hours)).toEqual(['PathTest']);
});

test('each hour sent one test, which says that it is one, and no other alert', async () => {
  const received = await mailbox.take();
  const alerts = received.filter(({ attributes }) => attributes.severity !== 'summary');
  expect(hour).toBe(HOURS);
  // The summary is sent at six o'clock or, where no heartbeat came then, at seven: neither may be among the hours.
  const struck = Array.from({ length: HOURS }, (_, at) => new Date(FIRST_HOUR_MS + (at + 1) * HOUR_MS));
  const isDue = struck.some((at) => [6, 7].includes(at.getUTCHours()));
  expect(received.length - alerts.length).toBe(Number(isDue));
  expect(alerts).toHaveLength(hour);
  expect(new Set(alerts.map(({ alert }) => alert.id)).size).toBe(hour);
  for (const { alert, attributes } of alerts) {
    expect(alert.summary).toContain('nothing happened');
    expect(attributes).toMatchObject({ rule: 'trailwatch-path-test', severity: 'informational' });
  }
});
