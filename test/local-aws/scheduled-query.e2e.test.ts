import { AlertTopic, LogArchive, LogTable, ScheduledQuery } from '../../lib/index';
import { type LocalServer, startServer } from '../local-server';
import { folderForAllTests } from '../test-folder';
import { createStack } from './create-stack';
import { LocalWorker } from './local-worker';
import { type LocalAws, startLocalAws } from './start-local-aws';
import { strikeSchedules } from './strike-schedules';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

interface Start {
  readonly WorkGroup: string;
  readonly QueryString: string;
  readonly ClientRequestToken: string;
}

let aws: LocalAws;
let athena: LocalServer;
let worker: LocalWorker;
const assembly = folderForAllTests();
const asked: string[] = [];
const starts: Start[] = [];

const CELLS = ['CreateSubscription', 'mallory'];

/** Athena, as far as one query goes: it is complete at once, with as many rows as are asked for. */
function answer(operation: string, request: Record<string, unknown>): unknown {
  const toRow = (cells: readonly string[]) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) });
  const columns = ['event_name', 'actor'];
  switch (operation) {
    case 'StartQueryExecution':
      starts.push(request as unknown as Start);
      return { QueryExecutionId: request.ClientRequestToken };
    case 'GetQueryExecution': {
      const start = starts.find((one) => one.ClientRequestToken === request.QueryExecutionId);
      return {
        QueryExecution: {
          ...{ WorkGroup: start?.WorkGroup, Query: start?.QueryString, Status: { State: 'SUCCEEDED' } },
          ResultConfiguration: { OutputLocation: 's3://results/scheduled/subscriptions/id.csv' },
          Statistics: { DataScannedInBytes: 10_000_000 },
        },
      };
    }
    case 'GetQueryResults':
      return {
        ResultSet: {
          Rows: [columns, ...Array.from({ length: Number(request.MaxResults) - 1 }, () => CELLS)].map(toRow),
          ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ Name, Type: 'varchar' })) },
        },
      };
    default:
      throw new Error(operation);
  }
}

beforeAll(async () => {
  [aws, athena] = await Promise.all([
    startLocalAws(),
    startServer((request, response, text) => {
      const operation = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
      asked.push(operation);
      const body = JSON.stringify(answer(operation, JSON.parse(text)));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    }),
  ]);
  const template = synthesizeStack(assembly, 'LocalQuery', (stack) => {
    const archive = new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] });
    const table = new LogTable(stack, 'Table', {
      ...{ archive, firstDay: '2026-01-01', name: 'logs', savedQueries: [] },
    });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    new ScheduledQuery(stack, 'Query', { table, alertTopic, namedQuery: 'subscriptions', maxRows: 2 });
  });
  worker = await LocalWorker.start(await createStack(aws, template), {
    ...{ aws, environment: { AWS_ENDPOINT_URL_ATHENA: athena.url } },
    ...{ containers: 1, failedReturnSeconds: 2 },
  });
});

afterAll(async () => {
  await worker?.stop();
  await athena?.stop();
  await aws?.stop();
});

test('the clock starts the query once in its workgroup, and its rows become one alert by mail and as a document', async () => {
  const at = new Date(Date.now() - 1_000);
  for (let times = 0; times < 2; times++) await strikeSchedules(aws, worker.stack, at);
  const [received, ...others] = await worker.alertsOf(1);
  await worker.untilIdle();
  expect(others).toEqual([]);
  expect(received).toMatchObject({
    subject: expect.stringContaining('[MEDIUM] Scheduled query:'),
    attributes: { rule: 'trailwatch-query-subscriptions' },
    alert: {
      details: {
        rows: ['event_name: CreateSubscription, actor: mallory', expect.anything()],
        more: ['rows'],
      },
      record: { isComplete: false, results: 's3://results/scheduled/subscriptions/id.csv' },
    },
  });
  expect(new Set(starts.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
  expect(starts[0]).toMatchObject({
    WorkGroup: 'logs_subscriptions',
    QueryString: expect.stringMatching(
      /FROM \(SELECT \* FROM "logs"."cloudtrail_logs" WHERE "timestamp" >= '\d{4}\/\d\d\/\d\d' AND "timestamp" < '\d{4}\/\d\d\/\d\d'\)/,
    ),
  });
  expect(new Set(asked)).toEqual(new Set(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults']));
});
