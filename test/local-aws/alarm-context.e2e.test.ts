import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { putEvent } from './deliver-object';
import { untilQueue } from './event-source';
import { LocalWorker } from './local-worker';
import { LogsEndpoint } from './logs-endpoint';
import { LOCAL_ACCOUNT, type LocalAws, startLocalAws } from './start-local-aws';
import { stopLogging } from './stop-logging';
import { synthesizeAlarmContext } from './synthesize-alarm-context';
import type { SynthesizedStack } from './template';

const FAILED_RETURN_SECONDS = 2;

let aws: LocalAws;
let logs: LogsEndpoint;
let template: SynthesizedStack;
let worker: LocalWorker;
const assembly = folderForAllTests();

beforeAll(async () => {
  [aws, logs] = await Promise.all([startLocalAws(), LogsEndpoint.start()]);
  template = synthesizeAlarmContext(assembly);
  worker = await LocalWorker.start(await createStack(aws, template), {
    ...{ aws, environment: { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url } },
    ...{ containers: 1, failedReturnSeconds: FAILED_RETURN_SECONDS },
  });
});

afterAll(async () => {
  await worker?.stop();
  await logs?.stop();
  await aws?.stop();
});

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

test('an alarm that fires becomes an alert that names the actor, in spite of throttling, and of noise in the log group', async () => {
  logs.throttled = 2;
  logs.put(Date.now() - 60_000, stopLogging('e1'));
  logs.put(Date.now() - 60_000, stopLogging('n1', { eventName: 'DescribeTrails' }));
  for (const id of ['e2', 'e3', 'e4'])
    logs.put(Date.now() - 30_000, stopLogging(id, { eventName: 'DeleteTrail' }));
  const fired = stateChange('Local/CloudWatch.5-trail-changed', 'ALARM');
  expect(await putEvent(aws, worker.stack, fired)).toBe(1);
  expect(await putEvent(aws, worker.stack, fired)).toBe(1);
  const alerts = await worker.alertsOf(4);
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
});

test("it asked for the log group with the filter's own pattern", () => {
  const pattern = Object.values(template.template.Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Logs::MetricFilter' && JSON.stringify(Properties).includes('trail-changed'),
  )?.Properties?.FilterPattern;
  expect(new Set(logs.requests.map((request) => request.filterPattern))).toEqual(new Set([pattern]));
  expect(new Set(logs.requests.map((request) => request.logGroupName))).toEqual(new Set(['trail']));
});

test('another look is on its way, later', async () => {
  await untilQueue(aws, worker.source.queueUrl, ({ delayed }) => delayed > 0);
});

test('no other alarm and no other state goes to the queue', async () => {
  expect(await putEvent(aws, worker.stack, stateChange('Local/CloudWatch.5-trail-changed', 'OK'))).toBe(0);
  expect(await putEvent(aws, worker.stack, stateChange('Other/CloudWatch.5-trail-changed', 'ALARM'))).toBe(0);
});

test('of CloudWatch Logs it asks for nothing but what its role may do', () => {
  expect([...logs.operations]).toEqual(['logs:FilterLogEvents']);
});
