import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { kmsClientOf, macKeysOf } from '../../lambda/aws/mac-keys';
import { putHeartbeat } from '../../lambda/aws/table/heartbeat-item';
import { heartbeatHour } from '../../lib/core/record/region-heartbeat';
import { AlertTopic, AuditTrail, DeliveryMonitor, LogArchive } from '../../lib/index';
import { type PlaceRequest, servePlaces } from '../bin/places/serve-places';
import type { LocalServer } from '../local-server';
import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { archiveBucketOf, LocalWorker } from './local-worker';
import { Resolver } from './resolve';
import { type StandingSettings, serveSettings, settingsOf } from './serve-settings';
import { StackAnswers } from './stack-answers';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws, startLocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

const HOUR_MS = 3_600_000;
const FAILED_RETURN_SECONDS = 2;

/** The place of a home bus, and what is to send to it. */
const HOME = `${LOCAL_ACCOUNT}/${LOCAL_REGION}`;
const REALTIME = { home: HOME, covered: [{ regions: ['eu-west-1'], accounts: 'all', excluded: [] }] };

let aws: LocalAws;
let places: LocalServer;
let worker: LocalWorker;
let settings: StandingSettings;
let settingsServer: Awaited<ReturnType<typeof serveSettings>>;
/** The trail as the template has it. */
let trail: Record<string, unknown>;
const answers = new StackAnswers();
const assembly = folderForAllTests();
const lines: string[] = [];
/** What CloudTrail says in a Region, where it is not that all is well. */
const statuses = new Map<string, object>();
/** Whether the trail is there. */
let hasTrail = true;
/** How many requests are answered by an error that passes. */
let throttled = 0;
/** States that were rejected when the clock was set a day ahead. */
let oldStates = 0;
const operations = new Set<string>();
const clockFile = join(assembly, 'clock-ahead');
let aheadMs = 0;

/** Sets the clock of the function and of the services that it asks. */
function setClockAhead(milliseconds: number): void {
  aheadMs = milliseconds;
  writeFileSync(clockFile, String(milliseconds));
}

function answerOf({ operation, region }: PlaceRequest) {
  operations.add(operation);
  if (throttled > 0) {
    throttled -= 1;
    return { code: 'ThrottlingException' };
  }
  if (!hasTrail) return { code: 'TrailNotFoundException' };
  if (operation === 'GetTrail') {
    const { KMSKeyId, EnableLogFileValidation, SnsTopicName } = trail;
    const renamed = {
      KmsKeyId: KMSKeyId,
      LogFileValidationEnabled: EnableLogFileValidation,
      SnsTopicARN: SnsTopicName,
    };
    return { body: { Trail: { ...trail, ...renamed } } };
  }
  if (operation === 'GetEventSelectors') return { body: selectorsOf(trail) };
  if (operation === 'GetInsightSelectors') return { code: 'InsightNotEnabledException' };
  const now = (Date.now() + aheadMs) / 1000;
  const works = { IsLogging: true, StartLoggingTime: now - 1e6, LatestDigestDeliveryTime: now - 1800 };
  return { body: { ...works, ...statuses.get(region) } };
}

/** A trail without selectors has those that log every management event. */
function selectorsOf({ AdvancedEventSelectors, EventSelectors }: Record<string, unknown>) {
  if (AdvancedEventSelectors !== undefined) return { AdvancedEventSelectors };
  const all = { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
  return { EventSelectors: EventSelectors ?? [{ ...all, DataResources: [] }] };
}

beforeAll(async () => {
  aws = await startLocalAws();
  places = await servePlaces({ regions: [LOCAL_REGION, 'eu-west-1'], answer: answerOf });
  const synthesized = synthesizeStack(assembly, 'Local', (stack) => {
    const archive = new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] });
    new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic: new AlertTopic(stack, 'Alerts') });
    new AuditTrail(stack, 'Trail', { identity: LOCAL_TRAIL, archive });
  });
  const stack = await createStack(aws, synthesized);
  await deliverUntilYesterday(archiveBucketOf(stack));
  const resolver = new Resolver(synthesized.name, synthesized.template, aws.queueUrl);
  settings = settingsOf(resolver);
  trail = { ...resolver.properties(resolver.idsOf('AWS::CloudTrail::Trail')[0] ?? '') };
  settingsServer = await serveSettings(settings, {
    endpoint: aws.endpoint,
    kmsEndpoint: aws.environment.AWS_ENDPOINT_URL_KMS ?? '',
  });
  setClockAhead(0);
  const { url } = settingsServer;
  const ResponseURL = await answers.start();
  worker = await LocalWorker.start(stack, {
    ...{ aws, containers: 2, failedReturnSeconds: FAILED_RETURN_SECONDS },
    environment: {
      ...{ AWS_ENDPOINT_URL_CLOUDTRAIL: places.url, AWS_ENDPOINT_URL_ACCOUNT: places.url },
      ...{ AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SNS: url, AWS_ENDPOINT_URL_KMS: url },
      AWS_ENDPOINT_URL_CLOUDFORMATION: answers.endpoint,
      // the table of realtime alerts is one like it
      TRAILWATCH_HEARTBEAT_TABLE: stack.sources[0]?.environment.TRAILWATCH_TABLE_NAME ?? '',
      NODE_OPTIONS: `--require ${join(__dirname, 'clock-ahead.cjs')}`,
      CLOCK_AHEAD_FILE: clockFile,
    },
    onLogLine: (line) => lines.push(line),
  });
  const [deployed = ''] = resolver.idsOf('Custom::TrailwatchDeployedResources');
  await worker.containers[0]?.call({
    ...{ RequestType: 'Create', StackId: 'stack', RequestId: '1', LogicalResourceId: deployed },
    ...{
      ResponseURL,
      ResourceProperties: {
        Resources: withoutParts(resolver.properties(deployed).Resources),
        Realtime: JSON.stringify(REALTIME),
      },
    },
  });
});

