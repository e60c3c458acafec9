import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { gzippedLogFile } from '../../../test/core/record/log-file-reading';
import {
  type Processed,
  type ProcessedHere,
  ProcessingProgram,
} from '../../../test/local-aws/processing-program';
import {
  BUCKET,
  cloudTrailNotice,
  inTopic,
  logKey,
  s3Notice,
  VALIDATION,
} from '../../../test/processing/notices';
import type { AnsweringProcess } from '../answering-process';
import { type Emulator, type EmulatorServer, withEmulator } from '../emulator/start-emulator';
import { startJava, whyNoJava } from '../engines/java-process';
import type { Outcome } from '../outcome';

const FILES = 60;
const RECORDS_A_FILE = 400;
const THREADS = 5;
const RECORDS_A_CALL = 50;

/** So many files are announced twice. */
const TWICE = 6;

const RECORDS = (FILES + TWICE) * RECORDS_A_FILE;

/** In turns: what else the machine does, and the warming up of Java, are seen in both. */
const ROUNDS = 2;

interface JavaAnswer extends Processed {
  readonly errors?: readonly string[];
}

/**
 * The AWS CloudTrail Processing Library for Java and `cdk-trailwatch/processing` work through queues with the same messages in
 * the emulator: both hand over the same records, as often, and those of a file in its order.
 */
export async function checkProcessing(emulator: string, outcome: Outcome): Promise<void> {
  const missing = await whyNoJava();
  if (missing !== undefined) {
    const sentence = `${missing}: the CloudTrail Processing Library is not run`;
    if (process.env.CI === 'true') outcome.check(false, sentence);
    else console.log(`skipped: ${sentence}`);
    return;
  }
  const library = await startJava('processing-library/ProcessingLibrary.java', ['-Xmx512m']);
  try {
    await withEmulator(emulator, (server) => compare(library, server, outcome));
  } finally {
    library.stop();
  }
}

async function compare(library: AnsweringProcess, server: EmulatorServer, outcome: Outcome): Promise<void> {
  const aws = server.at({ accountId: '123456789012', region: 'us-east-1' });
  const expected = await storeFiles(aws);
  let java: JavaAnswer | undefined;
  let own: ProcessedHere | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const queues = await Promise.all([fillQueue(aws, `java${round}`), fillQueue(aws, `own${round}`)]);
    java = await processInJava(library, server.endpoint, queues[0].url);
    own = await processHere(server.endpoint, queues[1].url);
    compareRecords(java, own, expected, outcome);
    // What is left in the queue says less: of two messages that are deleted at once, moto can keep one.
    const { deleted } = own;
    outcome.check(
      deleted === queues[1].messages,
      `cdk-trailwatch/processing deletes each of ${queues[1].messages} messages (${deleted})`,
    );
  }
  if (java !== undefined && own !== undefined) compareTime(java, own, outcome);
}

/** The ids of each file's records, by its key. */
async function storeFiles({ s3 }: Emulator): Promise<ReadonlyMap<string, readonly string[]>> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const files = new Map<string, readonly string[]>();
  for (let file = 0; file < FILES; file++) {
    const ids = Array.from({ length: RECORDS_A_FILE }, () => randomUUID());
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(file), Body: gzippedLogFile(ids.map(recordOf)) }),
    );
    files.set(keyOf(file), ids);
  }
  return files;
}

function keyOf(file: number): string {
  return logKey(`file${file}`);
}

