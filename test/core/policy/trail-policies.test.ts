import { toAccessLogStatement, toBucketStatements } from '../../../lib/core/policy/bucket-statements';
import { decide } from '../../../lib/core/policy/evaluation/decide';
import { parsePolicy } from '../../../lib/core/policy/evaluation/policy-document';
import { cloudTrailFor } from '../../../lib/core/policy/evaluation/request';
import { toKeyStatements, toLogGroupKeyStatement } from '../../../lib/core/policy/key-statements';
import { RECORD_FOLDERS, toLogKeyPatterns } from '../../../lib/core/policy/log-key-patterns';
import {
  toDecryptAnyLogStatement,
  toDecryptStatement,
  toGetStatement,
  toListStatement,
} from '../../../lib/core/policy/reader-statements';
import {
  toAlertKeyStatement,
  toAlertTopicStatement,
  toDeliveryTopicKeyStatements,
  toDeliveryTopicStatements,
} from '../../../lib/core/policy/topic-statements';
import { type TrailCoordinates, toTrailArn } from '../../../lib/core/policy/trail-coordinates';

const ACCOUNT: TrailCoordinates = {
  partition: 'aws',
  trailName: 'primary',
  homeRegion: 'us-east-1',
  ownerAccount: '111122223333',
};
const OTHER: TrailCoordinates = { ...ACCOUNT, trailName: 'secondary', ownerAccount: '044455556666' };
const ORGANIZATION: TrailCoordinates = {
  ...ACCOUNT,
  trailName: 'everyone',
  ownerAccount: '999988887777',
  organizationId: 'o-exampleorgid',
};
const ARN = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/primary';
const OTHER_ARN = 'arn:aws:cloudtrail:us-east-1:044455556666:trail/secondary';
const ORGANIZATION_ARN = 'arn:aws:cloudtrail:us-east-1:999988887777:trail/everyone';
const BUCKET = { bucketArn: 'arn:aws:s3:::logs' };
const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

