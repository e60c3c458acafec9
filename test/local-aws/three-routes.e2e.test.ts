import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { AlertMailbox, type ReceivedAlert } from './alert-mailbox';
import { createStack, type LocalStack } from './create-stack';
import { deliverObject, putEvent } from './deliver-object';
import { EventSource, queueDepth } from './event-source';
import { FunctionContainer } from './function-container';
import { LogsEndpoint } from './logs-endpoint';
import { LOCAL_ACCOUNT, type LocalAws, startLocalAws } from './start-local-aws';
import { synthesizeThreeRoutes } from './synthesize-three-routes';
import type { TemplateValue } from './template';

const PATIENCE_MS = 90_000;
const VISIBILITY_SECONDS = 2;
const ALARM_NAME = /^Local\//;

let aws: LocalAws;
let logs: LogsEndpoint;
let stack: LocalStack;
let mailbox: AlertMailbox;
let containers: FunctionContainer[] = [];
let sources: EventSource[] = [];
let alarmName = '';
const assembly = mkdtempSync(join(tmpdir(), 'trailwatch-routes-'));

beforeAll(async () => {
  [aws, logs] = await Promise.all([startLocalAws(), LogsEndpoint.start()]);
  const synthesized = synthesizeThreeRoutes(assembly);
  const filter = Object.values(synthesized.template.Resources).find(
    ({ Type }) => Type === 'AWS::Logs::MetricFilter',
  );
  // An alarm, its filter and its metric have one name.
  alarmName = /"MetricName":"([^"]+)"/.exec(JSON.stringify(filter))?.[1] ?? '';
  stack = await createStack(aws, synthesized);
  mailbox = await AlertMailbox.subscribe(aws, stack.topicArns[0] ?? '');
  const environment = { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url };
  containers = await Promise.all(
    stack.sources.map((source) => FunctionContainer.start({ aws, source, environment })),
  );
}, PATIENCE_MS);

afterAll(async () => {
  for (const container of containers) container.stop();
  await Promise.all(sources.map((one) => one.stop()));
  logs?.stop();
  await aws?.stop();
  rmSync(assembly, { recursive: true, force: true });
}, PATIENCE_MS);

/** Lets all three functions read their queues. */
function begin(): void {
  if (sources.length > 0) return;
  sources = stack.sources.map((source, index) => {
    const container = containers[index];
    if (container === undefined) throw new Error('a function was not started');
    const invoke = (event: Parameters<FunctionContainer['invoke']>[0]) => container.invoke(event);
    return new EventSource({ aws, source, invoke, visibilityTimeoutSeconds: VISIBILITY_SECONDS });
  });
}

function record(eventID: string): Record<string, TemplateValue> {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/mallory` },
    eventTime: new Date(Date.now() - 120_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: LOCAL_ACCOUNT,
  };
}

function sendOnBus(one: Record<string, TemplateValue>): Promise<number> {
  return putEvent(aws, stack, toEnvelope(one));
}

function deliver(unique: string, records: readonly unknown[]): Promise<number> {
  const name = `${LOCAL_ACCOUNT}_CloudTrail_us-east-1_20261120T0300Z_${unique.padEnd(16, 'x')}.json.gz`;
  const key = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2026/11/20/${name}`;
  const bucket = stack.bucketNames.find((candidate) => !candidate.includes('accesslogs')) ?? '';
  return deliverObject(aws, stack, { bucket, key, content: gzipSync(JSON.stringify({ Records: records })) });
}

function fireAlarm(): Promise<number> {
  const timestamp = new Date().toISOString().replace('Z', '+0000');
  return putEvent(aws, stack, {
    version: '0',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: LOCAL_ACCOUNT,
    time: timestamp,
    region: 'us-east-1',
    resources: [],
    detail: { alarmName, state: { value: 'ALARM', timestamp }, previousState: { value: 'OK', timestamp } },
  });
}

/** Waits until so many alerts have come and nothing is left to do at once, and gives a moment in which too many would show. */
async function alertsOf(count: number): Promise<ReceivedAlert[]> {
  const alerts: ReceivedAlert[] = [];
  for (const end = Date.now() + PATIENCE_MS / 2; Date.now() < end; ) {
    alerts.push(...(await mailbox.take(1)));
    const depths = await Promise.all(stack.sources.map(({ queueUrl }) => queueDepth(aws, queueUrl)));
    if (alerts.length >= count && depths.every(({ visible, inFlight }) => visible + inFlight === 0)) break;
  }
  return [...alerts, ...(await mailbox.take(2))];
}

test(
  'an attack that comes over the bus, in a log file and behind an alarm at once raises each alert once',
  async () => {
    expect(alarmName).toMatch(ALARM_NAME);
    const attack = Array.from({ length: 12 }, (_, index) => record(`attack-${index}`));
    logs.throttled = 2;
    for (const one of attack) logs.put(Date.now() - 60_000, one);
    for (const one of attack) expect(await sendOnBus(one)).toBe(1);
    for (const one of attack.slice(0, 5)) expect(await sendOnBus(one)).toBe(1);
    expect(await deliver('one', attack)).toBe(1);
    expect(await deliver('again', [...attack].reverse())).toBe(1);
    expect(await fireAlarm()).toBe(1);
    expect(await fireAlarm()).toBe(1);
    begin();
    const alerts = await alertsOf(attack.length);
    expect(alerts.map(({ alert }) => alert.eventID).sort()).toEqual(
      attack.map(({ eventID }) => eventID).sort(),
    );
    expect(new Set(alerts.map(({ alert }) => alert.id)).size).toBe(attack.length);
    for (const { alert, attributes } of alerts) {
      expect(['event-bus', 'log-file', 'metric-alarm']).toContain(alert.route);
      expect(attributes.route).toBe(alert.route);
    }
  },
  PATIENCE_MS,
);

test.each([
  ['event-bus', (one: Record<string, TemplateValue>) => sendOnBus(one)],
  [
    'log-file',
    (one: Record<string, TemplateValue>) => deliver(`first-${String(one.eventID)}`.slice(0, 16), [one]),
  ],
] as const)(
  'the route that is first wins, and the alert says which: %s',
  async (route, sendFirst) => {
    begin();
    const one = record(`first-${route}`);
    await sendFirst(one);
    const [first, ...others] = await alertsOf(1);
    expect(others).toEqual([]);
    expect(first?.alert).toMatchObject({ eventID: one.eventID, route });
    await sendOnBus(one);
    await deliver(`then-${route}`.slice(0, 16), [one]);
    expect(await alertsOf(0)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a forged event and one that no rule asks for reach no queue',
  async () => {
    const forged = { ...toEnvelope(record('forged')), source: 'my.app' };
    expect(await putEvent(aws, stack, forged)).toBe(0);
    expect(await sendOnBus({ ...record('noise'), eventName: 'DescribeTrails' })).toBe(0);
  },
  PATIENCE_MS,
);
