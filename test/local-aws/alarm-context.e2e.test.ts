import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertMailbox, type ReceivedAlert } from './alert-mailbox';
import { createStack, type LocalFunctionSource, type LocalStack } from './create-stack';
import { putEvent } from './deliver-object';
import { EventSource, queueDepth } from './event-source';
import { FunctionContainer } from './function-container';
import { LogsEndpoint } from './logs-endpoint';
import { LOCAL_ACCOUNT, type LocalAws, startLocalAws } from './start-local-aws';
import { synthesizeAlarmContext } from './synthesize-alarm-context';
import type { SynthesizedStack } from './template';

const PATIENCE_MS = 60_000;
const VISIBILITY_SECONDS = 2;

let aws: LocalAws;
let logs: LogsEndpoint;
let template: SynthesizedStack;
let stack: LocalStack;
let source: LocalFunctionSource;
let mailbox: AlertMailbox;
let container: FunctionContainer;
let events: EventSource;
const assembly = mkdtempSync(join(tmpdir(), 'trailwatch-alarms-'));

beforeAll(async () => {
  [aws, logs] = await Promise.all([startLocalAws(), LogsEndpoint.start()]);
  template = synthesizeAlarmContext(assembly);
  stack = await createStack(aws, template);
  const [first] = stack.sources;
  if (first === undefined) throw new Error('the stack has no function that reads a queue');
  source = first;
  mailbox = await AlertMailbox.subscribe(aws, stack.topicArns[0] ?? '');
  const environment = { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url };
  container = await FunctionContainer.start({ aws, source, environment });
  events = new EventSource({
    aws,
    source,
    invoke: (event) => container.invoke(event),
    visibilityTimeoutSeconds: VISIBILITY_SECONDS,
  });
}, PATIENCE_MS);

afterAll(async () => {
  container?.stop();
  await events?.stop();
  logs?.stop();
  await aws?.stop();
  rmSync(assembly, { recursive: true, force: true });
}, PATIENCE_MS);

function record(eventID: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/mallory` },
    eventTime: new Date(Date.now() - 120_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    recipientAccountId: LOCAL_ACCOUNT,
    ...changes,
  };
}

/** What EventBridge has to say when an alarm changes its state now. */
function stateChange(alarmName: string, value: string) {
  const timestamp = new Date().toISOString().replace('Z', '+0000');
  const startDate = new Date(Date.now() - 300_000).toISOString().replace('Z', '+0000');
  return {
    version: '0',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: LOCAL_ACCOUNT,
    time: timestamp,
    region: 'us-east-1',
    resources: [`arn:aws:cloudwatch:us-east-1:${LOCAL_ACCOUNT}:alarm:${alarmName}`],
    detail: {
      alarmName,
      state: { value, timestamp, reasonData: JSON.stringify({ version: '1.0', startDate, period: 300 }) },
      previousState: { value: 'OK', timestamp },
    },
  };
}

/** Waits until so many alerts have come, and gives the last ones a moment in which too many would show. */
async function alertsOf(count: number): Promise<ReceivedAlert[]> {
  const alerts: ReceivedAlert[] = [];
  for (const end = Date.now() + PATIENCE_MS / 2; alerts.length < count && Date.now() < end; ) {
    alerts.push(...(await mailbox.take(1)));
  }
  return [...alerts, ...(await mailbox.take(1))];
}

test(
  'an alarm that fires becomes an alert that names the actor, in spite of throttling, and of noise in the log group',
  async () => {
    logs.throttled = 2;
    logs.put(Date.now() - 60_000, record('e1'));
    logs.put(Date.now() - 60_000, record('n1', { eventName: 'DescribeTrails' }));
    for (const id of ['e2', 'e3', 'e4'])
      logs.put(Date.now() - 30_000, record(id, { eventName: 'DeleteTrail' }));
    const fired = stateChange('Local/CloudWatch.5-trail-changed', 'ALARM');
    expect(await putEvent(aws, stack, fired)).toBe(1);
    expect(await putEvent(aws, stack, fired)).toBe(1);
    const alerts = await alertsOf(4);
    expect(alerts.map(({ alert }) => alert.eventID).sort()).toEqual(['e1', 'e2', 'e3', 'e4']);
    expect(alerts.find(({ alert }) => alert.eventID === 'e1')).toMatchObject({
      subject: `[LOW] CloudTrail configuration changed (${LOCAL_ACCOUNT}, us-east-1)`,
      attributes: {
        route: 'metric-alarm',
        rule: '3dd60a1a-8dff-4e71-8116-88d1f98ed197',
        account: LOCAL_ACCOUNT,
      },
      alert: { actor: { name: 'mallory' }, source: { logGroup: 'trail', logStream: 'stream' } },
    });
  },
  PATIENCE_MS,
);

test("it asked for the log group with the filter's own pattern", () => {
  const pattern = Object.values(template.template.Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Logs::MetricFilter' && JSON.stringify(Properties).includes('trail-changed'),
  )?.Properties?.FilterPattern;
  expect(new Set(logs.requests.map((request) => request.filterPattern))).toEqual(new Set([pattern]));
  expect(new Set(logs.requests.map((request) => request.logGroupName))).toEqual(new Set(['trail']));
});

test(
  'another look is on its way, later',
  async () => {
    for (const end = Date.now() + PATIENCE_MS / 2; Date.now() < end; ) {
      if ((await queueDepth(aws, source.queueUrl)).delayed > 0) break;
      await mailbox.take(1);
    }
    expect((await queueDepth(aws, source.queueUrl)).delayed).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

test('no other alarm and no other state goes to the queue', async () => {
  expect(await putEvent(aws, stack, stateChange('Local/CloudWatch.5-trail-changed', 'OK'))).toBe(0);
  expect(await putEvent(aws, stack, stateChange('Other/CloudWatch.5-trail-changed', 'ALARM'))).toBe(0);
});

test('of CloudWatch Logs it asks for nothing but what its role may do', () => {
  expect([...logs.operations]).toEqual(['logs:FilterLogEvents']);
});
