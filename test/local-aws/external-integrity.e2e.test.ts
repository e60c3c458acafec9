import { gzipSync } from 'node:zlib';
import { KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { digestKeyOf } from '../../lambda/aws/digest-key';
import { listObjects, listVersions } from '../../lambda/aws/s3/list-objects';
import { putSigned } from '../../lambda/aws/s3/put-signed';
import { readArchive } from '../../lambda/aws/s3/read-archive';
import { signDigests } from '../../lambda/sign-digests/sign-digests';
import { AlertTopic, ExternalEvents, IntegrityMonitor } from '../../lib/index';
import { createStack } from './create-stack';
import { startBeforeTests } from './local-tests';
import { LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { synthesizeStack } from './synthesize-stack';

const HOUR_MS = 3_600_000;
const SIGNING_KEY = `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:key/7c0c2f3e-8f49-4a0e-9d5f-2a8a4b1c6d7e`;
const TRAIL = { trailName: 'external-events', region: LOCAL_REGION, accountId: LOCAL_ACCOUNT };
/** Files that the tests write are as old as if they came then. */
const AGE_MS = 3 * HOUR_MS;

let aws: LocalAws;
let worker: LocalWorker;
const lines: string[] = [];

startBeforeTests(async (started, outdir) => {
  aws = started;
  const synthesized = synthesizeStack(outdir, 'Local', (stack) => {
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const { archive } = new ExternalEvents(stack, 'Events', { sources: ['shop.example.com'], alertTopic });
    new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic });
  });
  worker = await LocalWorker.start(await createStack(aws, synthesized), {
    ...{ aws, containers: 1, failedReturnSeconds: 1, onLogLine: (line: string) => lines.push(line) },
    environment: { TRAILWATCH_SIGNING_KEY_ARN: SIGNING_KEY, TRAILWATCH_SECOND_LOOK_SECONDS: '1' },
  });
  return worker;
});

const FOLDER = `external/AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/${LOCAL_REGION}/`;

async function put(key: string, text: string): Promise<void> {
  await aws.s3.send(new PutObjectCommand({ Bucket: worker.bucketName, Key: key, Body: gzipSync(text) }));
}

/** Puts a log file as Firehose names it. */
async function deliver(unique: string, text: string): Promise<string> {
  const time = new Date(Date.now() - AGE_MS).toISOString();
  const minute = `${time.slice(0, 10).replaceAll('-', '')}T${time.slice(11, 16).replace(':', '')}Z`;
  const day = time.slice(0, 10).replaceAll('-', '/');
  const key = `${FOLDER}${day}/${LOCAL_ACCOUNT}_CloudTrail_${LOCAL_REGION}_${minute}_${unique}.json.gz`;
  await put(key, text);
  return key;
}

/** Signs the hours that are over, with a key in KMS, as the function does. */
async function sign(keyArn: string): Promise<void> {
  const bucket = worker.bucketName;
  const kms = new KMSClient({
    ...{ region: LOCAL_REGION, endpoint: `${aws.environment.AWS_ENDPOINT_URL_KMS}` },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await signDigests(
    { ...TRAIL, bucketName: bucket, keyPrefix: 'external', signingKeyArn: keyArn },
    {
      listObjects: async function* (prefix) {
        for await (const object of listObjects(aws.s3, bucket, prefix))
          yield { ...object, modifiedMs: object.modifiedMs - AGE_MS };
      },
      listVersions: (prefix) => listVersions(aws.s3, bucket, [prefix, undefined]),
      readObject: (place) => readArchive(aws.s3, place, { outOfTime: new AbortController().signal }),
      putDigest: (key, content, signature) => putSigned(aws.s3, { bucket, key, signature }, content),
      ...digestKeyOf(kms, keyArn),
      ...{ nowMs: Date.now, remainingMs: () => 900_000, warn: () => undefined },
    },
  );
  kms.destroy();
}

/** What the monitor has counted. */
function counted(name: string): number {
  const values = lines.flatMap((line) => {
    const [, count] = new RegExp(`"${name}":(\\d+)`).exec(line) ?? [];
    return count === undefined ? [] : [Number(count)];
  });
  return values.reduce((sum, count) => sum + count, 0);
}

/** What is told once the queue is empty. */
async function told(): Promise<readonly string[]> {
  await worker.untilIdle();
  const alerts = await worker.mailbox.take(1);
  return alerts.map(({ alert }) => `${alert.ruleId} ${alert.source.key}`);
}

let one: string;

test('what the receiver signed is valid, and nothing is told of it', async () => {
  one = await deliver('events-1-one', '{"detail":{"eventName":"OrderPlaced"}}\n');
  await deliver('events-1-two', '{"detail":{"eventName":"OrderCanceled"}}\n');
  await sign(SIGNING_KEY);
  await strikeSchedules(aws, worker.stack);
  expect(await told()).toEqual([]);
  expect(counted('LogFiles')).toBe(2);
  expect(counted('Digests')).toBeGreaterThan(1);
  expect(counted('Valid')).toBe(counted('Digests') + 2);
  expect([counted('Unverified'), counted('Findings')]).toEqual([0, 0]);
});

test('a log file that is changed later is told of', async () => {
  await put(one, '{"detail":{"eventName":"OrderShipped"}}\n');
  const [fromMs, untilMs] = [Date.now() - 2 * AGE_MS, Date.now()];
  const body = { trailwatch: 'integrity', version: 1, job: 'recheck', folder: FOLDER, fromMs, untilMs };
  const QueueUrl = worker.source.queueUrl;
  await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  expect(await told()).toEqual([`trailwatch-log-tampered ${one}`]);
});
