import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AlertTopic, ExternalEvents, LogProcessor, Rule, RuleSet } from '../../lib/index';
import { runTrailwatch } from '../bin/run-trailwatch';
import { exceptionsOf } from '../bin/validate/validate-copy';
import { matchesEvent } from '../core/pattern/event-pattern/matches-event';
import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { deliverObject, putEvent } from './deliver-object';
import { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import { synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack, TemplateValue } from './template';

const folder = folderForAllTests();
const SOURCE = 'shop.example.com';
const HOUR_MS = 3_600_000;
const AHEAD = join(folder, 'clock-ahead');

let aws: LocalAws;
let synthesized: SynthesizedStack;
let worker: LocalWorker;
let signer: FunctionContainer;

startBeforeTests(async (started, outdir) => {
  aws = started;
  synthesized = synthesizeStack(outdir, 'Local', (stack) => {
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const { archive } = new ExternalEvents(stack, 'Events', { sources: [SOURCE], alertTopic });
    const rules = RuleSet.fromRules(Rule.fromSigmaFile(join(__dirname, 'samples', 'order-canceled.yml')));
    new LogProcessor(stack, 'EventRules', { archive, alertTopic, rules });
  });
  const stack = await createStack(aws, synthesized);
  worker = await LocalWorker.start(stack, {
    ...{ aws, environment: {}, containers: 1, failedReturnSeconds: 1 },
  });
  signer = await startSigner();
  return {
    stop: async () => {
      signer.stop();
      await worker.stop();
    },
  };
});

function resourcesOf(type: string) {
  return Object.entries(synthesized.template.Resources).filter(([, { Type }]) => Type === type);
}

/** The shipped bundle of the function that signs, with the key and the bucket of the emulator. */
function startSigner(): Promise<FunctionContainer> {
  const [found] = resourcesOf('AWS::Lambda::Function').filter(([id]) => id.startsWith('EventsDigests'));
  const [functionId, { Properties = {} }] = found ?? ['', {}];
  const { S3Key } = Properties.Code as { readonly S3Key: string };
  writeFileSync(AHEAD, '0');
  return FunctionContainer.start({
    aws,
    source: {
      ...{ functionId, codeFolder: synthesized.assetFolder(S3Key), handler: 'index.handler' },
      ...{ timeoutSeconds: 900, environment: {} },
    },
    environment: {
      NODE_OPTIONS: `--require ${join(__dirname, 'clock-ahead.cjs')}`,
      CLOCK_AHEAD_FILE: AHEAD,
      ...(Properties.Environment as { readonly Variables: Record<string, string> }).Variables,
      TRAILWATCH_BUCKET_NAME: worker.bucketName,
      TRAILWATCH_SIGNING_KEY_ARN: KEY_ARN,
    },
  });
}

const KEY_ARN = `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:key/5d0c2f3e-8f49-4a0e-9d5f-2a8a4b1c6d7e`;

/** What EventBridge makes of a request; the emulator has no Firehose, so the test asks the rule and writes what the stream's settings say. */
function toEvent(source: string, detail: object): Record<string, TemplateValue> {
  return {
    ...{ version: '0', id: 'e1', 'detail-type': 'Order', source, account: LOCAL_ACCOUNT },
    ...{ time: new Date().toISOString(), region: LOCAL_REGION, resources: [] },
    detail: detail as TemplateValue,
  };
}

const order = (eventName: string, differences: object = {}) => ({
  ...{ version: '1.0', UID: `uid-${eventName}`, eventSource: SOURCE, eventName },
  ...{ eventTime: new Date().toISOString().slice(0, 19).concat('Z'), recipientAccountId: LOCAL_ACCOUNT },
  userIdentity: { type: 'CustomUser', principalId: 'alice' },
  requestParameters: { order: '4711' },
  ...differences,
});

function isAccepted(event: TemplateValue): boolean {
  const [found] = resourcesOf('AWS::Events::Rule').filter(([id]) => id.startsWith('EventsAccepted'));
  return matchesEvent(found?.[1].Properties?.EventPattern as TemplateValue, event);
}

/** The name that the stream's prefix gives a file now. */
function fileName(): string {
  const [found] = resourcesOf('AWS::KinesisFirehose::DeliveryStream');
  const settings = found?.[1].Properties?.ExtendedS3DestinationConfiguration as {
    readonly Prefix: string;
    readonly FileExtension: string;
  };
  const now = new Date().toISOString();
  const clock: Record<string, string> = {
    'yyyy/MM/dd': now.slice(0, 10).replaceAll('-', '/'),
    yyyyMMdd: now.slice(0, 10).replaceAll('-', ''),
    HHmm: now.slice(11, 16).replace(':', ''),
  };
  const prefix = settings.Prefix.replace(/!\{timestamp:([^}]+)\}/g, (_, form: string) => `${clock[form]}`);
  const id = '0f5b1c6d-7e5d-4c2f-8e8f-494a0e9d5f2a';
  return `${prefix}Local-EventsDeliveryStream126B5243-abcdefghijkl-1-2026-11-20-15-00-00-${id}${settings.FileExtension}`;
}

