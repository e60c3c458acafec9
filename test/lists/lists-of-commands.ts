import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBucket } from '../../bin/aws/list-bucket';
import { openObjectGetter } from '../../bin/aws/open-object-getter';
import { listPublicKeys } from '../../bin/validate/fetch-public-keys';
import { awsEnvironment } from '../bin/aws-environment';
import { METERED } from '../bin/cost/metered-template';
import { runTrailwatch } from '../bin/run-trailwatch';
import type { Answer } from './answering';
import type { List, Lists } from './list';

const ACCOUNT = '111122223333';
const ID = '0a1b2c3d-0000-4000-8000-00000000000';
const STORE = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:eventdatastore/${ID}0`;
const REGIONS = ['--region', 'eu-west-1'];
const TRAIL = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/main`;

/** Runs a command that reads a list. Fails with what it says on standard error, which has to be sentences for users. */
export async function run(argv: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runTrailwatch(argv);
  if (status < 2) return stdout;
  expect(status).toBe(2);
  expect(stderr).not.toMatch(/internal error|\n {4}at /);
  throw new Error(stderr);
}

/** A list of a command that prints a line of JSON for each item. */
function lines(argv: readonly string[], nameOf: (row: Record<string, string>) => unknown): List['read'] {
  return async () => {
    const text = await run(argv);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => nameOf(JSON.parse(line)));
  };
}

function put(content: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lists-')), 'input.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const arnOf = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const CALL = {
  ...{ eventVersion: '1.11', eventID: 'e', eventSource: 'iam.amazonaws.com', eventName: 'GetUser' },
  ...{ eventTime: '2026-11-19T14:00:00Z', awsRegion: 'us-east-1', recipientAccountId: ACCOUNT },
  userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: arnOf('1') } } },
};
const toStores = (names: readonly string[]) => ({
  EventDataStores: names.map((name) => ({ Name: name, EventDataStoreArn: `${STORE.slice(0, -1)}${name}` })),
});
const toEvents = (names: readonly string[]) => ({
  Events: names.map((name) => ({
    ...{ EventId: name, EventTime: new Date(`2026-11-20T11:00:0${9 - Number(name)}Z`) },
    CloudTrailEvent: JSON.stringify({ eventID: name, eventTime: '2026-11-20T11:00:00Z' }),
  })),
});

function toListing({ Contents = [], IsTruncated = false, NextContinuationToken }: Answer): string {
  const contents = (Contents as string[]).map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const next =
    NextContinuationToken === undefined
      ? ''
      : `<NextContinuationToken>${NextContinuationToken}</NextContinuationToken>`;
  return `<ListBucketResult><IsTruncated>${IsTruncated}</IsTruncated>${next}${contents}</ListBucketResult>`;
}

