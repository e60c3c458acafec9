import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AlertTopic, DeliveryMonitor, LogArchive } from '../../lib/index';
import { type PlaceRequest, servePlaces } from '../bin/places/serve-places';
import type { LocalServer } from '../local-server';
import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { archiveBucketOf, LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws, startLocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { localRules } from './synthesize-processor';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

const DAY_MS = 86_400_000;
const LOUD_DAY_MS = Date.parse('2026-11-20T00:00:00Z');
const LOUD_FILES = 12;
const LOUD_RECORDS = 30_000;

let aws: LocalAws;
let places: LocalServer;
let worker: LocalWorker;
let bucketName: string;
/** How many requests to CloudTrail are answered by an error that passes. */
let throttled = 0;
const assembly = folderForAllTests();

function answerOf({ operation }: PlaceRequest) {
  if (throttled > 0) {
    throttled -= 1;
    return { code: 'ThrottlingException' };
  }
  if (operation === 'GetTrail')
    return { body: { Trail: { S3BucketName: bucketName, IsMultiRegionTrail: true } } };
  if (operation === 'GetInsightSelectors') return { code: 'InsightNotEnabledException' };
  const objects = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ];
  return { body: { AdvancedEventSelectors: [{ FieldSelectors: objects }] } };
}

/** A log file of reads of one bucket. */
function fileOf(records: number): Uint8Array {
  const record = JSON.stringify({
    ...{ eventVersion: '1.11', eventCategory: 'Data', eventType: 'AwsApiCall', managementEvent: false },
    ...{ eventSource: 's3.amazonaws.com', eventName: 'GetObject', awsRegion: LOCAL_REGION, readOnly: true },
    userIdentity: { arn: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/Job/session` },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::scratch/key' }],
  });
  return gzipSync(`{"Records":[${Array.from({ length: records }, () => record).join()}]}`, { level: 1 });
}

async function deliver(timeMs: number, Body: Uint8Array): Promise<void> {
  const iso = new Date(timeMs).toISOString();
  const name = `${LOCAL_ACCOUNT}_CloudTrail_${LOCAL_REGION}_${iso.slice(0, 16).replaceAll(/[:-]/g, '')}Z_unique.json.gz`;
  const folder = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/${LOCAL_REGION}/${iso.slice(0, 10).replaceAll('-', '/')}`;
  await aws.s3.send(new PutObjectCommand({ Bucket: bucketName, Key: `${folder}/${name}`, Body }));
}

beforeAll(async () => {
  aws = await startLocalAws();
  places = await servePlaces({ regions: [LOCAL_REGION], answer: answerOf });
  const synthesized = synthesizeStack(assembly, 'Local', (stack) => {
    new DeliveryMonitor(stack, 'Delivery', {
      archive: new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] }),
      alertTopic: new AlertTopic(stack, 'Alerts'),
      eventVolume: { rules: localRules() },
    });
  });
  const stack = await createStack(aws, synthesized);
  bucketName = archiveBucketOf(stack);
  const volume = stack.schedules.filter(({ template }) => template.includes('"volumes"'));
  expect(volume).toHaveLength(1);
  worker = await LocalWorker.start(
    { ...stack, schedules: volume },
    {
      ...{ aws, containers: 1, failedReturnSeconds: 1 },
      environment: { AWS_ENDPOINT_URL_CLOUDTRAIL: places.url, AWS_ENDPOINT_URL_ACCOUNT: places.url },
    },
  );
});

afterAll(async () => {
  await worker?.stop();
  await places?.stop();
  await aws?.stop();
});

/** Lets the clock strike on the night after a day, and gives the alerts. */
async function toldAfter(dayMs: number) {
  await strikeSchedules(aws, worker.stack, new Date(dayMs + DAY_MS + 80 * 60_000));
  await worker.untilIdle();
  return (await worker.mailbox.take(1)).map(({ alert }) => alert);
}

test('a day that is far above a week before is told once, with the selector that quiets it, although CloudTrail is throttled', async () => {
  for (let ago = 7; ago >= 1; ago -= 1) {
    const dayMs = LOUD_DAY_MS - ago * DAY_MS;
    await deliver(dayMs + 3_600_000, fileOf(10));
    await strikeSchedules(aws, worker.stack, new Date(dayMs + DAY_MS + 80 * 60_000));
    await worker.untilIdle();
  }
  const loud = fileOf(LOUD_RECORDS);
  for (let hour = 0; hour < LOUD_FILES; hour += 1) await deliver(LOUD_DAY_MS + hour * 3_600_000, loud);
  throttled = 4;
  const [alert, ...others] = await toldAfter(LOUD_DAY_MS);
  expect([others, throttled]).toEqual([[], 0]);
  expect(alert).toMatchObject({
    ...{ ruleId: 'trailwatch-volume-raised', severity: 'low', recipientAccountId: LOCAL_ACCOUNT },
    record: {
      ...{
        day: '2026-11-20',
        eventsPerDay: LOUD_FILES * LOUD_RECORDS,
        usualEventsPerDay: 10,
        usdPerMonth: 10.8,
      },
      loudest: { callers: [{ name: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/Job/` }] },
      savings: expect.arrayContaining([
        expect.objectContaining({
          fieldSelector: { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::scratch/'] },
        }),
      ]),
    },
  });
  expect(await toldAfter(LOUD_DAY_MS)).toEqual([]);
});
