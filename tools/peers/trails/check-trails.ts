import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../../../test/bin/run-trailwatch';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';

/** The account of requests that name none. */
const ACCOUNT = '123456789012';
const HOME = 'us-east-1';
const OTHER = 'eu-west-1';

/** `trailwatch trails` in the emulator: a trail of all Regions that logs, and one of a single Region that was never started. */
export async function checkTrails(command: string, outcome: Outcome): Promise<void> {
  await withEmulator(command, async (server) => {
    const { cloudTrail, s3 } = server.at({ accountId: ACCOUNT, region: HOME });
    await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
    const S3BucketName = 'logs';
    await cloudTrail.send(
      new CreateTrailCommand({ Name: 'everywhere', S3BucketName, IsMultiRegionTrail: true }),
    );
    await cloudTrail.send(new CreateTrailCommand({ Name: 'stopped', S3BucketName }));
    await cloudTrail.send(new StartLoggingCommand({ Name: 'everywhere' }));
    const before = { ...process.env };
    const environment = {
      ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: HOME },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    };
    Object.assign(process.env, environment);
    try {
      const { stdout, stderr } = await runTrailwatch(['trails', '--region', HOME, '--region', OTHER]);
      const rows = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as JsonObject);
      const found = JSON.stringify(rows.map(summaryOf));
      outcome.check(found === WANTED, 'trailwatch trails: the trails of the emulator in two Regions', [
        found,
        stderr,
      ]);
      const judged = await runTrailwatch(['trails', '--check', '--region', HOME], { environment });
      const failed = JSON.stringify(failedOf(judged.stdout));
      outcome.check(failed === FAILED, 'trailwatch trails --check: what the emulator has and lacks', [
        failed,
        judged.stderr,
      ]);
    } finally {
      process.env = before;
    }
  });
}

function summaryOf({ region, trail, findings }: JsonObject): readonly unknown[] {
  const kinds = (findings as readonly JsonObject[]).map(({ kind }) => kind);
  return [region, (trail as JsonObject | undefined)?.name, kinds];
}

const WANTED = JSON.stringify([
  [OTHER, 'everywhere', []],
  [HOME, 'everywhere', []],
  [HOME, 'stopped', ['not-logging']],
]);

/** What did not pass: the resource by the last part of its name, the check, and whether it is known. */
function failedOf(stdout: string): readonly unknown[] {
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  return rows
    .filter(({ status }) => status !== 'pass')
    .map(({ resource = '', check, status }) => [resource.split(/[/:]/).at(-1), check, status]);
}

const OF_TRAILS = ['log-file-validation', 'log-file-encryption', 'cloudwatch-logs', 'insights', 'trail-tags'];
const OF_BUCKETS = [
  'public-access-block',
  'access-logging',
  'tls',
  'versioning',
  'object-lock',
  'customer-keys',
  'mfa-delete',
  'lifecycle',
];

const FAILED = JSON.stringify([
  [ACCOUNT, 's3-write-events', 'fail'],
  [ACCOUNT, 's3-read-events', 'fail'],
  // The emulator has no event data stores.
  [ACCOUNT, 'stores-listed', 'unknown'],
  ...OF_TRAILS.map((check) => ['everywhere', check, 'fail']),
  ...['logging', ...OF_TRAILS].map((check) => ['stopped', check, 'fail']),
  ...OF_BUCKETS.map((check) => ['logs', `bucket-${check}`, 'fail']),
]);