/** The lists of `bin`, by the file and the operation, each read by a command where one prints its items. */
export const LISTS_OF_COMMANDS: Lists = {
  'bin/permissions/read-policies.ts GetAccountAuthorizationDetails': {
    read: async () => {
      const text = await run(['permissions', '--all', put({ Records: [CALL] }), '--live']);
      return (JSON.parse(text).principals as { principal: string }[]).map(({ principal }) => principal);
    },
    page: (names) => ({ RoleDetailList: names.map((name) => ({ RoleName: name, Arn: arnOf(name) })) }),
    more: (Marker) => ({ IsTruncated: true, Marker }),
    found: ['1', '2', '3'].map(arnOf),
  },
  'bin/trails/posture/read-trail.ts ListEventDataStores': {
    read: async () => {
      const { stdout, status } = await runTrailwatch(['trails', '--check', ...REGIONS]);
      const rows = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const unknown = rows.find((row) => row.status === 'unknown');
      if (unknown === undefined)
        return rows
          .filter(({ check }) => check === 'store-encryption')
          .map(({ resource }) => resource.at(-1));
      expect(status).toBe(2);
      throw new Error(unknown.found);
    },
    page: toStores,
    others: { GetCallerIdentity: { Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:user/a` } },
  },
  'bin/history/event-pages.ts LookupEvents': {
    read: lines(['history', ...REGIONS], ({ eventID }) => eventID),
    page: toEvents,
  },
  'bin/history/event-pages.ts ListInsightsData': {
    read: lines(['history', '--insights', '--trail', TRAIL, ...REGIONS], ({ eventID }) => eventID),
    page: toEvents,
  },
  'bin/lake/lake-engine.ts GetQueryResults': {
    read: lines(['query', '--lake', STORE, 'SELECT n FROM events'], ({ n }) => n),
    page: (names) => ({ QueryResultRows: names.map((n) => [{ n }]) }),
    others: { StartQuery: { QueryId: 'q' }, DescribeQuery: { QueryStatus: 'FINISHED' } },
  },
  'bin/lake/lake-store.ts ListEventDataStores': {
    read: async () => [JSON.parse(await run(['lake', 'queries', 'list', '3', '--format', 'ndjson'])).id],
    page: toStores,
    others: { ListQueries: { Queries: [{ QueryId: 'q' }] } },
    found: ['q'],
  },
  'bin/commands/lake/lake-queries.ts ListQueries': {
    read: lines(['lake', 'queries', 'list', STORE, '--format', 'ndjson'], ({ id }) => id),
    page: (names) => ({ Queries: names.map((QueryId) => ({ QueryId })) }),
  },
  'bin/commands/lake/lake-imports.ts ListImports': {
    read: lines(['lake', 'imports', 'list', STORE, '--format', 'ndjson'], ({ id }) => id),
    page: (names) => ({ Imports: names.map((ImportId) => ({ ImportId })) }),
  },
  'bin/commands/lake/lake-imports.ts ListImportFailures': {
    read: lines(['lake', 'imports', 'failures', `${ID}0`, '--format', 'ndjson'], ({ location }) => location),
    page: (names) => ({ Failures: names.map((Location) => ({ Location })) }),
  },
  'bin/athena/athena-engine.ts GetQueryResults': {
    read: lines(['query', '--athena', 'audit', 'SELECT n FROM events'], ({ n }) => n),
    page: (names) => ({
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'varchar' }] },
        // the first row of the first page is the head
        Rows: [...(names.length === 0 || names.join() === '1' ? ['n'] : []), ...names].map(
          (VarCharValue) => ({
            Data: [{ VarCharValue }],
          }),
        ),
      },
    }),
    others: {
      StartQueryExecution: { QueryExecutionId: 'q' },
      GetQueryExecution: { QueryExecution: { Status: { State: 'SUCCEEDED' } } },
    },
  },
  'bin/commands/query/query-logs-insights.ts GetQueryResults': {
    read: lines(['query', 'fields n', '--logs-insights', 'group', '--start', '2026-11-19'], ({ n }) => n),
    page: (names) => ({ status: 'Complete', results: names.map((value) => [{ field: 'n', value }]) }),
    more: (nextToken) => ({ nextToken }),
    others: { StartQuery: { queryId: 'q' } },
  },
  'bin/cost/read-usage.ts GetMetricData': {
    read: async () => {
      const text = await run(['cost', put(METERED), '--usage', ...REGIONS]);
      const rows = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      return rows
        .filter(({ logicalId, price }) => logicalId === 'Topic' && price === 'snsPublish')
        .map(({ quantity }) => Math.round(quantity));
    },
    page: (names) => ({
      MetricDataResults: names.map((name) => ({ Id: 'alerts0', Values: [Number(name)] })),
    }),
    // 6 alerts in 3 days
    found: [60],
  },
  'bin/aws/list-bucket.ts ListObjectsV2': {
    read: async (url) => {
      const wait = () => Promise.resolve();
      const getter = await openObjectGetter({ connections: 1 }, { environment: awsEnvironment(url), wait });
      const keys: string[] = [];
      try {
        for await (const key of listBucket({ bucket: 'b', prefix: '' }, { getter, wait })) keys.push(key);
      } finally {
        getter.close();
      }
      return keys;
    },
    page: (names) => ({ Contents: names }),
    more: (token) => ({ IsTruncated: true, NextContinuationToken: token }),
    toBody: toListing,
  },
  'bin/validate/fetch-public-keys.ts ListPublicKeys': {
    read: async (url) => {
      const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
      const props = { settings: { identity }, endpoint: new URL(url), region: 'eu-west-1' };
      const wait = () => Promise.resolve();
      const keys = await listPublicKeys({ ...props, startMs: 0, endMs: 1, wait });
      return keys.map(({ Fingerprint }) => Fingerprint);
    },
    page: (names) => ({ PublicKeyList: names.map((Fingerprint) => ({ Fingerprint })) }),
    toBody: (answer) => JSON.stringify(answer),
  },
};
