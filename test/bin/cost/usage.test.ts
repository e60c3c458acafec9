import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { folderForEachTest } from '../../test-folder';
import { awsEnvironment } from '../aws-environment';
import { servePlaces } from '../places/serve-places';
import { runTrailwatch } from '../run-trailwatch';
import { METERED } from './metered-template';

const TEMPLATE = {
  Resources: {
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true } },
    ...METERED.Resources,
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
  },
};

const cloudWatch = mockClient(CloudWatchClient);
const environment = { ...process.env };
const folder = folderForEachTest();

beforeEach(() => {
  cloudWatch.reset();
  process.env.AWS_REGION = 'eu-west-1';
});
afterEach(() => {
  process.env = { ...environment };
});

function put(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function usage(...options: readonly string[]) {
  return runTrailwatch(['cost', put('stack.json', TEMPLATE), '--usage', ...options]);
}

/** How many alerts a month the topic's charge is for. */
function publishedIn(stdout: string): number | undefined {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.find(({ logicalId, price }) => logicalId === 'Topic' && price === 'snsPublish')?.quantity;
}

test('asks for the whole days before today, page by page, and takes them for a month', async () => {
  const page = (Values: readonly number[], more = {}) => ({
    MetricDataResults: [
      { Id: 'alerts0', Values: [...Values] },
      { Id: 'records0', Values: [...Values] },
    ],
    ...more,
  });
  cloudWatch
    .on(GetMetricDataCommand)
    .resolvesOnce(page([4, 5], { NextToken: 'more' }))
    .resolvesOnce(page([1]));
  const { status, stdout, stderr } = await usage();
  expect(publishedIn(stdout)).toBeCloseTo(100);
  expect(stderr).toContain("the metrics of 'Processor' are of 3 days");
  expect(status).toBe(0);
  const [first, second] = cloudWatch.commandCalls(GetMetricDataCommand).map(({ args: [{ input }] }) => input);
  expect(first).toMatchObject({
    StartTime: new Date('2026-10-21T00:00:00Z'),
    EndTime: new Date('2026-11-20T00:00:00Z'),
  });
  expect(first?.MetricDataQueries).toContainEqual({
    Id: 'files0',
    MetricStat: {
      Metric: {
        Namespace: 'Trailwatch',
        MetricName: 'Files',
        Dimensions: [{ Name: 'service', Value: 'Processor' }],
      },
      ...{ Period: 86_400, Stat: 'Sum' },
    },
  });
  expect(second?.NextToken).toBe('more');
});

test('goes behind counts that are given', async () => {
  cloudWatch
    .on(GetMetricDataCommand)
    .resolves({ MetricDataResults: [{ Id: 'alerts0', Values: Array(30).fill(1) }] });
  const { stdout } = await usage('--counts', put('counts.json', { alerts: 7 }));
  expect(publishedIn(stdout)).toBeCloseTo(7);
  expect(publishedIn((await usage()).stdout)).toBeCloseTo(30);
});

test('says of a worker without metrics that it has none, and counts nothing', async () => {
  cloudWatch.on(GetMetricDataCommand).resolves({});
  const { status, stderr } = await usage();
  expect(stderr).toContain("CloudWatch has no metrics of 'Processor' of the last 30 days");
  expect(stderr).toMatch(/missing counts: .*alerts/);
  expect(status).toBe(0);
});

test('asks again while CloudWatch is busy', async () => {
  const busy = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  cloudWatch.on(GetMetricDataCommand).rejectsOnce(busy).resolves({});
  expect((await usage()).status).toBe(0);
  cloudWatch.on(GetMetricDataCommand).rejects(busy);
  expect((await usage()).stderr).toMatch(/CloudWatch in the Region of AWS_REGION: no answer after \d+ tries/);
});

test.each([
  ['AccessDenied', 'not allowed', 'access was denied; this requires cloudwatch:GetMetricData'],
  ['Error', 'Region is missing', 'no Region is set; set AWS_REGION, or name it with --region'],
])('ends with one sentence on %s', async (name, message, sentence) => {
  cloudWatch.on(GetMetricDataCommand).rejects(Object.assign(new Error(message), { name }));
  const { status, stdout, stderr } = await usage();
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('refuses a template without workers', async () => {
  const template = put('empty.json', { Resources: { Key: { Type: 'AWS::KMS::Key' } } });
  const { status, stderr } = await runTrailwatch(['cost', template, '--usage']);
  expect(stderr).toContain(
    '--usage reads the metrics of a LogProcessor or RealtimeAlerts; the template has none',
  );
  expect(status).toBe(2);
  expect(cloudWatch.calls()).toEqual([]);
});

describe('with --organization', () => {
  test('fails without --usage, and --role-name without it', async () => {
    const template = put('stack.json', TEMPLATE);
    const { status, stderr } = await runTrailwatch(['cost', template, '--organization']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--organization requires --usage; add it')]);
    expect((await usage('--role-name', 'Audit')).stderr).toContain('--role-name requires --organization');
  });

  test('asks each account of the stacks by its role, and names those that do not answer', async () => {
    const ids = ['111122223333', '222222222222', '333333333333', '444444444444'];
    const stackOf = (id: string) => ({
      type: 'aws:cloudformation:stack',
      environment: `aws://${id}/eu-west-1`,
      properties: { templateFile: `${id}.json` },
    });
    for (const id of ids) put(`${id}.json`, TEMPLATE);
    put('manifest.json', {
      version: '44.0.0',
      artifacts: Object.fromEntries(ids.map((id) => [`Stack${id}`, stackOf(id)])),
    });
    const server = await servePlaces({
      regions: ['eu-west-1'],
      roles: ['arn:aws:iam::222222222222:role/Audit'],
      answer: () => ({
        body: { Accounts: ids.slice(0, 3).map((Id) => ({ Id, Name: Id, Status: 'ACTIVE' })) },
      }),
    });
    Object.assign(process.env, awsEnvironment(server.url));
    const keys: string[] = [];
    cloudWatch.on(GetMetricDataCommand).callsFake(async (_, getClient) => {
      try {
        keys.push((await getClient().config.credentials()).accessKeyId);
      } catch (error) {
        throw Object.assign(new Error((error as Error).message), { name: 'AccessDenied' });
      }
      return { MetricDataResults: [{ Id: 'alerts0', Values: Array(30).fill(1) }] };
    });
    const { status, stdout, stderr } = await runTrailwatch([
      ...['cost', folder, '--usage', '--organization', '--role-name', 'Audit'],
    ]);
    await server.stop();
    expect(keys).toEqual(['AKIAEXAMPLE', 'Audit']);
    expect(publishedIn(stdout)).toBeCloseTo(60);
    expect(stderr).toMatch(/^trailwatch: CloudWatch in eu-west-1 of account 333333333333: .*sts:AssumeRole/m);
    expect(stderr).toMatch(
      /^trailwatch: account 444444444444: it is not an active account of the organization$/m,
    );
    expect(status).toBe(2);
  });
});