describe('the bucket policy', () => {
  test('of one account is the one that AWS documents', () => {
    expect(toBucketStatements(BUCKET, [ACCOUNT])).toEqual([
      {
        Sid: 'AWSCloudTrailAclCheck20150319',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 's3:GetBucketAcl',
        Resource: 'arn:aws:s3:::logs',
        Condition: { StringEquals: { 'aws:SourceArn': ARN } },
      },
      {
        Sid: 'AWSCloudTrailWrite20150319',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::logs/AWSLogs/111122223333/*',
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': ARN } },
      },
    ]);
  });

  test('of several accounts lets the trails of each write to its own folder only', () => {
    const [probe, ...writes] = toBucketStatements({ ...BUCKET, keyPrefix: 'audit/all' }, [ACCOUNT, OTHER]);
    expect(probe?.Condition).toEqual({ StringEquals: { 'aws:SourceArn': [ARN, OTHER_ARN] } });
    expect(writes.map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition])).toEqual([
      [
        'AWSCloudTrailWrite20150319Of111122223333',
        'arn:aws:s3:::logs/audit/all/AWSLogs/111122223333/*',
        { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': ARN } },
      ],
      [
        'AWSCloudTrailWrite20150319Of044455556666',
        'arn:aws:s3:::logs/audit/all/AWSLogs/044455556666/*',
        { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': OTHER_ARN } },
      ],
    ]);
  });

  test('of an organization has a third statement, for the folder of the organization', () => {
    const statements = toBucketStatements(BUCKET, [ORGANIZATION]);
    expect(statements.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ['AWSCloudTrailAclCheck20150319', 'arn:aws:s3:::logs'],
      ['AWSCloudTrailWrite20150319', 'arn:aws:s3:::logs/AWSLogs/999988887777/*'],
      ['AWSCloudTrailOrganizationWrite20150319', 'arn:aws:s3:::logs/AWSLogs/o-exampleorgid/*'],
    ]);
    for (const { Condition } of statements) {
      expect(Condition?.StringEquals?.['aws:SourceArn']).toBe(ORGANIZATION_ARN);
    }
  });

  test("lets no account's own trail write to the folder of an organization", () => {
    const statements = toBucketStatements(BUCKET, [ACCOUNT, ORGANIZATION]);
    const [organization, ...others] = statements.filter(({ Resource }) => Resource.includes('AWSLogs/o-'));
    expect(others).toEqual([]);
    expect(organization?.Sid).toBe('AWSCloudTrailOrganizationWrite20150319');
    expect(organization?.Condition?.StringEquals?.['aws:SourceArn']).toBe(ORGANIZATION_ARN);
  });

  test('keeps two organizations out of each other’s folders', () => {
    const second = { ...ORGANIZATION, ownerAccount: '888877776666', organizationId: 'o-anotherorgid' };
    const [, , , ...writes] = toBucketStatements(BUCKET, [ORGANIZATION, second]);
    expect(writes.map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition?.StringEquals])).toEqual([
      [
        'AWSCloudTrailOrganizationWrite20150319Of999988887777',
        'arn:aws:s3:::logs/AWSLogs/o-exampleorgid/*',
        expect.objectContaining({ 'aws:SourceArn': ORGANIZATION_ARN }),
      ],
      [
        'AWSCloudTrailOrganizationWrite20150319Of888877776666',
        'arn:aws:s3:::logs/AWSLogs/o-anotherorgid/*',
        expect.objectContaining({
          'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:888877776666:trail/everyone',
        }),
      ],
    ]);
  });

  test('names a folder once when two trails of an account share it', () => {
    const [, write] = toBucketStatements(BUCKET, [ACCOUNT, { ...ACCOUNT, trailName: 'second' }]);
    expect(write?.Resource).toBe('arn:aws:s3:::logs/AWSLogs/111122223333/*');
    expect(write?.Condition?.StringEquals?.['aws:SourceArn']).toHaveLength(2);
  });

  test('is empty without trails, rather than open to any trail', () => {
    expect(toBucketStatements(BUCKET, [])).toEqual([]);
    expect(toKeyStatements([])).toEqual([]);
  });

  test('takes the partition from the trail, be it a token', () => {
    const china = { ...ACCOUNT, partition: 'aws-cn', homeRegion: 'cn-north-1' };
    expect(toTrailArn(china)).toBe('arn:aws-cn:cloudtrail:cn-north-1:111122223333:trail/primary');
    const unknown = toKeyStatements([{ ...ACCOUNT, partition: `\${Token[AWS.Partition.1]}` }]);
    expect(unknown[1]?.Condition).toEqual({
      StringEquals: {
        'aws:SourceArn': `arn:\${Token[AWS.Partition.1]}:cloudtrail:us-east-1:111122223333:trail/primary`,
      },
    });
  });

  test('of an access log bucket lets S3 write for one bucket of one account', () => {
    const source = { bucketArn: 'arn:aws:s3:::logs', account: '111122223333' };
    expect(toAccessLogStatement('arn:aws:s3:::requests', source)).toEqual({
      Sid: 'S3ServerAccessLogsPolicy',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::requests/*',
      Condition: {
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs' },
        StringEquals: { 'aws:SourceAccount': '111122223333' },
      },
    });
  });
});

describe('the key policy', () => {
  const encrypt = (Sid: string, trailArn: string, owner: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: CLOUDTRAIL,
    Action: 'kms:GenerateDataKey*',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceArn': trailArn },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${owner}:trail/*` },
    },
  });

  test("keeps AWS's Sid where there is one owner", () => {
    const [first] = toKeyStatements([ACCOUNT]);
    expect(first).toEqual(encrypt('AllowCloudTrailEncryptLogs', ARN, '111122223333'));
  });

  test('lets CloudWatch Logs use the key for one log group', () => {
    const logGroupArn = 'arn:aws:logs:us-east-1:111122223333:log-group:trails';
    expect(
      toLogGroupKeyStatement({ logGroupArn, logsService: 'logs.us-east-1.amazonaws.com' }),
    ).toMatchObject({
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
    });
  });

  test('holds what trails need, Decrypt for S3 Bucket Keys among it, each bound to the trails', () => {
    expect(toKeyStatements([ACCOUNT, ORGANIZATION])).toEqual([
      encrypt('AllowCloudTrailEncryptLogsOf111122223333', ARN, '111122223333'),
      encrypt('AllowCloudTrailEncryptLogsOf999988887777', ORGANIZATION_ARN, '999988887777'),
      {
        Sid: 'AllowCloudTrailDecryptTrail',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': [ARN, ORGANIZATION_ARN] } },
      },
      {
        Sid: 'AllowCloudTrailAccess',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'kms:DescribeKey',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': [ARN, ORGANIZATION_ARN] } },
      },
    ]);
  });
});

describe('the policies for trails of all accounts of an organization', () => {
  const MEMBERS: TrailCoordinates = { ...ACCOUNT, ownerAccount: '*', membersOf: 'o-exampleorgid' };
  const ORGANIZATION_OF = { id: 'o-exampleorgid', managementAccount: '999988887777' };
  const OWNER = { id: '123456789012', organization: ORGANIZATION_OF };
  const KEY = 'arn:aws:kms:us-east-1:123456789012:key/k';
  const TOPIC = 'arn:aws:sns:us-east-1:123456789012:deliveries';
  const policies = (trails: readonly TrailCoordinates[]) => ({
    bucket: toBucketStatements(BUCKET, trails),
    key: toKeyStatements(trails),
    topic: toDeliveryTopicStatements(TOPIC, trails),
    topicKey: toDeliveryTopicKeyStatements(trails),
  });

  /** What CloudTrail may do for a trail of an account that is in an organization or in none. */
  function allowedTo(
    { account = '111122223333', organization = 'o-exampleorgid', name = 'primary', region = 'us-east-1' },
    trails = [MEMBERS],
  ): readonly string[] {
    const trail = toTrailArn({ ...ACCOUNT, ownerAccount: account, trailName: name, homeRegion: region });
    const owner = {
      id: account,
      ...(organization === '' ? {} : { organization: { ...ORGANIZATION_OF, id: organization } }),
    };
    const context = {
      's3:x-amz-acl': 'bucket-owner-full-control',
      'kms:EncryptionContext:aws:cloudtrail:arn': trail,
    };
    const wishes = [
      ...[account, '777777777777', 'o-exampleorgid/111122223333'].map(
        (folder) =>
          ({
            policy: 'bucket',
            action: 's3:PutObject',
            arn: `arn:aws:s3:::logs/AWSLogs/${folder}/CloudTrail/f`,
          }) as const,
      ),
      { policy: 'bucket', action: 's3:GetBucketAcl', arn: 'arn:aws:s3:::logs' },
      ...['GenerateDataKey', 'Decrypt', 'DescribeKey'].map(
        (action) => ({ policy: 'key', action: `kms:${action}`, arn: KEY }) as const,
      ),
      { policy: 'topic', action: 'sns:Publish', arn: TOPIC },
      { policy: 'topicKey', action: 'kms:GenerateDataKey', arn: KEY },
    ] as const;
    return wishes
      .filter(({ policy, action, arn }) => {
        const document = { Version: '2012-10-17', Statement: policies(trails)[policy] };
        const request = {
          ...{ principal: cloudTrailFor(trail, owner), action, resource: { arn, owner: OWNER } },
          context: Object.fromEntries(
            Object.entries(context).filter(([key]) => key.startsWith(action.slice(0, 3))),
          ),
        };
        return decide(request, { resource: parsePolicy(document, 'resource', policy) }).verdict === 'allowed';
      })
      .map(({ policy, action, arn }) =>
        `${policy} ${action} ${arn.split('/')[1] === 'AWSLogs' ? arn.split('/')[2] : ''}`.trim(),
      );
  }

  const ALL = [
    'bucket s3:GetBucketAcl',
    'key kms:GenerateDataKey',
    'key kms:Decrypt',
    'key kms:DescribeKey',
    'topic sns:Publish',
    'topicKey kms:GenerateDataKey',
  ];

  test('let each account deliver to its own folder, and to no other', () => {
    for (const account of ['111122223333', '044455556666'])
      expect(allowedTo({ account })).toEqual([`bucket s3:PutObject ${account}`, ...ALL]);
  });

  test.each([
    ['of another organization', { organization: 'o-anotherorgid' }],
    ['of an account in no organization', { organization: '' }],
    ['of another name', { name: 'primary2' }],
    ['of another home Region', { region: 'eu-west-1' }],
  ])('let a trail %s do nothing', (_, trail) => {
    expect(allowedTo(trail)).toEqual([]);
  });

  test('leave what listed trails may do as it is', () => {
    const outside = { account: '044455556666', organization: '', name: 'secondary' };
    const both = [OTHER, MEMBERS];
    expect(allowedTo(outside, both)).toEqual(['bucket s3:PutObject 044455556666', ...ALL]);
    expect(allowedTo({ ...outside, account: '111122223333' }, both)).toEqual([]);
    for (const [name, statements] of Object.entries(policies(both))) {
      const sids = statements.map(({ Sid }) => Sid);
      expect([name, new Set(sids).size]).toEqual([name, sids.length]);
      for (const statement of policies([OTHER])[name as 'bucket'])
        expect(statements).toContainEqual(statement);
    }
  });

  test('keep two organizations apart', () => {
    const both = [MEMBERS, { ...MEMBERS, trailName: 'second', membersOf: 'o-anotherorgid' }];
    expect(allowedTo({}, both)).toHaveLength(7);
    expect(allowedTo({ organization: 'o-anotherorgid' }, both)).toEqual([]);
    expect(allowedTo({ organization: 'o-anotherorgid', name: 'second' }, both)).toHaveLength(7);
  });

  test('mean files of any account, each once', () => {
    const folders = ['CloudTrail'] as const;
    for (const trails of [[MEMBERS], [ACCOUNT, MEMBERS, ORGANIZATION]])
      expect(toLogKeyPatterns({ trails, folders })).toEqual(['AWSLogs/*/CloudTrail/*']);
    expect(toLogKeyPatterns({ trails: [MEMBERS], accounts: ['111122223333'], folders })).toEqual([
      'AWSLogs/111122223333/CloudTrail/*',
    ]);
  });
});

describe('the topic policies', () => {
  const topicArn = 'arn:aws:sns:us-east-1:111122223333:deliveries';

  test('let a trail announce its deliveries', () => {
    expect(toDeliveryTopicStatements(topicArn, [ACCOUNT])).toEqual([
      {
        Sid: 'AWSCloudTrailSNSPolicy20131101',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'SNS:Publish',
        Resource: topicArn,
        Condition: { StringEquals: { 'aws:SourceArn': ARN } },
      },
    ]);
    expect(toDeliveryTopicKeyStatements([ACCOUNT])).toEqual([
      {
        Sid: 'AllowCloudTrailEncryptNotifications',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': ARN } },
      },
    ]);
  });

  test('let the alarms of one account publish alerts and use the key', () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
    expect(toAlertTopicStatement(topicArn, '111122223333')).toEqual({
      Sid: 'PublishCloudWatchAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topicArn,
      Condition,
    });
    expect(toAlertKeyStatement('111122223333')).toEqual({
      Sid: 'EncryptCloudWatchAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition,
    });
  });
});

describe('what readers may do', () => {
  test('is get, list and decrypt, each bound to the keys or the bucket', () => {
    const patterns = ['AWSLogs/111122223333/CloudTrail/*'];
    expect(toGetStatement(BUCKET, patterns)).toEqual({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: 'arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/*',
    });
    expect(toListStatement(BUCKET, patterns)).toEqual({
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:ListBucketVersions'],
      Resource: 'arn:aws:s3:::logs',
      Condition: { StringLike: { 's3:prefix': 'AWSLogs/111122223333/CloudTrail/*' } },
    });
    expect(toDecryptStatement('arn:aws:kms:us-east-1:111122223333:key/k', BUCKET)).toEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: 'arn:aws:kms:us-east-1:111122223333:key/k',
      Condition: {
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'] },
      },
    });
    expect(toDecryptAnyLogStatement('arn:aws:kms:us-east-1:111122223333:key/k').Condition).toEqual({
      Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' },
    });
  });

  test.each([
    {
      name: 'an account',
      trails: [ACCOUNT],
      expected: ['AWSLogs/111122223333/CloudTrail/*'],
    },
    {
      name: 'an organization, and its management account should the trail become an ordinary one',
      trails: [ORGANIZATION],
      expected: ['AWSLogs/999988887777/CloudTrail/*', 'AWSLogs/o-exampleorgid/*/CloudTrail/*'],
    },
    {
      name: 'trails that are not known',
      trails: [],
      expected: ['AWSLogs/*/CloudTrail/*'],
    },
    {
      name: 'one member of an organization',
      trails: [ORGANIZATION],
      accounts: ['044455556666'],
      expected: ['AWSLogs/044455556666/CloudTrail/*', 'AWSLogs/o-exampleorgid/044455556666/CloudTrail/*'],
    },
    {
      name: 'a prefix',
      trails: [ACCOUNT],
      keyPrefix: 'a/b',
      expected: ['a/b/AWSLogs/111122223333/CloudTrail/*'],
    },
  ])('covers the folders of $name', ({ name: _, expected, ...selection }) => {
    expect(toLogKeyPatterns({ ...selection, folders: ['CloudTrail'] })).toEqual(expected);
  });

  test('has a folder for every kind of record, and digests apart', () => {
    expect(RECORD_FOLDERS).toEqual([
      'CloudTrail',
      'CloudTrail-Insight',
      'CloudTrail-NetworkActivity',
      'CloudTrail-Aggregated',
    ]);
  });
});
