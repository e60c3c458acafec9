import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as damage from '../digest/damage';
import { SignedArchive } from '../digest/signed-archive';
import { folderForAllTests } from '../test-folder';
import type { ReceivedAlert } from './alert-mailbox';
import { type ArchiveServer, serveArchive } from './archive-server';
import { createStack } from './create-stack';
import { queueDepth } from './event-source';
import { archiveBucketOf, LocalWorker } from './local-worker';
import { PATIENCE_MS } from './patience';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws, startLocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { synthesizeIntegrity } from './synthesize-integrity';

/** Times short enough to wait for; everything else is the template's. */
const FAST = { TRAILWATCH_SECOND_LOOK_SECONDS: '1' };
const FAILED_RETURN_SECONDS = 5;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const STOPPED_ACCOUNT = '444455556666';

let aws: LocalAws;
let worker: LocalWorker;
let keys: ArchiveServer;
let archive: SignedArchive;
const lines: string[] = [];
const assembly = folderForAllTests();

/** The live trail's last digest file ended ten minutes ago; the other trail was stopped four hours ago. */
function archiveIn(bucket: string): SignedArchive {
  const endMs = Math.floor(Date.now() / 1000) * 1000 - 10 * MINUTE_MS;
  const at = (timeMs: number) => new Date(timeMs).toISOString().replace('.000Z', 'Z');
  const common = { bucket, region: LOCAL_REGION, homeRegion: LOCAL_REGION };
  return new SignedArchive([
    { ...common, accountId: LOCAL_ACCOUNT, hours: 8, logs: 3, start: at(endMs - 8 * HOUR_MS) },
    {
      ...common,
      ...{ accountId: STOPPED_ACCOUNT, hours: 3, finalMinutes: 25, start: at(endMs - 6.5 * HOUR_MS) },
    },
  ]);
}

async function upload(wanted: readonly string[]): Promise<void> {
  for (const key of wanted) {
    const object = archive.objects.get(key);
    if (object === undefined) continue;
    const { bucket: Bucket, bytes: Body, metadata: Metadata } = object;
    await aws.s3.send(new PutObjectCommand({ Bucket, Key: key, Body, Metadata }));
  }
}

/** The keys of the live trail's digests from one to another hour, with their log files. */
function keysOfHours(from: number, until: number): readonly string[] {
  const live = archive.digests.filter(({ key }) => key.includes(LOCAL_ACCOUNT));
  return live.slice(from, until).flatMap(({ key, logKeys }) => [...logKeys, key]);
}

beforeAll(async () => {
  aws = await startLocalAws();
  const stack = await createStack(aws, synthesizeIntegrity(assembly));
  archive = archiveIn(archiveBucketOf(stack));
  keys = await serveArchive(archive);
  const environment = { ...FAST, AWS_ENDPOINT_URL_CLOUDTRAIL: keys.environment.AWS_ENDPOINT_URL ?? '' };
  worker = await LocalWorker.start(stack, {
    ...{ aws, environment, onLogLine: (line: string) => lines.push(line) },
    ...{ containers: 2, failedReturnSeconds: FAILED_RETURN_SECONDS },
  });
});

afterAll(async () => {
  await worker?.stop();
  await keys?.stop();
  await aws?.stop();
});

/** Lets the clock strike, and takes the alerts that have come once the queue is empty. */
async function checkEverything(): Promise<readonly ReceivedAlert[]> {
  await strikeSchedules(aws, worker.stack);
  return alertsWhenDone();
}

async function alertsWhenDone(): Promise<readonly ReceivedAlert[]> {
  const alerts: ReceivedAlert[] = [];
  // A message that is delayed, or under way, may not be counted at every moment.
  for (let quiet = 0, end = Date.now() + PATIENCE_MS; quiet < 3 && Date.now() < end; ) {
    alerts.push(...(await worker.mailbox.take(1)));
    const { visible, inFlight, delayed } = await queueDepth(aws, worker.source.queueUrl);
    quiet = visible + inFlight + delayed === 0 ? quiet + 1 : 0;
  }
  return alerts;
}

function toldOf(alerts: readonly ReceivedAlert[]): readonly string[] {
  return alerts.map(({ alert }) => `${alert.ruleId} ${alert.source.key}`).sort();
}

test('a trail that has gone silent is told once, and that it was stopped; a live one that is whole is not told of', async () => {
  const stopped = archive.digests.filter(({ key }) => key.includes(STOPPED_ACCOUNT));
  await upload(stopped.flatMap(({ key, logKeys }) => [...logKeys, key]));
  await upload(keysOfHours(0, 7));
  const alerts = await checkEverything();
  expect(toldOf(alerts)).toEqual([`trailwatch-digest-silence ${stopped.at(-1)!.key}`]);
  expect(alerts[0]?.alert).toMatchObject({
    recipientAccountId: STOPPED_ACCOUNT,
    record: { isStopped: true },
  });
  expect(alerts[0]?.attributes).toMatchObject({ severity: 'high', region: LOCAL_REGION });
  expect(toldOf(await checkEverything())).toEqual([]);
});

test('log files that were changed, deleted and added are told once each, whoever looks again', async () => {
  const digest = archive.digests.filter(({ key }) => key.includes(LOCAL_ACCOUNT))[7]!;
  const [changed = '', deleted = ''] = digest.logKeys;
  damage.replaceText(archive, changed);
  damage.remove(archive, deleted);
  const early = keysOfHours(5, 6)[0] ?? '';
  const added = early.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({
    bucket: archive.objects.get(early)!.bucket,
    key: added,
    bytes: gzipSync('{}'),
    metadata: {},
  });
  // An added file is told an hour later, when no late digest can list it any more: a recheck settles it at once.
  await upload([...keysOfHours(7, 8), added]);
  const alerts = [...(await checkEverything())];
  await recheck(digest.startMs - 4 * HOUR_MS, digest.endMs);
  alerts.push(...(await alertsWhenDone()));
  expect(toldOf(alerts)).toEqual([
    `trailwatch-file-added ${added}`,
    `trailwatch-log-missing ${deleted}`,
    `trailwatch-log-tampered ${changed}`,
  ]);
  await recheck(digest.startMs - 4 * HOUR_MS, digest.endMs);
  expect(toldOf(await checkEverything())).toEqual([]);
});

async function recheck(fromMs: number, untilMs: number): Promise<void> {
  const folder = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/${LOCAL_REGION}/`;
  const body = { trailwatch: 'integrity', version: 1, job: 'recheck', folder, fromMs, untilMs };
  await aws.sqs.send(
    new SendMessageCommand({ QueueUrl: worker.source.queueUrl, MessageBody: JSON.stringify(body) }),
  );
}

test('the log is JSON lines, with metrics of what was proven', () => {
  const documents = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const metrics = documents.filter((document) => '_aws' in document);
  const sum = (name: string) => metrics.reduce((total, document) => total + Number(document[name] ?? 0), 0);
  expect(sum('Plans')).toBe(4);
  expect(sum('Digests')).toBeGreaterThanOrEqual(11);
  expect(sum('Valid')).toBeGreaterThanOrEqual(11 + 7 * 3 + 1);
  expect(sum('Alerts')).toBe(4);
});
