import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  EventDataStore,
  LakeEvents,
  LakeImport,
  type LakeImportProps,
  LakeRetention,
  LogArchive,
  TrailKey,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const IMPORT = 'Custom::TrailwatchLakeImport';

interface Setting {
  readonly stack?: Stack;
  readonly bucketAccount?: string;
  /** Whether nobody said that the policies of the archive are managed elsewhere. */
  readonly unsaid?: boolean;
  readonly keyPrefix?: string;
}

function importWith(props: Partial<LakeImportProps> = {}, setting: Setting = {}) {
  const { stack = newStack(), bucketAccount = ACCOUNT, keyPrefix, unsaid = false } = setting;
  const bucketName = 'company-logs';
  const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', {
    ...{ bucketName, account: bucketAccount, region: 'eu-west-1' },
  });
  const attributes = { bucket, trails: [TRAIL], policyManagedElsewhere: !unsaid };
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    ...attributes,
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
  });
  const eventDataStore = EventDataStore.fromEventDataStoreArn(stack, 'Store', ARN);
  const created = new LakeImport(stack, 'Import', { archive, eventDataStore, ...props });
  return { stack, created, properties: () => resourceOf(stack, IMPORT).Properties };
}

function statementsOf(stack: Stack, role: string): Statement[] {
  return resourceOf(stack, 'AWS::IAM::Policy', role).Properties.PolicyDocument.Statement;
}

