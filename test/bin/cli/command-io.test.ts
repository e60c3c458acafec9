import { writeFileSync } from 'node:fs';
import { sampleAlert } from '../../core/alert/sample-alert';
import { runTrailwatch } from '../run-trailwatch';
import { at, useScanFolder } from '../scan-folder';

useScanFolder();

const environment = { ...process.env };
/** No service listens there. */
const AWS_ENDPOINT_URL = 'http://127.0.0.1:9';
const SETTINGS = {
  AWS_ENDPOINT_URL,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true',
};

beforeEach(() => {
  Object.assign(process.env, SETTINGS);
  writeFileSync(at('alert.json'), JSON.stringify(sampleAlert()));
});

afterEach(() => {
  process.env = { ...environment };
});

const MACHINE = ['--state-machine', 'arn:aws:states:eu-west-1:111122223333:stateMachine:search'];
const PATH = ['--path', 'arn:aws:ssm:eu-west-1:111122223333:parameter/trailwatch/Processor/silences/medium'];
const QUERY = 'SELECT event_name FROM events';
const ID = '5d8f2a1c-0000-4000-8000-0123456789ab';

/** Commands that call AWS, and the first request of each. */
const CALLS: readonly (readonly [argv: readonly string[], operation: string])[] = [
  [['scan', 's3://bucket/x.json.gz'], 's3:'],
  [['scan', 's3://bucket/AWSLogs/'], 's3:ListBucket'],
  [['validate', 's3://bucket/AWSLogs/'], 's3:'],
  [['lake', 'results', 'verify', 's3://bucket/results/'], 's3:'],
  [['trails', '--region', 'eu-west-1'], 'cloudtrail:DescribeTrails'],
  [['trails'], 'account:ListRegions'],
  [['trails', '--check', '--region', 'eu-west-1', '--format', 'ndjson'], 'sts:GetCallerIdentity'],
  [['history', '--region', 'eu-west-1', '--region', 'eu-west-2'], 'cloudtrail:LookupEvents'],
  [['silence', '--list', ...PATH], 'ssm:GetParametersByPath'],
  [['silence', '--end', 'x', ...PATH], 'sts:GetCallerIdentity'],
  [['rules', 'trial', '--table', 'arn:aws:dynamodb:eu-west-1:111122223333:table/claims'], 'dynamodb:Query'],
  [['archive', 'search', 'status', 'search', ...MACHINE], 'states:DescribeExecution'],
  [['archive', 'search', 'results', 'search', ...MACHINE], 'states:Describe'],
  [['lake', 'queries', 'list', 'audit'], 'cloudtrail:ListEventDataStores'],
  [['lake', 'queries', 'status', ID], 'cloudtrail:DescribeQuery'],
  [['lake', 'imports', 'status', ID], 'cloudtrail:GetImport'],
  [['query', QUERY, '--lake', ID], 'cloudtrail:StartQuery'],
  [['query', QUERY, '--athena', 'audit'], 'athena:'],
  [['query', 'fields @message', '--logs-insights', 'audit', '--start', '2026-11-19'], 'logs:'],
  [['permissions', '--all', '--history', '--region', 'eu-west-1'], 'cloudtrail:LookupEvents'],
];

test.each(CALLS)(
  '%j says once that it waits for a service that cannot be reached, and for how long',
  async (argv, operation) => {
    const { status, stdout, stderr } = await runTrailwatch(argv, { isWaitLong: true, environment: SETTINGS });
    expect([status, stdout.includes('waiting')]).toEqual([2, false]);
    const [first = '', ...others] = stderr.split('\n');
    expect(first).toMatch(
      new RegExp(
        `^trailwatch: note: waiting for an answer to ${operation}\\w* \\(connect ECONNREFUSED 127.0.0.1:9\\): \\d more tries, with pauses of \\d\\d seconds at most in all$`,
      ),
    );
    expect(others.join('\n')).not.toContain('waiting for an answer');
  },
);

test('--quiet leaves the note out, and so does an answer within seconds', async () => {
  const argv = ['lake', 'queries', 'status', ID];
  const quiet = await runTrailwatch([...argv, '--quiet'], { isWaitLong: true, environment: SETTINGS });
  const quick = await runTrailwatch(argv, { environment: SETTINGS });
  expect(quiet.stderr).toMatch(/^trailwatch: CloudTrail Lake: no answer after 10 tries.*\n$/);
  expect(quick.stderr).toBe(quiet.stderr);
});
