import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { SQSEvent } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import { runTrailwatch } from '../bin/run-trailwatch';
import { withoutEvidence } from '../lambda/log-processor/replay';
import { AlertMailbox } from '../local-aws/alert-mailbox';
import { createStack, type LocalStack } from '../local-aws/create-stack';
import { demoFiles } from '../local-aws/demo-files';
import { FunctionContainer } from '../local-aws/function-container';
import { type LocalAws, startLocalAws } from '../local-aws/start-local-aws';
import { synthesizeReferenceStack } from '../local-aws/synthesize-reference-stack';
import type { SampleFile } from '../samples/sample-archive';
import { folderForAllTests } from '../test-folder';
import { corpusPath, describeCorpus } from './corpus';

const BATCH_SIZE = 10;

/** `trailwatch scan` groups nothing, so the handler must not either. */
const NO_STORMS = { TRAILWATCH_STORM_THRESHOLD: '1000000' };

const folder = folderForAllTests();
let aws: LocalAws;
let stack: LocalStack;
let mailbox: AlertMailbox;
let container: FunctionContainer | undefined;

beforeAll(async () => {
  aws = await startLocalAws();
  stack = await createStack(aws, await synthesizeReferenceStack(join(folder, 'cdk.out')));
  const [source] = stack.sources;
  const [topicArn] = stack.topicArns;
  if (source === undefined || topicArn === undefined)
    throw new Error('the stack has no processor or no topic');
  mailbox = await AlertMailbox.subscribe(aws, topicArn);
  container = await FunctionContainer.start({ aws, source, environment: NO_STORMS });
});

afterAll(async () => {
  container?.stop();
  await aws?.stop();
});

describe('trailwatch scan and the shipped handler raise the same alerts', () => {
  test('on the sample archive, with its repeated records and its damaged file', compare(undefined));

  describeCorpus('on real data', () => {
    test('on the files of an attack', compare(corpusPath('logs/invictus')));
  });
});

function compare(path: string | undefined): () => Promise<void> {
  return async () => {
    const { files } = demoFiles(path);
    const scanned = await scan(files);
    const handled = await handle(files);
    expect(scanned.length).toBeGreaterThan(0);
    expect(handled.map(({ id }) => id)).toEqual(scanned.map(({ id }) => id));
    expect(handled.map(withoutRoute)).toEqual(scanned.map(withoutRoute));
  };
}

async function scan(files: readonly SampleFile[]): Promise<readonly Alert[]> {
  const archive = mkdtempSync(join(folder, 'archive-'));
  for (const { key, body } of files) {
    mkdirSync(dirname(join(archive, key)), { recursive: true });
    writeFileSync(join(archive, key), body);
  }
  const { stdout } = await runTrailwatch(['scan', archive, '--min-severity', 'low']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return inOrder(lines.map((line) => JSON.parse(line) as Alert));
}

async function handle(files: readonly SampleFile[]): Promise<readonly Alert[]> {
  const [bucket = ''] = stack.bucketNames.filter((name) => !name.includes('accesslogs'));
  for (const { key, body } of files) {
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  for (let from = 0; from < files.length; from += BATCH_SIZE) {
    await container?.invoke(noticesOf(bucket, files.slice(from, from + BATCH_SIZE)));
  }
  const alerts: Alert[] = [];
  for (let taken = await mailbox.take(1); taken.length > 0; taken = await mailbox.take(1)) {
    alerts.push(...taken.map(({ alert }) => alert));
  }
  // What the handler says of its own work, such as that a file is damaged, `scan` says on standard error.
  return inOrder(alerts.filter(({ eventName }) => eventName !== 'UnreadableLogFile'));
}

function noticesOf(bucket: string, files: readonly SampleFile[]): SQSEvent {
  const records = files.map(({ key }) => ({
    messageId: key,
    body: JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] }),
    attributes: { ApproximateReceiveCount: '1' },
  }));
  return { Records: records } as unknown as SQSEvent;
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Which way a record took, which of its deliveries came first, and what was known and sent by then, differs by nature. */
function withoutRoute({ route, source, repeat, ...alert }: Alert): Partial<Alert> {
  return withoutEvidence(alert as Alert);
}
