import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ADOPTED_TYPES } from '../../../bin/trails/adopt/adopted-resource';
import type { PlaceRequest } from '../places/serve-places';
import { compileAdopted, mappingsOf, synthesizeAdopted, temporaryFolders } from './adopted-app';
import { ADVANCED, BASIC, FULL } from './full-account';
import {
  ACCOUNT,
  BUCKET,
  BUCKET_POLICY,
  KEY,
  KEY_ARN,
  LIVE,
  type LiveAnswers,
  ROLES,
  STORE_ARN,
  serveLive,
  TRAIL,
  trailsOn,
} from './live-account';

const temporaryFolder = temporaryFolders();
const KEY_ID = KEY_ARN.split('/')[1] ?? '';
const CDK = join(__dirname, '../../../node_modules/aws-cdk-lib');
const STACK = `AdoptedTrails-${ACCOUNT}-eu-west-1`;

const KEPT = { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' };
const TAGS = [{ Key: 'owner', Value: 'security' }];
const ALL_BLOCKED = {
  ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
};

async function adopt(live: LiveAnswers, options: readonly string[] = [], places = {}) {
  const folder = join(temporaryFolder(), 'app');
  const outcome = await trailsOn(live, ['--adopt', folder, ...options], { places });
  return { folder, outcome };
}

describe('trailwatch trails --adopt', () => {
  it('writes an app whose templates have exactly the settings that are there', async () => {
    const { folder, outcome } = await adopt(FULL);
    expect(outcome).toEqual({
      status: 0,
      stdout: [
        `npx cdk import ${STACK} --resource-mapping import/${STACK}.json\n`,
        `npx cdk import AdoptedTrails-${ACCOUNT}-us-east-1 --resource-mapping import/AdoptedTrails-${ACCOUNT}-us-east-1.json\n`,
      ].join(''),
      stderr: 'stacks=2 resources=9 left-out=0 seconds=0.00\n',
    });
    const templates = synthesizeAdopted(folder, join(folder, 'cdk.out'));
    expect(templates[STACK]).toEqual({
      TrailAudit: {
        ...{ Type: 'AWS::CloudTrail::Trail', ...KEPT },
        Properties: {
          ...{ TrailName: 'audit', S3BucketName: 'logs', S3KeyPrefix: 'audit', IsLogging: true },
          ...{ SnsTopicName: `arn:aws:sns:eu-west-1:${ACCOUNT}:delivered`, KMSKeyId: KEY_ARN },
          ...{ IsMultiRegionTrail: true, IsOrganizationTrail: false, IncludeGlobalServiceEvents: true },
          ...{ EnableLogFileValidation: true, Tags: TAGS },
          CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:audit:*`,
          CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/delivery`,
          AdvancedEventSelectors: ADVANCED,
          InsightSelectors: [{ InsightType: 'ApiCallRateInsight', EventCategories: ['Management', 'Data'] }],
        },
      },
      BucketLogs: {
        ...{ Type: 'AWS::S3::Bucket', ...KEPT },
        Properties: {
          ...{ BucketName: 'logs', PublicAccessBlockConfiguration: ALL_BLOCKED, Tags: TAGS },
          VersioningConfiguration: { Status: 'Enabled' },
          ObjectLockEnabled: true,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
          },
          LoggingConfiguration: {
            ...{ DestinationBucketName: 'access', LogFilePrefix: 'logs/' },
            TargetObjectKeyFormat: { SimplePrefix: {} },
          },
          LifecycleConfiguration: {
            Rules: [
              {
                ...{ Id: 'old', Status: 'Enabled', Prefix: 'AWSLogs/', ObjectSizeGreaterThan: 5 },
                ...{ ExpirationInDays: 2555, TagFilters: [{ Key: 'a', Value: 'b' }] },
                Transitions: [{ TransitionInDays: 90, StorageClass: 'GLACIER_IR' }],
                NoncurrentVersionTransitions: [{ TransitionInDays: 3, StorageClass: 'GLACIER' }],
                NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 2 },
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              },
            ],
          },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
                BucketKeyEnabled: true,
              },
            ],
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::111122223333:role/replication',
            Rules: [
              {
                ...{ Id: 'all', Priority: 1, Status: 'Enabled', Filter: { Prefix: '' } },
                DeleteMarkerReplication: { Status: 'Disabled' },
                Destination: {
                  ...{ Bucket: 'arn:aws:s3:::copy', Account: '222222222222' },
                  EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:us-east-1:222222222222:key/k' },
                },
                SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
              },
            ],
          },
        },
      },
      BucketPolicyLogs: {
        ...{ Type: 'AWS::S3::BucketPolicy', ...KEPT },
        Properties: { Bucket: 'logs', PolicyDocument: { Version: '2012-10-17', Statement: BUCKET_POLICY } },
      },
      ...keyResources(),
      LogGroupAudit: {
        ...{ Type: 'AWS::Logs::LogGroup', ...KEPT },
        Properties: { LogGroupName: 'audit', RetentionInDays: 365, Tags: TAGS },
      },
      EventDataStoreAuditStore: {
        ...{ Type: 'AWS::CloudTrail::EventDataStore', ...KEPT },
        Properties: {
          ...{ Name: 'audit store', KmsKeyId: KEY_ARN, RetentionPeriod: 2557, IngestionEnabled: false },
          ...{ TerminationProtectionEnabled: true, MultiRegionEnabled: true, OrganizationEnabled: false },
          BillingMode: 'FIXED_RETENTION_PRICING',
          AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
        },
      },
    });
    expect(templates[`AdoptedTrails-${ACCOUNT}-us-east-1`]).toEqual({
      TrailBasic: {
        ...{ Type: 'AWS::CloudTrail::Trail', ...KEPT },
        Properties: {
          ...{ TrailName: 'basic', S3BucketName: 'plain', IsLogging: false, IsMultiRegionTrail: true },
          ...{ IsOrganizationTrail: false, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true },
          EventSelectors: BASIC,
        },
      },
      BucketPlain: { Type: 'AWS::S3::Bucket', ...KEPT, Properties: { BucketName: 'plain' } },
    });
  });

  it('maps each resource by the property that identifies it to CloudFormation', async () => {
    const { folder } = await adopt(FULL);
    const templates = synthesizeAdopted(folder, join(folder, 'cdk.out'));
    const mappings = mappingsOf(folder);
    expect(Object.keys(mappings)).toEqual(Object.keys(templates));
    for (const [stack, resources] of Object.entries(templates))
      expect(Object.keys(mappings[stack] ?? {}).sort()).toEqual(Object.keys(resources).sort());
    expect(mappings[STACK]).toEqual({
      TrailAudit: { TrailName: 'audit' },
      BucketLogs: { BucketName: 'logs' },
      BucketPolicyLogs: { Bucket: 'logs' },
      [keyId()]: { KeyId: KEY_ID },
      AliasTrail: { AliasName: 'alias/trail' },
      LogGroupAudit: { LogGroupName: 'audit' },
      EventDataStoreAuditStore: { EventDataStoreArn: STORE_ARN },
    });
  });

  it('identifies each type as the reference that the CDK generates from its schema', () => {
    for (const { module, construct, identifier } of Object.values(ADOPTED_TYPES)) {
      const service = module.replace('aws_', 'aws-');
      const file = join(CDK, `interfaces/generated/${service}-interfaces.generated.d.ts`);
      const name = construct.replace(/^Cfn/, '');
      const [text = ''] =
        new RegExp(`interface ${name}Reference \\{[\\s\\S]*?\\n\\}`).exec(readFileSync(file, 'utf8')) ?? [];
      const property = identifier.charAt(0).toLowerCase() + identifier.slice(1);
      // A reference of a bucket's policy or an alias names it by the resource and its property.
      expect(text).toMatch(new RegExp(`readonly (${property}|\\w+${identifier}): string`));
    }
  });

  it('writes TypeScript that compiles', async () => {
    const { folder } = await adopt(FULL);
    expect(compileAdopted(folder)).toBe('');
  });

  it('has a stack for each account and Region that owns something', async () => {
    const role = ROLES.flatMap((arn) => ['--role-arn', arn]);
    const trail = {
      ...TRAIL,
      described: {
        ...{ ...TRAIL.described, Name: 'other', S3BucketName: 'logs', KmsKeyId: undefined },
        ...{ TrailARN: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/other', HomeRegion: 'us-east-1' },
        CloudWatchLogsLogGroupArn: undefined,
      },
    };
    const live = {
      ...LIVE,
      trails: [trail],
      buckets: { logs: { ...BUCKET, owner: '222222222222' } },
      stores: [],
    };
    const { folder } = await adopt(live, role, { roles: ROLES });
    expect(Object.keys(mappingsOf(folder))).toEqual(['AdoptedTrails-222222222222-us-east-1']);
  });

  it('puts a bucket into the stack of its own Region', async () => {
    const bucket = { ...BUCKET, region: 'us-east-1' };
    const { folder, outcome } = await adopt({ ...LIVE, buckets: { logs: bucket } });
    expect(outcome.status).toBe(0);
    expect(Object.keys(mappingsOf(folder)[`AdoptedTrails-${ACCOUNT}-us-east-1`] ?? {})).toEqual([
      'BucketLogs',
      'BucketPolicyLogs',
    ]);
  });

  it('leaves out and names what is of a stack, of another account, managed by AWS or gone', async () => {
    const live: LiveAnswers = {
      ...FULL,
      buckets: {
        logs: {
          ...BUCKET,
          tagging:
            '<Tagging><TagSet><Tag><Key>aws:cloudformation:stack-name</Key><Value>landing-zone</Value></Tag></TagSet></Tagging>',
        },
      },
      keys: { [KEY_ARN]: { ...KEY, metadata: { ...KEY.metadata, KeyManager: 'AWS' } } },
      logGroups: [],
    };
    const { folder, outcome } = await adopt(live);
    expect(outcome.stderr.split('\n').slice(0, -2)).toEqual([
      'trailwatch: arn:aws:s3:::logs is left out: it is of the stack landing-zone already',
      'trailwatch: arn:aws:s3:::plain is left out: the bucket does not exist',
      `trailwatch: ${KEY_ARN} is left out: AWS manages it`,
      `trailwatch: arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:audit is left out: there is no such log group`,
    ]);
    expect(outcome.status).toBe(0);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(
      '- `arn:aws:s3:::logs`: it is of the stack landing-zone already\n',
    );
  });

  it.each([
    ['s3:ListBucket', 'arn:aws:s3:::logs'],
    ['s3:GetBucketTagging', 'arn:aws:s3:::logs'],
    ['s3:GetEncryptionConfiguration', 'arn:aws:s3:::logs'],
    ['s3:GetReplicationConfiguration', 'arn:aws:s3:::logs'],
    ['s3:GetBucketPolicy', 'arn:aws:s3:::logs'],
    ['kms:ListAliases', KEY_ARN],
    ['kms:GetKeyPolicy', KEY_ARN],
    ['cloudtrail:GetEventSelectors', TRAIL.described.TrailARN],
    ['cloudtrail:GetTrailStatus', TRAIL.described.TrailARN],
    ['logs:ListTagsForResource', `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:audit`],
    ['cloudtrail:GetEventDataStore', STORE_ARN],
    ['cloudtrail:GetInsightSelectors', STORE_ARN],
  ])('leaves out what cannot be read wholly, and ends with status 2: %s', async (denied, resource) => {
    const { folder, outcome } = await adopt({ ...LIVE, isDenied: (permission) => permission === denied });
    expect(outcome.stderr).toContain(`trailwatch: ${resource} is left out: `);
    expect(outcome.status).toBe(2);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`- \`${resource}\`: `);
  });

  it('leaves the trail of an organization to the account that owns it', async () => {
    const arn = 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/organization';
    const { outcome } = await adopt({
      ...LIVE,
      trails: [{ ...TRAIL, described: { ...TRAIL.described, TrailARN: arn, IsOrganizationTrail: true } }],
    });
    expect(outcome.stderr).toContain(
      `trailwatch: ${arn} is left out: account 999999999999, which owns it, was not read; add a role of it`,
    );
    expect(outcome.status).toBe(2);
  });

  it('takes the Insights of an event data store with their destination', async () => {
    const InsightsDestination = STORE_ARN.replace(/[^/]+$/, 'ee54f254-e4a7-4d27-9a2f-0d2e3b4c5d6e');
    const InsightSelectors = [{ InsightType: 'ApiErrorRateInsight' }];
    const insights = { InsightSelectors, InsightsDestination };
    const stores = FULL.stores.map((store) => ({ ...store, insights }));
    const { folder } = await adopt({ ...FULL, stores });
    expect(synthesizeAdopted(folder, join(folder, 'cdk.out'))[STACK]).toMatchObject({
      EventDataStoreAuditStore: { Properties: { InsightSelectors, InsightsDestination } },
    });
  });

  it('leaves the event data store of an organization to the account that owns it', async () => {
    const { answer } = serveLive(LIVE);
    const all = (request: PlaceRequest) =>
      request.operation === 'ListEventDataStores'
        ? { body: { EventDataStores: LIVE.stores } }
        : answer(request);
    const live = { ...LIVE, trails: [], buckets: {} };
    const options = ['--region', 'eu-west-1', '--role-arn', ROLES[0] ?? ''];
    const { folder, outcome } = await adopt(live, options, { roles: ROLES, answer: all });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain(
      `${STORE_ARN} is left out: account ${ACCOUNT}, which owns it, was not read`,
    );
    expect(existsSync(join(folder, 'import'))).toBe(false);
  });

  it('writes values as texts of the program, whatever they are', async () => {
    const hostile = ['$', '{process.exit(9)}`"\u2028\\'].join('');
    const texts = [
      hostile,
      ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 60, seed: 36 }),
    ];
    const tags = texts.map((Value, at) => ({ Key: `k${String(at).padStart(2, '0')}`, Value }));
    const { folder } = await adopt({ ...LIVE, trails: [{ ...TRAIL, tags }] });
    const templates = synthesizeAdopted(folder, join(folder, 'cdk.out'));
    expect(templates[STACK]?.TrailAudit?.Properties?.Tags).toEqual(tags);
  });

  it('fails for a folder that is not empty, and writes nothing', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cdk.json'), '{}');
    const { status, stderr } = await trailsOn(LIVE, ['--adopt', folder]);
    expect([status, stderr]).toEqual([
      2,
      `trailwatch: --adopt ${folder} is not empty; name a new folder, so that no file is overwritten\n`,
    ]);
    expect(readdirSync(folder)).toEqual(['cdk.json']);
  });

  it.each([
    [['--check'], '--adopt and --check cannot be combined; leave one out'],
    [['--format', 'csv'], '--adopt writes an app; leave out --format'],
    [['--json'], '--adopt writes an app; leave out --format'],
    [['--exclude-check', 'insights'], '--exclude-check is for --check and cannot be combined with --adopt'],
  ])('fails with %j', async (options, message) => {
    const { folder, outcome } = await adopt(LIVE, options);
    expect([outcome.status, outcome.stderr]).toEqual([2, `trailwatch: ${message}\n`]);
    expect(existsSync(folder)).toBe(false);
  });

  it('fails where there is nothing to adopt', async () => {
    const { folder, outcome } = await adopt({ ...LIVE, trails: [], stores: [] });
    expect(outcome.stderr).toBe(
      'trailwatch: there is nothing to adopt: the accounts have no trail or event data store\n',
    );
    expect(outcome.status).toBe(2);
    expect(existsSync(folder)).toBe(false);
  });
});

function keyId(): string {
  const words = KEY_ID.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Key${words.join('')}`;
}

function keyResources(): object {
  return {
    [keyId()]: {
      ...{ Type: 'AWS::KMS::Key', ...KEPT },
      Properties: {
        KeyPolicy: { Version: '2012-10-17', Statement: KEY.policy },
        ...{ Description: 'of the trail', Enabled: true, EnableKeyRotation: true, RotationPeriodInDays: 365 },
        ...{ KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false, Tags: TAGS },
      },
    },
    AliasTrail: {
      ...{ Type: 'AWS::KMS::Alias', ...KEPT },
      Properties: { AliasName: 'alias/trail', TargetKeyId: KEY_ID },
    },
  };
}