afterAll(async () => {
  await worker?.stop();
  await places?.stop();
  settingsServer?.stop();
  await answers.stop();
  await aws?.stop();
});

/** Rules, alarms and the like are not on the embedded AWS. */
function withoutParts(Resources: unknown): string {
  const all = JSON.parse(String(Resources)) as readonly { readonly kind: string }[];
  return JSON.stringify(all.filter(({ kind }) => kind !== 'part'));
}

/** Every four hours a file of another account, the last one a day and a half ago. */
async function deliverUntilYesterday(bucket: string): Promise<void> {
  const account = '444455556666';
  const endMs = Date.now() - 36 * HOUR_MS;
  for (let timeMs = endMs - 11 * 24 * HOUR_MS; timeMs <= endMs; timeMs += 4 * HOUR_MS)
    await deliver(bucket, account, timeMs);
}

async function deliver(Bucket: string, account: string, timeMs: number): Promise<void> {
  const iso = new Date(timeMs).toISOString();
  const name = `${account}_CloudTrail_eu-west-1_${iso.slice(0, 16).replaceAll(/[:-]/g, '')}Z_unique.json.gz`;
  const Key = `AWSLogs/${account}/CloudTrail/eu-west-1/${iso.slice(0, 10).replaceAll('-', '/')}/${name}`;
  await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
}

/** Notes the heartbeat of a place, as the function of the realtime alerts does. */
async function noteHeartbeat(place: string, timeMs: number): Promise<void> {
  const { TRAILWATCH_MAC_KEY_ARN = '', TRAILWATCH_TABLE_NAME: tableName = '' } = worker.source.environment;
  const kms = kmsClientOf(TRAILWATCH_MAC_KEY_ARN, {
    endpoint: aws.environment.AWS_ENDPOINT_URL_KMS,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const macKey = () => macKeysOf(kms, TRAILWATCH_MAC_KEY_ARN)('claims', tableName);
  const store = { client: aws.dynamodb, tableName, macKey, onForeignItem: () => undefined };
  await putHeartbeat(store, { hour: heartbeatHour(timeMs), place, expiresAtSeconds: 4e9 });
}

/** Lets the clock strike, and gives what was told when all work is done. */
async function told(): Promise<readonly string[]> {
  await strikeSchedules(aws, worker.stack);
  await worker.untilIdle();
  const alerts = await worker.mailbox.take(1);
  const words = alerts.map(
    ({ alert }) =>
      `${alert.closes === undefined ? '' : 'over: '}${alert.ruleId} ${alert.recipientAccountId} ${alert.awsRegion}`,
  );
  return words.sort();
}

test('an account that no longer delivers is told once, and trails that work are not told of', async () => {
  expect(await told()).toEqual(['trailwatch-account-silent 444455556666 ']);
  expect(await told()).toEqual([]);
  expect([...operations].sort()).toEqual([
    'GetEventSelectors',
    'GetInsightSelectors',
    'GetTrail',
    'GetTrailStatus',
  ]);
});

test('CloudFormation hands over what it deployed, and is answered', () => {
  expect(answers.bodies).toEqual([
    expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'deployed-resources' }),
  ]);
});