function recordOf(eventID: string, index: number): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:session',
      arn: 'arn:aws:sts::111122223333:assumed-role/reader/session',
      accountId: '111122223333',
      accessKeyId: 'ASIAEXAMPLE',
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/reader', userName: 'reader' },
        attributes: { creationDate: '2026-11-20T02:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    ...{ eventTime: '2026-11-20T02:55:10Z', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
    ...{ awsRegion: 'us-east-1', sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli/2' },
    requestParameters: { bucketName: 'data', key: `folder/${index}`, Host: 'data.s3.amazonaws.com' },
    ...{ responseElements: null, requestID: `REQUEST${index}`, eventID, readOnly: true },
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data/folder/${index}` }],
    ...{ eventType: 'AwsApiCall', recipientAccountId: '111122223333', eventCategory: 'Data' },
  };
}

interface FilledQueue {
  readonly url: string;
  readonly messages: number;
}

/** Notices of every kind that the library knows, some files twice, two in one message, and CloudTrail's validation message. */
async function fillQueue({ sqs }: Emulator, name: string): Promise<FilledQueue> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const bodies = Array.from({ length: FILES / 2 }, (_, pair) => {
    const [one, other] = [keyOf(2 * pair), keyOf(2 * pair + 1)];
    if (pair % 3 === 0) return [inTopic(cloudTrailNotice(one, other))];
    return pair % 3 === 1
      ? [one, other].map((key) => unversioned(s3Notice(key)))
      : [one, other].map((key) => inTopic(unversioned(s3Notice(key))));
  }).flat();
  const again = Array.from({ length: TWICE }, (_, file) => inTopic(cloudTrailNotice(keyOf(file))));
  const all = [inTopic(VALIDATION), ...bodies, ...again];
  for (let at = 0; at < all.length; at += 10) {
    const Entries = all.slice(at, at + 10).map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
  return { url: QueueUrl, messages: all.length };
}

/** The bucket keeps no versions. */
function unversioned(notice: string): string {
  return notice.replace(',"versionId":"v1"', '');
}

function processInJava(library: AnsweringProcess, endpoint: string, queueUrl: string): Promise<JavaAnswer> {
  const question = { endpoint, queueUrl, threads: THREADS, eventsPerEmit: RECORDS_A_CALL, records: RECORDS };
  return library.ask<JavaAnswer>(question);
}

async function processHere(endpoint: string, queueUrl: string): Promise<ProcessedHere> {
  const environment = {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_CONFIG_FILE: '/dev/null' },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
  };
  const options = { queueUrl, concurrency: THREADS, maxRecordsPerCall: RECORDS_A_CALL, waitTimeSeconds: 1 };
  const program = new ProcessingProgram({ ...options, forcePathStyle: true }, environment);
  try {
    return await program.finish({ records: RECORDS });
  } finally {
    program.stop();
  }
}

function compareRecords(
  java: JavaAnswer,
  own: Processed,
  expected: ReadonlyMap<string, readonly string[]>,
  outcome: Outcome,
): void {
  const [theirs, ours] = [byFile(java.records), byFile(own.records)];
  const isSame = [...expected.keys()].every((key) => {
    const wanted = [...(expected.get(key) ?? [])].sort();
    return [theirs, ours].every((found) => isSorted(found.get(key) ?? [], wanted));
  });
  outcome.check(
    isSame && java.records.length === RECORDS && own.records.length === RECORDS,
    `the Processing Library and cdk-trailwatch/processing hand over the same ${own.records.length} records of ${expected.size} files`,
    [`${java.records.length} and ${own.records.length} records`, ...(java.errors ?? []).slice(0, 3)],
  );
  const once = [...expected].filter(([key]) => ours.get(key)?.length === RECORDS_A_FILE);
  const inOrder = once.filter(([key, ids]) =>
    [theirs, ours].every((found) => found.get(key)?.join() === ids.join()),
  );
  outcome.check(
    once.length === FILES - TWICE && inOrder.length === once.length,
    `both hand over the records of ${inOrder.length} files that are announced once in the order of the file`,
  );
}

function byFile(records: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const record of records) {
    const [key = '', id = ''] = record.split(' ');
    const ids = files.get(key) ?? [];
    files.set(key, ids);
    ids.push(id);
  }
  return files;
}

/** Whether the ids are all wanted ones, each as often as the others. */
function isSorted(found: readonly string[], wanted: readonly string[]): boolean {
  const times = found.length / wanted.length;
  return (
    Number.isInteger(times) &&
    times > 0 &&
    [...found].sort().join() === wanted.flatMap((id) => Array(times).fill(id)).join()
  );
}

/** Processor time rather than time: the emulator, which both wait for, takes most of that. */
function compareTime(java: JavaAnswer, own: Processed, outcome: Outcome): void {
  const share = own.cpuMs / java.cpuMs;
  const rate = ({ records, cpuMs }: Processed) =>
    `${Math.round(records.length / (cpuMs / 1000))} records a second of CPU`;
  outcome.note(
    `cdk-trailwatch/processing takes ${share.toFixed(2)} times the processor time of the warm library (${rate(own)}, ${rate(java)}; ${(own.wallMs / 1000).toFixed(1)} s and ${(java.wallMs / 1000).toFixed(1)} s)`,
  );
}
