import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../../bin/run-trailwatch';
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
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: HOME },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    });
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
