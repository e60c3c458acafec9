import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScannedResource } from '../../documents/scanner-controls';
import type { PlaceRequest } from '../places/serve-places';
import { synthesizeAdopted, temporaryFolders } from './adopted-app';
import { ACCOUNT, BUCKET, KEY_ARN, LIVE, type LiveAnswers, serveLive, TRAIL, trailsOn } from './live-account';

const temporaryFolder = temporaryFolders();
const MANAGEMENT = '999988887777';
const ORGANIZATION = 'o-exampleorgid';
const OF_STACK = { Key: 'aws:cloudformation:stack-name', Value: 'company-trail' };

/** The account of the log archive, where a trail of another account delivers to a bucket with a name of its landing zone. */
function organizationTrail(name: string, bucket: string, prefix: string): LiveAnswers {
  const described = {
    ...{
      ...TRAIL.described,
      Name: name,
      TrailARN: `arn:aws:cloudtrail:eu-west-1:${MANAGEMENT}:trail/${name}`,
    },
    ...{ IsOrganizationTrail: true, S3BucketName: bucket, S3KeyPrefix: prefix, KmsKeyId: KEY_ARN },
    CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${MANAGEMENT}:log-group:aws-controltower/CloudTrailLogs:*`,
  };
  return { ...LIVE, stores: [], trails: [{ ...TRAIL, described }], buckets: { [bucket]: BUCKET } };
}

const CONTROL_TOWER = organizationTrail(
  'aws-controltower-BaselineCloudTrail',
  `aws-controltower-logs-${ACCOUNT}-eu-west-1`,
  ORGANIZATION,
);

async function adopt(live: LiveAnswers, isMember = true) {
  const folder = join(temporaryFolder(), 'app');
  const { answer } = serveLive(live);
  const withOrganization = (request: PlaceRequest) => {
    if (request.operation !== 'DescribeOrganization') return answer(request);
    return isMember
      ? { body: { Organization: { Id: ORGANIZATION } } }
      : { code: 'AWSOrganizationsNotInUseException' };
  };
  const options = ['--adopt', folder, '--region', 'eu-west-1'];
  const outcome = await trailsOn(live, options, { places: { answer: withOrganization } });
  return { folder, outcome };
}

/** The templates of `trailwatch.ts`, and the buckets whose files its rules wait for. */
function besideIn(folder: string) {
  const templates = synthesizeAdopted(folder, join(folder, 'cdk.out'), 'trailwatch.ts');
  const resources = Object.values(templates).flatMap((stack): readonly ScannedResource[] =>
    Object.values(stack),
  );
  return { names: Object.keys(templates), resources, text: JSON.stringify(resources) };
}

/** Nothing of the owner is in an app beside its trail. */
const OF_OWNER = /^AWS::(CloudTrail|S3)::/;

describe('trailwatch trails --adopt, of a trail that stays with its owner', () => {
  it('writes Trailwatch beside the trail of Control Tower, and maps nothing of it', async () => {
    const { folder, outcome } = await adopt(CONTROL_TOWER);
    expect(outcome.stdout).toContain("npx cdk deploy --app 'npx tsx trailwatch.ts' --all\n");
    expect(outcome.stderr).toContain(
      'BaselineCloudTrail is left out: AWS Control Tower owns and protects it',
    );
    expect(outcome.status).toBe(0);
    expect(readFileSync(join(folder, 'trailwatch.ts'), 'utf8')).toContain('LandingZone.controlTower({');
    const { names, resources, text } = besideIn(folder);
    expect(names).toEqual(['Trailwatch-AwsControltowerBaselineCloudTrail']);
    expect(resources.filter(({ Type }) => OF_OWNER.test(Type))).toEqual([]);
    expect(text).toContain(`aws-controltower-logs-${ACCOUNT}-eu-west-1`);
    expect(text).toContain(`${ORGANIZATION}/AWSLogs/${ORGANIZATION}/`);
    expect(text).toContain(KEY_ARN);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(
      '## Trails that stay with their owners',
    );
  });

  it.each([
    {
      name: 'of the Landing Zone Accelerator',
      live: organizationTrail(
        'Company-Organizations-CloudTrail',
        `company-central-logs-${ACCOUNT}-eu-west-1`,
        'cloudtrail-organization',
      ),
      call: 'LandingZone.accelerator({',
      prefix: `cloudtrail-organization/AWSLogs/${ORGANIZATION}/`,
    },
    {
      name: 'of another landing zone',
      live: organizationTrail('everyone', 'everyones-logs', 'audit'),
      call: 'TrailIdentity.organization({',
      prefix: `audit/AWSLogs/${ORGANIZATION}/`,
    },
    {
      name: 'of the account',
      live: { ...LIVE, stores: [] },
      call: 'TrailIdentity.account({',
      prefix: `AWSLogs/${ACCOUNT}/`,
    },
  ])('writes Trailwatch beside a trail $name that a stack has', async ({ live, call, prefix }) => {
    const trails = live.trails.map((trail) => ({
      ...{ ...trail, tags: [OF_STACK] },
      // A stack of the account that was read.
      described: JSON.parse(JSON.stringify(trail.described).replaceAll(MANAGEMENT, ACCOUNT)),
    }));
    const { folder } = await adopt({ ...live, trails });
    expect(readFileSync(join(folder, 'trailwatch.ts'), 'utf8')).toContain(call);
    const { resources, text } = besideIn(folder);
    expect(resources.filter(({ Type }) => OF_OWNER.test(Type))).toEqual([]);
    expect(text).toContain(prefix);
  });

  it.each([
    { account: MANAGEMENT, call: 'LandingZone.controlTower({' },
    // A delegated administrator of CloudTrail has the log group.
    { account: ACCOUNT, call: 'TrailIdentity.organization({' },
  ])(
    'refers to the log group in account $account, on which alarms can be added',
    async ({ account, call }) => {
      const CloudWatchLogsLogGroupArn = `arn:aws:logs:eu-west-1:${account}:log-group:landing-zone/Trail:*`;
      const trails = CONTROL_TOWER.trails.map((trail) => ({
        ...{ ...trail, described: { ...trail.described, CloudWatchLogsLogGroupArn } },
      }));
      const { folder } = await adopt({ ...CONTROL_TOWER, trails });
      const file = join(folder, 'trailwatch.ts');
      const app = readFileSync(file, 'utf8');
      expect(app).toContain(call);
      expect(besideIn(folder).resources.filter(({ Type }) => OF_OWNER.test(Type))).toEqual([]);
      const alarms = `trailScope: new Stack(app, 'Alarms', { env: { account: '${account}', region: 'eu-west-1' } }), alarms: AlarmSet.quiet(),`;
      const added = app.replace('import { AuditTrail', 'import { AlarmSet, AuditTrail');
      writeFileSync(file, added.replace("'Trailwatch', { ", `'Trailwatch', { ${alarms} `));
      const filters = besideIn(folder).resources.filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
      expect(new Set(filters.map(({ Properties }) => Properties?.LogGroupName))).toEqual(
        new Set(['landing-zone/Trail']),
      );
    },
  );

  it('says why a trail of an organization is not referred to, if the organization is not known', async () => {
    const { folder, outcome } = await adopt(CONTROL_TOWER, false);
    expect(outcome.stderr).toContain(
      `trailwatch.ts is without arn:aws:cloudtrail:eu-west-1:${MANAGEMENT}:trail/aws-controltower-BaselineCloudTrail: `,
    );
    expect(outcome.status).toBe(2);
    expect(existsSync(join(folder, 'trailwatch.ts'))).toBe(false);
  });

  it('writes no such app where every trail is imported', async () => {
    const { folder, outcome } = await adopt(LIVE);
    expect(outcome.stdout).not.toContain('trailwatch.ts');
    expect(existsSync(join(folder, 'trailwatch.ts'))).toBe(false);
  });
});
