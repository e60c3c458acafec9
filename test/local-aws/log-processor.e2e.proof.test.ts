import { gzipSync } from 'node:zlib';
import type { SQSEvent } from 'aws-lambda';
import { createStack } from './create-stack';
import { announceObject, type Delivery, deliverObject } from './deliver-object';
import { queueDepth, untilQueue } from './event-source';
import { startBeforeTests } from './local-tests';
import { LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, type LocalAws } from './start-local-aws';
import { type LocalRecord, stopLogging } from './stop-logging';
import { synthesizeProcessor } from './synthesize-processor';

/** Times short enough to wait for; everything else is the template's. */
const FAST = { TRAILWATCH_STORM_REPORT_DELAY_SECONDS: '6' };
const FAILED_RETURN_SECONDS = 2;

let aws: LocalAws;
let worker: LocalWorker;
const lines: string[] = [];

startBeforeTests(async (started, folder) => {
  aws = started;
  worker = await LocalWorker.start(await createStack(aws, synthesizeProcessor(folder)), {
    ...{ aws, environment: FAST, onLogLine: (line: string) => lines.push(line) },
    ...{ containers: 2, failedReturnSeconds: FAILED_RETURN_SECONDS },
  });
  return worker;
});

function record(eventID: string, changes: LocalRecord = {}): LocalRecord {
  return stopLogging(eventID, { eventTime: '2026-11-20T02:55:10Z', ...changes });
}

function delivery(unique: string, content: Uint8Array): Delivery {
  const name = `${LOCAL_ACCOUNT}_CloudTrail_us-east-1_20261120T0300Z_${unique.padEnd(16, 'x')}.json.gz`;
  const key = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2026/11/20/${name}`;
  return { bucket: worker.bucketName, key, content };
}

function logFile(records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}

test('a delivered log file becomes an alert in the mailbox, with its subject and attributes', async () => {
  const good = delivery('good', logFile([record('e1'), record('n1', { eventName: 'DescribeTrails' })]));
  expect(await deliverObject(aws, worker.stack, good)).toBe(1);
  const alerts = await worker.alertsOf(1);
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    subject: '[CRITICAL] CloudTrail logging was stopped (000000000000, us-east-1)',
    attributes: { severity: 'critical', account: LOCAL_ACCOUNT, techniques: '["T1562.008"]' },
    alert: { eventID: 'e1', source: { bucket: good.bucket, key: good.key, index: 0 } },
  });
});

test('the same message for two handlers at once raises one alert', async () => {
  const twice = delivery('twice', logFile([record('e2', { eventTime: '2026-11-20T05:00:00Z' })]));
  await deliverObject(aws, worker.stack, twice);
  await announceObject(aws, worker.stack, twice);
  const event = { Records: [{ messageId: 'm', body: noticeOf(twice), attributes: receivedOnce }] };
  await Promise.all(worker.containers.map((container) => container.invoke(event as unknown as SQSEvent)));
  const alerts = await worker.alertsOf(1);
  expect(alerts.map(({ alert }) => alert.eventID)).toEqual(['e2']);
});

test('a damaged file raises one operational alert, and its notice becomes a dead letter', async () => {
  const damaged = delivery('damaged', logFile([record('e3')]).subarray(0, -20));
  await deliverObject(aws, worker.stack, damaged);
  const alerts = await worker.alertsOf(1);
  expect(alerts.map(({ alert }) => alert.eventName)).toEqual(['UnreadableLogFile']);
  const deadLetters = worker.source.deadLetterQueueUrl ?? '';
  await untilQueue(aws, deadLetters, ({ visible }) => visible > 0);
  expect(await queueDepth(aws, deadLetters)).toMatchObject({ visible: 1 });
  expect(await worker.mailbox.take()).toEqual([]);
});

test('a storm is sent singly up to its threshold, and one report tells exactly how many more there were', async () => {
  const eventTime = '2026-11-20T09:30:00Z';
  const records = Array.from({ length: 12 }, (_, index) =>
    record(`s${index}`, { eventTime, eventName: 'UpdateTrail' }),
  );
  await deliverObject(aws, worker.stack, delivery('storm', logFile(records)));
  const alerts = await worker.alertsOf(4);
  const singly = alerts.filter(({ alert }) => alert.eventName === 'UpdateTrail');
  const reports = alerts.filter(({ alert }) => alert.eventName === 'AlertStorm');
  expect(singly).toHaveLength(3);
  expect(reports.map(({ alert }) => alert.record.count)).toEqual([9]);
});

test('the log is JSON lines, metrics among them, and says nothing of what the records say', async () => {
  await worker.untilIdle();
  const documents = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const metrics = documents.filter((document) => '_aws' in document);
  expect(metrics.reduce((sum, { Alerts }) => sum + Number(Alerts), 0)).toBe(7);
  expect(metrics[0]).toMatchObject({ service: expect.stringContaining('Processor'), Files: 1 });
  expect(lines.join('\n')).not.toContain('mallory');
});

const receivedOnce = { ApproximateReceiveCount: '1' };

function noticeOf({ bucket, key }: Delivery): string {
  return JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] });
}