async function save(): Promise<void> {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: worker.bucketName }));
  const saved: Record<string, object> = {};
  for (const { Key = '' } of Contents) {
    const { Body, Metadata = {} } = await aws.s3.send(
      new GetObjectCommand({ Bucket: worker.bucketName, Key }),
    );
    saved[Key] = Metadata;
    mkdirSync(dirname(join(folder, 'archive', Key)), { recursive: true });
    writeFileSync(join(folder, 'archive', Key), (await Body?.transformToByteArray()) ?? '');
  }
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(saved));
  const kms = new KMSClient({
    ...{ region: LOCAL_REGION, endpoint: `${aws.environment.AWS_ENDPOINT_URL_KMS}` },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: KEY_ARN }));
  kms.destroy();
  const key = { KeyId: KEY_ARN, PublicKey: Buffer.from(PublicKey).toString('base64') };
  writeFileSync(join(folder, 'key.json'), JSON.stringify(key));
}

const validateAt = (currentTime: string) =>
  runTrailwatch(
    [
      ...['validate', join(folder, 'archive'), '--public-keys', join(folder, 'key.json')],
      ...['--metadata', join(folder, 'metadata.json')],
    ],
    { currentTime },
  );

test('an event becomes an alert, is found by a query, and is judged; forgeries are refused', async () => {
  const forged = [
    toEvent(SOURCE, order('OrderCanceled', { eventSource: 'iam.amazonaws.com' })),
    toEvent('door.example.com', order('OrderCanceled')),
    toEvent(SOURCE, order('OrderCanceled', { recipientAccountId: '999999999999' })),
    toEvent(SOURCE, { Records: [order('OrderCanceled')] }),
  ];
  expect(forged.map(isAccepted)).toEqual([false, false, false, false]);
  const events = [toEvent(SOURCE, order('OrderPlaced')), toEvent(SOURCE, order('OrderCanceled'))];
  expect(events.map(isAccepted)).toEqual([true, true]);
  expect(await Promise.all(events.map((event) => putEvent(aws, worker.stack, event)))).toEqual([0, 0]);
  // Events of another source are of no concern here; all others of this one are kept in the dead-letter queue.
  expect(await Promise.all(forged.map((event) => putEvent(aws, worker.stack, event)))).toEqual([1, 0, 1, 1]);

  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const delivery = { bucket: worker.bucketName, key: fileName(), content: gzipSync(text) };
  expect(await deliverObject(aws, worker.stack, delivery)).toBe(1);
  const alerts = await worker.alertsOf(1);
  expect(alerts.map(({ alert }) => [alert.ruleName, alert.eventName, alert.source.key])).toEqual([
    ['order-canceled', 'OrderCanceled', delivery.key],
  ]);

  await save();
  const sql = 'SELECT event_name FROM events ORDER BY event_name';
  const queried = await runTrailwatch(['query', sql, join(folder, 'archive'), '--format', 'ndjson']);
  expect(queried.stdout.match(/Order\w+/g)).toEqual(['OrderCanceled', 'OrderPlaced']);
});

test('the shipped function signs what came in the hour; validate says who signed, and finds a changed file', async () => {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: worker.bucketName }));
  const [{ Key: log = '', LastModified: cameAt = new Date(Number.NaN) } = {}] = Contents;
  const signedAtMs = Math.floor(cameAt.getTime() / HOUR_MS) * HOUR_MS + 75 * 60_000;
  writeFileSync(AHEAD, String(signedAtMs - Date.now()));
  expect(await signer.call({ id: 'e1', time: new Date().toISOString() })).toEqual({
    digests: [expect.stringContaining('CloudTrail-Digest')],
    logs: 1,
  });
  await save();
  const at = new Date(signedAtMs + 60_000).toISOString();
  const { status, stderr, stdout } = await validateAt(at);
  expect(exceptionsOf(stdout)).toEqual([]);
  expect(stderr).toContain('proven=100.0%');
  expect(stderr).toContain(`signed with ${KEY_ARN} of KMS, not by CloudTrail`);
  expect(status).toBe(0);

  writeFileSync(join(folder, 'archive', log), gzipSync('{"eventName":"OrderPlaced"}\n'));
  const changed = await validateAt(at);
  expect(exceptionsOf(changed.stdout)).toMatchObject([{ key: log, status: 'invalid', reason: 'wrong-hash' }]);
  expect(changed.status).toBe(1);
});
