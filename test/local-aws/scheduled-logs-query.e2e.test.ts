import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AlertTopic, ScheduledQuery } from '../../lib/index';
import { type LocalServer, startServer } from '../local-server';
import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { LocalWorker } from './local-worker';
import { type LocalAws, startLocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { synthesizeStack } from './synthesize-stack';

const DAY_MS = 86_400_000;

let aws: LocalAws;
let logs: LocalServer;
let worker: LocalWorker;
const assembly = folderForAllTests();
const starts: Record<string, unknown>[] = [];
let isMalformed = false;

/** CloudWatch Logs, as far as one query goes: it is complete at once, and has three rows, one without an actor. */
function answer(operation: string, request: Record<string, unknown>): { status: number; body: unknown } {
  switch (operation) {
    case 'StartQuery':
      if (isMalformed)
        return { status: 400, body: { __type: 'MalformedQueryException', message: 'unexpected symbol x' } };
      starts.push(request);
      return { status: 200, body: { queryId: `query-${starts.length}` } };
    case 'GetQueryResults': {
      const cell = (field: string, value: string) => ({ field, value });
      const row = [cell('event_name', 'CreateSubscription'), cell('@ptr', 'x')];
      const results = [[...row, cell('actor', 'mallory')], row, row];
      return { status: 200, body: { status: 'Complete', statistics: { bytesScanned: 5_000 }, results } };
    }
    default:
      throw new Error(operation);
  }
}

beforeAll(async () => {
  [aws, logs] = await Promise.all([
    startLocalAws(),
    startServer((request, response, text) => {
      const operation = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
      const { status, body } = answer(operation, JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    }),
  ]);
  const template = synthesizeStack(assembly, 'LocalLogsQuery', (stack) => {
    new ScheduledQuery(stack, 'Query', {
      ...{ alertTopic: new AlertTopic(stack, 'Alerts'), namedQuery: 'subscriptions', maxRows: 2 },
      logGroup: LogGroup.fromLogGroupName(stack, 'Trail', 'company-trail'),
    });
  });
  worker = await LocalWorker.start(await createStack(aws, template), {
    ...{ aws, environment: { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url } },
    ...{ containers: 1, failedReturnSeconds: 2 },
  });
});

afterAll(async () => {
  await worker?.stop();
  await logs?.stop();
  await aws?.stop();
});

test('the clock asks Logs Insights for the day before, and the first rows become one alert', async () => {
  const at = new Date(Date.now() - 1_000);
  for (let times = 0; times < 2; times++) await strikeSchedules(aws, worker.stack, at);
  const [received, ...others] = await worker.alertsOf(1);
  await worker.untilIdle();
  expect(others).toEqual([]);
  expect(received?.alert).toMatchObject({
    ruleId: 'trailwatch-query-subscriptions',
    details: {
      rows: ['event_name: CreateSubscription, actor: mallory', 'event_name: CreateSubscription'],
      more: ['rows'],
    },
    record: { isComplete: false, scannedBytes: 5_000 },
  });
  const today = Math.floor(at.getTime() / DAY_MS) * (DAY_MS / 1000);
  expect(starts[0]).toMatchObject({
    ...{ logGroupName: 'company-trail', startTime: today - DAY_MS / 1000, endTime: today - 1 },
    queryString: expect.stringContaining('CreateSubscription'),
  });
});

test('a query that Logs Insights does not understand becomes an alert with its words', async () => {
  isMalformed = true;
  await strikeSchedules(aws, worker.stack, new Date(Date.now() - 60_000));
  const received = await worker.alertsOf(2);
  expect(received.map(({ alert }) => alert.summary)).toContainEqual(
    expect.stringContaining('has no result: unexpected symbol x'),
  );
});