test.each([
  [{ IsLogging: false }, 'trailwatch-trail-stopped'],
  [{ LatestDeliveryError: 'AccessDenied' }, 'trailwatch-log-file-error'],
  [{ LatestDigestDeliveryError: 'AccessDenied' }, 'trailwatch-digest-error'],
  [{ LatestCloudWatchLogsDeliveryError: 'AccessDenied' }, 'trailwatch-log-group-error'],
  [{ LatestNotificationError: 'AuthorizationError' }, 'trailwatch-notification-error'],
])(
  '%j in one Region is told once, as an alert of the topic, and once when it is over',
  async (status, ruleId) => {
    statuses.set('eu-west-1', status);
    expect(await told()).toEqual([`${ruleId} ${LOCAL_ACCOUNT} eu-west-1`]);
    expect(await told()).toEqual([]);
    statuses.clear();
    expect(await told()).toEqual([`over: ${ruleId} ${LOCAL_ACCOUNT} eu-west-1`]);
    expect(await told()).toEqual([]);
  },
);

test('each setting that is no more as it was deployed is told once, when it has been so for a quarter of an hour', async () => {
  const before = { settings: { ...settings }, trail };
  const OPEN = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const EventSelectors = [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }];
  trail = { ...trail, EnableLogFileValidation: false, AdvancedEventSelectors: undefined, EventSelectors };
  settings.bucket = {
    ...settings.bucket,
    VersioningConfiguration: { Status: 'Suspended' },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    LifecycleConfiguration: { Rules: [{ Id: 'Soon', Status: 'Enabled', ExpirationInDays: 1 }] },
  };
  settings.bucketPolicy = { Statement: [OPEN] };
  settings.keyPolicy = { Statement: [OPEN] };
  settings.topicPolicy = { Statement: [OPEN] };
  expect(await told()).toEqual([]);
  setClockAhead(15 * 60_000);
  const drift = (kind: string) => `trailwatch-${kind}-drift ${LOCAL_ACCOUNT} `;
  const kinds = ['bucket', 'bucket', 'bucket', 'bucket', 'bucket', 'key', 'topic', 'trail', 'trail'];
  expect(await told()).toEqual(kinds.map(drift));
  expect(await told()).toEqual([]);
  Object.assign(settings, before.settings);
  ({ trail } = before);
  // the stand-in for S3 knows no blocked encryption types, before or after
  expect(await told()).toEqual(kinds.slice(1).map((kind) => `over: ${drift(kind)}`));
  setClockAhead(0);
});

test('an account that delivers for a day and sends no heartbeat is told, and one that sends them is not; then a digest file is late', async () => {
  const [silent, heard] = ['555566667777', '666677778888'] as const;
  const nextDayMs = 25 * HOUR_MS;
  for (const timeMs of [Date.now(), Date.now() + nextDayMs]) {
    for (const account of [silent, heard]) await deliver(worker.bucketName, account, timeMs - 60_000);
    for (const place of [HOME, `${heard}/eu-west-1`]) await noteHeartbeat(place, timeMs);
  }
  expect(await told()).toEqual([]);
  expect(sumOf('StatesRejected')).toBe(0);
  setClockAhead(nextDayMs);
  expect(await told()).toEqual([`trailwatch-realtime-missing ${silent} eu-west-1`]);
  // after a day without checks, the states look as if older ones had been put back
  oldStates = sumOf('StatesRejected');
  expect(oldStates).toBeGreaterThan(0);
  // not at the first look, which may follow the deployment that enables validation
  statuses.set('eu-west-1', { LatestDigestDeliveryTime: 1 });
  expect(await told()).toEqual([`trailwatch-digest-late ${LOCAL_ACCOUNT} eu-west-1`]);
  expect(await told()).toEqual([]);
  statuses.clear();
  setClockAhead(0);
});

test('a trail that is deleted is told, although CloudTrail is throttled for a while', async () => {
  hasTrail = false;
  throttled = 8;
  expect(await told()).toEqual([`trailwatch-trail-missing ${LOCAL_ACCOUNT} ${LOCAL_REGION}`]);
  expect(throttled).toBe(0);
});

function sumOf(metric: string): number {
  const documents = lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line));
  return documents.reduce((sum, document) => sum + Number(document[metric] ?? 0), 0);
}

test('the metrics that the alarms watch are emitted', () => {
  expect(sumOf('Checks')).toBeGreaterThan(10);
  expect(sumOf('Accounts')).toBeGreaterThan(10);
  expect(sumOf('Compared')).toBeGreaterThan(10);
  expect(sumOf('StatesRejected')).toBe(oldStates);
});
