import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTrailwatch } from '../run-trailwatch';

type Values = Readonly<Record<string, unknown>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-terraform-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEAD = { format_version: '1.2', terraform_version: '1.9.0' };
const TRAIL_ARN = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
const VERSIONING = { versioning_configuration: [{ status: 'Enabled' }] };

function resource(address: string, values: Values): Values {
  return { ...{ address, mode: 'managed', type: address.split('.').at(-2) }, values };
}

/** What the review says of each resource: its settings by their names. */
async function settingsOf(document: Values) {
  const file = join(folder, 'terraform.json');
  writeFileSync(file, JSON.stringify(document));
  const { stdout, stderr } = await runTrailwatch(['review', file, '--format', 'json']);
  expect(stderr).not.toContain('trailwatch:');
  const { state, unknowns } = JSON.parse(stdout);
  return {
    unknowns,
    protection: new Map<string, Values>(
      state.protection.map(({ resource: path, settings }: Values) => [path, settings]),
    ),
  };
}

/** A plan that creates resources: what it does not know of each, and what each refers to. */
function plan(
  resources: readonly {
    readonly address: string;
    readonly values: Values;
    readonly unknown: Values;
    readonly references?: Readonly<Record<string, readonly string[]>>;
  }[],
): Values {
  return {
    ...HEAD,
    planned_values: {
      root_module: { resources: resources.map(({ address, values }) => resource(address, values)) },
    },
    resource_changes: resources.map(({ address, unknown }) => ({
      address,
      change: { actions: ['create'], after_unknown: unknown },
    })),
    configuration: {
      root_module: {
        resources: resources.map(({ address, references = {} }) => ({
          address,
          expressions: Object.fromEntries(
            Object.entries(references).map(([name, all]) => [name, { references: all }]),
          ),
        })),
      },
    },
  };
}

const BUCKET = { values: { bucket_prefix: 'logs-' }, unknown: { bucket: true, arn: true, id: true } };

it('a bucket, whose ARN has no account, is where all else of a state is, with its settings', async () => {
  const { protection, unknowns } = await settingsOf({
    ...HEAD,
    values: {
      root_module: {
        resources: [
          resource('aws_cloudtrail.audit', { name: 'audit', arn: TRAIL_ARN, s3_bucket_name: 'logs' }),
          resource('aws_s3_bucket.logs', { bucket: 'logs', arn: 'arn:aws:s3:::logs', region: 'eu-west-1' }),
          resource('aws_vpc.main', {}),
        ],
        child_modules: [
          {
            resources: [
              resource('module.a.aws_s3_bucket_versioning.logs', { bucket: 'logs', ...VERSIONING }),
            ],
          },
        ],
      },
    },
  });
  expect(protection.get('terraform/111122223333/eu-west-1/aws_s3_bucket.logs')).toMatchObject({
    'integrity: versioning': 'on',
  });
  expect(unknowns).toEqual([
    expect.stringMatching(/terraform\.json: 1 resources of types that are not read$/),
  ]);
});

it('what a plan does not know is a reference, and not absent', async () => {
  const { protection } = await settingsOf(
    plan([
      { address: 'aws_s3_bucket.logs', ...BUCKET },
      {
        address: 'aws_cloudtrail.audit',
        values: { name: 'audit' },
        unknown: { arn: true, s3_bucket_name: true, kms_key_id: true, sns_topic_name: true },
        references: {
          s3_bucket_name: ['aws_s3_bucket.logs.id', 'aws_s3_bucket.logs'],
          kms_key_id: ['aws_kms_key.logs.arn', 'aws_kms_key.logs'],
          sns_topic_name: ['var.topic'],
        },
      },
    ]),
  );
  expect(protection.get('terraform/aws_cloudtrail.audit')).toMatchObject({
    'encryption: key of log files': expect.stringContaining('aws_kms_key.logs.Arn'),
    'delivery: bucket': expect.stringContaining('aws_s3_bucket.logs'),
    'delivery: topic of deliveries': expect.stringContaining('known after apply'),
  });
});

it('settings of buckets that a plan creates are those of the bucket that they refer to', async () => {
  const { protection } = await settingsOf(
    plan([
      { address: 'aws_s3_bucket.logs', ...BUCKET },
      { address: 'aws_s3_bucket.other', ...BUCKET },
      {
        address: 'aws_s3_bucket_versioning.other',
        values: VERSIONING,
        unknown: { bucket: true, versioning_configuration: [{ mfa_delete: true }] },
        references: { bucket: ['aws_s3_bucket.other.id', 'aws_s3_bucket.other'] },
      },
      {
        address: 'aws_cloudtrail.audit',
        values: { name: 'audit' },
        unknown: { s3_bucket_name: true },
        references: { s3_bucket_name: ['aws_s3_bucket.logs.bucket', 'aws_s3_bucket.logs'] },
      },
    ]),
  );
  const versioningOf = (name: string) => protection.get(`terraform/${name}`)?.['integrity: versioning'];
  expect(versioningOf('aws_s3_bucket.logs')).toBe('off');
  expect(versioningOf('aws_s3_bucket.other')).toBe('on');
});
