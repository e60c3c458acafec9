import type { Stack } from 'aws-cdk-lib';
import { DeliveryTopic, LogArchive, TrailIdentity, TrailKey } from '../../lib/index';
import {
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  resourceOf,
} from '../constructs/synthesize';
import { runTrailwatch } from './run-trailwatch';

const ORGANIZATION_OPTIONS = ['--trail', ORGANIZATION_TRAIL_ARN, '--organization-id', ORGANIZATION];

const GOV_TRAIL = 'arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/audit';

async function statementsOf(...argv: string[]): Promise<Record<string, unknown>[]> {
  const { status, stdout, stderr } = await runTrailwatch(['trails', 'policy', ...argv]);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).Statement;
}

/** What a construct of this library puts into a policy, with the partition that the command line knows. */
function constructed(stack: Stack, type: string, property: string): Record<string, unknown>[] {
  const { Statement } = resourceOf(stack, type).Properties[property];
  return JSON.parse(
    JSON.stringify(Statement).replace(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g,
      '"arn:aws$1"',
    ),
  );
}

function stackOf(build: (stack: Stack) => void): Stack {
  const stack = newStack({ env: { account: MANAGEMENT, region: 'eu-central-1' } });
  build(stack);
  return stack;
}

test('the trails of every account of an organization are not listed', async () => {
  const trail = 'arn:aws:cloudtrail:eu-central-1:*:trail/audit';
  const identity = { trailName: 'audit', homeRegion: 'eu-central-1', organizationId: ORGANIZATION };
  const stack = stackOf((scope) => {
    new TrailKey(scope, 'Key', { trails: [TrailIdentity.members(identity)] });
  });
  const found = await statementsOf('key', '--trail', trail, '--organization-id', ORGANIZATION);
  expect(constructed(stack, 'AWS::KMS::Key', 'KeyPolicy')).toEqual(expect.arrayContaining(found));
  expect(found).toHaveLength(3);
});

test("a bucket's statements are those of LogArchive, for its name and prefix", async () => {
  const found = await statementsOf(
    'bucket',
    'company-logs',
    '--key-prefix',
    'audit',
    ...ORGANIZATION_OPTIONS,
  );
  const stack = stackOf((scope) => {
    new LogArchive(scope, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      bucketName: 'company-logs',
      keyPrefix: 'audit',
    });
  });
  const sids = found.map(({ Sid }) => Sid);
  const policies = Object.values(
    (stack.node.root as import('aws-cdk-lib').App).synth().getStackByName('Stack').template.Resources,
  ) as { Type: string; Properties: { PolicyDocument?: { Statement: { Sid?: string }[] } } }[];
  const own = policies
    .filter(({ Type }) => Type === 'AWS::S3::BucketPolicy')
    .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? []);
  expect(own.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(sids));
  expect(JSON.stringify(found)).toContain(`arn:aws:s3:::company-logs/audit/AWSLogs/${ORGANIZATION}/*`);
  expect(JSON.stringify(found)).toContain(`"aws:SourceArn":"${ORGANIZATION_TRAIL_ARN}"`);
});

test("a topic's statement is that of DeliveryTopic", async () => {
  const topicArn = 'arn:aws:sns:eu-central-1:999988887777:company';
  const [statement] = await statementsOf('topic', topicArn, ...ORGANIZATION_OPTIONS);
  const stack = stackOf((scope) => void new DeliveryTopic(scope, 'Topic', { trails: [ORGANIZATION_TRAIL] }));
  const own = constructed(stack, 'AWS::SNS::TopicPolicy', 'PolicyDocument').find(
    ({ Sid }) => Sid === statement?.Sid,
  );
  expect({ ...statement, Resource: undefined }).toEqual({ ...own, Resource: undefined });
  expect(statement?.Resource).toBe(topicArn);
});

test("a key's statements name each trail", async () => {
  const other = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: 'eu-west-1',
    ownerAccount: '111122223333',
  });
  const text = JSON.stringify(
    await statementsOf('key', '--trail', ORGANIZATION_TRAIL_ARN, '--trail', other.trailArn),
  );
  expect(text).toContain(ORGANIZATION_TRAIL_ARN);
  expect(text).toContain(other.trailArn);
  expect(text).toContain('kms:GenerateDataKey');
});

test.each([
  ['aws', 'eu-west-1', 'amazonaws.com'],
  ['aws-us-gov', 'us-gov-west-1', 'amazonaws.com'],
  ['aws-cn', 'cn-north-1', 'amazonaws.com.cn'],
  ['aws-eusc', 'eusc-de-east-1', 'amazonaws.eu'],
  ['aws-iso', 'us-iso-east-1', 'c2s.ic.gov'],
  ['aws-iso-b', 'us-isob-east-1', 'sc2s.sgov.gov'],
  ['aws-iso-e', 'eu-isoe-west-1', 'cloud.adc-e.uk'],
  ['aws-iso-f', 'us-isof-south-1', 'csp.hci.ic.gov'],
])('a reader in %s decrypts through S3 as it is called there', async (partition, region, suffix) => {
  const statements = await statementsOf(
    ...['key', '--trail', `arn:${partition}:cloudtrail:${region}:111122223333:trail/audit`],
    ...['--reader', `arn:${partition}:iam::444455556666:role/Audit`],
  );
  expect(statements.at(-1)?.Condition).toMatchObject({
    StringLike: { 'kms:ViaService': `s3.*.${suffix}` },
  });
});

test.each<readonly [argv: string[], message: string]>([
  [
    ['bucket', 'Company_Logs', '--trail', ORGANIZATION_TRAIL_ARN],
    "'Company_Logs' is not a valid bucket name",
  ],
  ...[
    ['bucket', 'company-logs', '--trail', GOV_TRAIL, '--reader', 'arn:aws:iam::111122223333:role/Audit'],
    ['key', '--trail', GOV_TRAIL, '--reader', 'arn:aws:iam::111122223333:role/Audit'],
    ['key', '--trail', GOV_TRAIL, '--trail', ORGANIZATION_TRAIL_ARN],
    ['topic', 'arn:aws:sns:eu-west-1:111122223333:logs', '--trail', GOV_TRAIL],
    ['key', '--trail', GOV_TRAIL.replace('aws-us-gov', 'aws')],
  ].map((argv): [string[], string] => [argv, "is not of the partition 'aws-us-gov'"]),
  [
    [
      'bucket',
      'company-logs',
      ...ORGANIZATION_OPTIONS,
      '--trail',
      'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit',
    ],
    "--organization-id is for trails of one management account, and the trails are of '999988887777' and '111122223333'",
  ],
  [['bucket', 'company-logs'], 'name each trail that delivers there: --trail ARN'],
  [
    ['key', '--trail', ORGANIZATION_TRAIL_ARN.replace(MANAGEMENT, '*')],
    'is of every account; name their organization with --organization-id, or each account in an ARN',
  ],
  [['key', '--trail', 'audit'], "--trail 'audit' is not the ARN of a trail"],
  [['topic', 'company', '--trail', ORGANIZATION_TRAIL_ARN], "'company' is not the ARN of a topic"],
  [
    ['key', '--trail', ORGANIZATION_TRAIL_ARN, '--organization-id', 'mine'],
    "'mine' is not a valid organization id",
  ],
])('fails on %j', async (argv, message) => {
  const { status, stderr } = await runTrailwatch(['trails', 'policy', ...argv]);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