const BUCKET = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::company-logs']] };
const inBucket = (path: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::company-logs/${path}`]],
});
const FROM_STORE = { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': ARN } };

describe('an import', () => {
  test('is of every log file and time, from the bucket in its Region', () => {
    const { stack, created, properties } = importWith();
    expect(properties()).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ImportFunction/), 'Arn'] },
      ServiceTimeout: '1200',
      eventDataStoreArn: ARN,
      location: 's3://company-logs/AWSLogs/',
      bucketRegion: 'eu-west-1',
      roleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ImportImportRole/), 'Arn'] },
      stopWhenRemoved: 'false',
    });
    expect(stack.resolve(created.importId)).toEqual({ Ref: expect.stringMatching(/^Import/) });
  });

  test('is of a folder and times where they are given', () => {
    const props = {
      folder: '111122223333/CloudTrail/eu-central-1',
      startTime: new Date('2026-01-01T00:00:00Z'),
      endTime: new Date('2026-02-01T00:00:00Z'),
      stopWhenRemoved: true,
    };
    const { stack, properties } = importWith(props, { keyPrefix: 'audit' });
    expect(properties()).toMatchObject({
      location: 's3://company-logs/audit/AWSLogs/111122223333/CloudTrail/eu-central-1/',
      startTime: '2026-01-01T00:00:00.000Z',
      endTime: '2026-02-01T00:00:00.000Z',
      stopWhenRemoved: 'true',
    });
    const [, objects] = statementsOf(stack, 'ImportImportRole');
    const folder = 'audit/AWSLogs/111122223333/CloudTrail/eu-central-1';
    expect(objects?.Resource).toEqual([inBucket(folder), inBucket(`${folder}/*`)]);
  });

  test('has a role that CloudTrail takes for the store, and that reads the log files as AWS documents it', () => {
    const { stack } = importWith();
    const role = resourceOf(stack, 'AWS::IAM::Role', 'ImportImportRole').Properties;
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: FROM_STORE,
      },
    ]);
    expect(statementsOf(stack, 'ImportImportRole')).toEqual([
      {
        Sid: 'AWSCloudTrailImportBucketAccess',
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:GetBucketAcl'],
        Resource: BUCKET,
        Condition: FROM_STORE,
      },
      {
        Sid: 'AWSCloudTrailImportObjectAccess',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: [inBucket('AWSLogs'), inBucket('AWSLogs/*')],
        Condition: FROM_STORE,
      },
    ]);
  });

  test('that continues after its removal keeps the role and its policy; one that is stopped does not', () => {
    const policiesOf = (props: Partial<LakeImportProps>) => {
      const { stack } = importWith(props);
      return ['AWS::IAM::Role', 'AWS::IAM::Policy'].map((type) => {
        const { DeletionPolicy, UpdateReplacePolicy } = resourceOf(stack, type, 'ImportImportRole');
        return [DeletionPolicy, UpdateReplacePolicy];
      });
    };
    const kept = ['RetainExceptOnCreate', 'Retain'];
    expect(policiesOf({})).toEqual([kept, kept]);
    const gone = [undefined, undefined];
    expect(policiesOf({ stopWhenRemoved: true })).toEqual([gone, gone]);
  });

  test('has a function that starts and stops imports, hands over that role, and does nothing else', () => {
    const { stack } = importWith();
    const [, ...others] = statementsOf(stack, 'ImportRole');
    expect(others).toEqual([
      { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: { Ref: 'AWS::StackId' } },
      {
        Effect: 'Allow',
        Action: [
          'cloudtrail:ListImports',
          'cloudtrail:GetImport',
          'cloudtrail:StartImport',
          'cloudtrail:StopImport',
        ],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ImportImportRole/), 'Arn'] },
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
      },
    ]);
    expect(resourceOf(stack, IMPORT).DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^ImportImportRoleDefaultPolicy/)]),
    );
  });

  test('uses the key of the archive', () => {
    const stack = newStack();
    const encryptionKey = TrailKey.fromKey(stack, 'TrailKey', {
      key: new Key(stack, 'Key'),
      trails: [TRAIL],
    });
    const archive = new LogArchive(stack, 'Logs', { trails: [TRAIL], encryptionKey });
    importWith({ archive }, { stack });
    expect(statementsOf(stack, 'ImportImportRole')).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
    });
  });

  test('keeps the log of its function unless told otherwise', () => {
    const policyOf = (props: Partial<LakeImportProps>) =>
      resourceOf(importWith(props).stack, 'AWS::Logs::LogGroup').DeletionPolicy;
    expect([policyOf({}), policyOf({ removalPolicy: RemovalPolicy.DESTROY })]).toEqual(['Retain', 'Delete']);
  });
});

describe('a bucket of another account', () => {
  const setting = { bucketAccount: MANAGEMENT };

  test('needs a policy that lets the role read, and synth says which', () => {
    const { stack } = importWith({}, { ...setting, unsaid: true });
    expect(synthError(stack)).toMatch(
      /the imported bucket .*cannot be changed from this app, and CloudTrail Lake needs.*s3:GetBucketAcl.*s3:GetObject/s,
    );
    expect(synthError(stack)).toContain(`"aws:PrincipalArn": "arn:aws:iam::${ACCOUNT}:role/Stack-*"`);
  });

  test('has it in a note, where its policy is managed elsewhere', () => {
    const { stack } = importWith({}, setting);
    expect(resourcesOf(stack, IMPORT)).toHaveLength(1);
  });
});

describe('the times of an import', () => {
  const startTime = new Date('2025-01-01T00:00:00Z');
  const inStore = (days: number, endTime: Date) => {
    const stack = newStack();
    const eventDataStore = new EventDataStore(stack, 'Events', {
      retention: LakeRetention.extendable(Duration.days(days)),
    });
    importWith({ eventDataStore, startTime, endTime }, { stack });
    return warningsOf(stack).filter((text) => text.includes('expiredImport'));
  };

  test('warn when they are longer than the store keeps events', () => {
    expect(inStore(31, new Date('2025-02-02T00:00:00Z'))).toEqual([
      expect.stringMatching(
        /the import is of 32 days, and 'Stack\/Events' keeps events for 31 days: retention counts from the time of the event/,
      ),
    ]);
    expect(inStore(31, new Date('2025-02-01T00:00:00Z'))).toEqual([]);
  });

  test.each<[string, Partial<LakeImportProps>, string]>([
    [
      'in the wrong order',
      { startTime, endTime: startTime },
      'startTime 2025-01-01T00:00:00.000Z is not before endTime 2025-01-01T00:00:00.000Z; swap them',
    ],
    ['no dates', { endTime: new Date('never') }, 'endTime is not a valid date'],
  ])('fail when they are %s', (_, props, sentence) => {
    expect(() => importWith(props)).toThrow(sentence);
  });
});

describe('an import fails', () => {
  test.each<[string, Partial<LakeImportProps>, string]>([
    ['with a folder above its own', { folder: 'AWSLogs/1' }, "folder 'AWSLogs/1' is not a valid key prefix"],
    ['with a slash at the end', { folder: '1/' }, "folder '1/' is not a valid key prefix"],
  ])('%s', (_, props, sentence) => {
    expect(() => importWith(props)).toThrow(sentence);
  });

  test('with a store of another Region', () => {
    const stack = newStack({ env: { account: ACCOUNT, region: 'us-west-2' } });
    expect(() => importWith({}, { stack })).toThrow(
      /eventDataStore: 'Stack\/Store' is in account .*: CloudTrail supports both only in the account and Region of/,
    );
  });

  test('with a store of other events', () => {
    const stack = newStack();
    const eventDataStore = new EventDataStore(stack, 'Items', { events: LakeEvents.configurationItems() });
    expect(() => importWith({ eventDataStore }, { stack })).toThrow(
      "eventDataStore: 'Stack/Items' does not collect events of CloudTrail",
    );
  });

  test('with the store of an organization outside of its management account', () => {
    const stack = newStack();
    const eventDataStore = new EventDataStore(stack, 'Everyone', {
      organizationManagementAccount: MANAGEMENT,
    });
    expect(() => importWith({ eventDataStore }, { stack })).toThrow(
      `only its management account '${MANAGEMENT}' imports; put the import into a stack of that account, not of '${ACCOUNT}'`,
    );
  });
});
