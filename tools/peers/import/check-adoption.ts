import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AddTagsCommand, CreateTrailCommand, PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import { PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateAliasCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import {
  PutBucketLifecycleConfigurationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { runTrailwatch } from '../../../test/bin/run-trailwatch';
import { synthesizeAdopted } from '../../../test/bin/trails/adopted-app';
import { compareProperties } from '../emulator/compare-properties';
import { type Emulator, withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import type { ImportCheck } from './check-import';
import { createEstate } from './create-estate';
import { isThere, readAll, readUploaded } from './emulated-resources';
import type { ResourceToImport } from './import-problems';
import { startImportServer } from './import-server';
import { ImportedStack } from './imported-stack';
import { readIdentifiers } from './registry-schemas';

/** The account of requests that name none, such as those of the command line. */
const PLACE = { accountId: '123456789012', region: 'eu-west-1' };
const STACK = `AdoptedTrails-${PLACE.accountId}-${PLACE.region}`;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: PLACE.region };
const CDK = join(__dirname, '../../../node_modules/.bin/cdk');

/**
 * `trailwatch trails --adopt` on an account in the emulator, and the CDK's command line with what it writes: the change set is judged by
 * the rules of CloudFormation and the identifiers of its registry, and every property of the template by what the emulator answers.
 */
export async function checkAdoption({ command, folder, outcome }: ImportCheck): Promise<void> {
  const identifiersOf = await readIdentifiers(command('python'));
  await withEmulator(command('moto_server'), async (server) => {
    const aws = server.at(PLACE);
    await createAdopted(aws);
    const { stderr } = await adopt(server.endpoint, folder);
    // The emulator has no event data stores, which is said, and everything else is in the app.
    const isWritten = /^trailwatch: eu-west-1: [^\n]+\nstacks=1 resources=7 left-out=0 /.test(stderr);
    outcome.check(isWritten, 'trails --adopt: an app of an account in the emulator', [stderr]);
    const template = synthesizeAdopted(folder, join(folder, 'cdk.out'))[STACK] ?? {};
    const mapping = JSON.parse(readFileSync(join(folder, 'import', `${STACK}.json`), 'utf8'));
    const taken = Object.entries(template).map(([logicalId, { Type: type }]): ResourceToImport => {
      return { logicalId, type, identifier: mapping[logicalId] };
    });
    await checkProperties(aws, { taken, template, outcome });
    const before = await readAll(aws, taken);
    const stack = new ImportedStack({
      stackName: STACK,
      stackId: `arn:aws:cloudformation:eu-west-1:${PLACE.accountId}:stack/${STACK}/1`,
      identifiersOf,
      isThere: (one) => isThere(aws, one),
      readTemplate: (url) => readUploaded(aws, url),
    });
    const gateway = await startImportServer(server.endpoint, stack);
    try {
      await importAdopted(gateway.endpoint, folder);
    } finally {
      await gateway.stop();
    }
    const [changes] = stack.executed;
    const isWhole = changes?.kind === 'IMPORT' && isDeepStrictEqual(changes.imports, taken);
    outcome.check(
      isWhole && changes.problems.length === 0 && stack.executed.length === 1,
      'trails --adopt: cdk import takes every resource by its mapping, in one change set that CloudFormation accepts',
      [JSON.stringify(changes)],
    );
    const same = isDeepStrictEqual(await readAll(aws, taken), before);
    outcome.check(same && before.length > 0, 'trails --adopt: what is imported is as it was');
    const types = [...new Set(taken.map(({ type }) => type))].sort();
    outcome.check(isDeepStrictEqual(types, TYPES), 'trails --adopt: each type that the emulator has', types);
  });
}

/** All but event data stores. */
const TYPES = [
  'AWS::CloudTrail::Trail',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
];

/** The estate of a console with settings of its own, and a second trail that uses the key and the log group. */
async function createAdopted(aws: Emulator): Promise<void> {
  const { cloudTrail, kms, logs, s3 } = aws;
  const { accountId, region } = PLACE;
  const TargetKeyId = await createEstate(aws);
  const Bucket = 'company-logs';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/company-trail', TargetKeyId }));
  await kms.send(new EnableKeyRotationCommand({ KeyId: TargetKeyId }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: 'company-trail', retentionInDays: 400 }));
  const { TrailARN = '' } = await cloudTrail.send(
    new CreateTrailCommand({
      ...{ Name: 'audit', S3BucketName: Bucket, S3KeyPrefix: 'audit', IsMultiRegionTrail: true },
      KmsKeyId: `arn:aws:kms:${region}:${accountId}:key/${TargetKeyId}`,
      CloudWatchLogsLogGroupArn: `arn:aws:logs:${region}:${accountId}:log-group:company-trail:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${accountId}:role/delivery`,
      EnableLogFileValidation: true,
    }),
  );
  await cloudTrail.send(
    new AddTagsCommand({ ResourceId: TrailARN, TagsList: [{ Key: 'owner', Value: 'security' }] }),
  );
  const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
  await cloudTrail.send(
    new PutEventSelectorsCommand({ TrailName: 'audit', AdvancedEventSelectors: [{ FieldSelectors }] }),
  );
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
    }),
  );
  await s3.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'owner', Value: 'security' }] } }),
  );
  const rule = {
    ID: 'old',
    Status: 'Enabled',
    Filter: { Prefix: 'AWSLogs/' },
    Expiration: { Days: 2555 },
  } as const;
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }),
  );
}

async function adopt(AWS_ENDPOINT_URL: string, folder: string) {
  const before = { ...process.env };
  const environment = { ...CREDENTIALS, AWS_ENDPOINT_URL };
  Object.assign(process.env, environment);
  try {
    return await runTrailwatch(['trails', '--adopt', folder, '--region', PLACE.region], { environment });
  } finally {
    process.env = before;
  }
}

async function importAdopted(AWS_ENDPOINT_URL: string, folder: string): Promise<void> {
  const env = { ...process.env, ...CREDENTIALS, AWS_ENDPOINT_URL };
  const mapping = join(folder, 'import', `${STACK}.json`);
  const options = ['--app', join(folder, 'cdk.out'), '--resource-mapping', mapping, '--no-notices'];
  await mustRun(CDK, ['import', STACK, ...options], { env });
}

interface Taken {
  readonly taken: readonly ResourceToImport[];
  readonly template: ReturnType<typeof synthesizeAdopted>[string];
  readonly outcome: Outcome;
}

/** What the readers of the emulator's resources do not ask for, or name in another way. */
const NOT_ASKED = /^Tags|TransitionDefaultMinimumObjectSize$|Rules\[0\]\.Prefix$|^TargetKeyId$/;

/** Every property of the template, as the emulator answers it to whoever asks again. */
async function checkProperties(aws: Emulator, { taken, template, outcome }: Taken): Promise<void> {
  const found = await readAll(aws, taken);
  const all = taken.map(({ logicalId }, at) => {
    const { differences, compared } = compareProperties(
      template[logicalId]?.Properties ?? {},
      found[at] ?? {},
    );
    const others = differences.filter(({ path }) => !NOT_ASKED.test(path));
    return { compared, differences: others.map((difference) => ({ logicalId, ...difference })) };
  });
  const differences = all.flatMap((one) => one.differences);
  const compared = all.reduce((total, one) => total + one.compared, 0);
  outcome.check(
    differences.length === 0 && compared > 30,
    `trails --adopt: ${compared} properties are as the emulator has them`,
    differences.map((one) => JSON.stringify(one)),
  );
}
