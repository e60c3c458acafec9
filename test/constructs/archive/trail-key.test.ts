import { Duration, type Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ArnPrincipal,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuditTrail, LogArchive, TrailIdentity, TrailKey } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  resourceOf,
  type Statement,
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;

function statementsOf(stack: Stack): Statement[] {
  return resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
}

describe('a trail key', () => {
  test('rotates, is named by an alias, and trusts exactly its trails', () => {
    const stack = newStack();
    new TrailKey(stack, 'Key', { trails: [TRAIL], aliasName: 'audit/logs' });
    const { Properties } = resourceOf(stack, 'AWS::KMS::Key');
    expect(Properties.EnableKeyRotation).toBe(true);
    expect(resourceOf(stack, 'AWS::KMS::Alias').Properties.AliasName).toBe('alias/audit/logs');
    const Principal = { Service: 'cloudtrail.amazonaws.com' };
    const StringEquals = { 'aws:SourceArn': TRAIL_ARN };
    expect(Properties.KeyPolicy.Statement.slice(1)).toEqual([
      {
        Sid: 'AllowCloudTrailEncryptLogs',
        Effect: 'Allow',
        Principal,
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: {
          StringEquals,
          StringLike: {
            'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*`,
          },
        },
      },
      {
        Sid: 'AllowCloudTrailDecryptTrail',
        Effect: 'Allow',
        Principal,
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEquals },
      },
      {
        Sid: 'AllowCloudTrailAccess',
        Effect: 'Allow',
        Principal,
        Action: 'kms:DescribeKey',
        Resource: '*',
        Condition: { StringEquals },
      },
    ]);
  });

  test('lets readers decrypt what CloudTrail encrypted', () => {
    const stack = newStack();
    const key = new TrailKey(stack, 'Key', { trails: [TRAIL] });
    key.grantDecrypt(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': ['Key9BCD29C7', 'Arn'] },
        Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
      },
    ]);
  });

  test('made from a key of the same app adds the statements to it', () => {
    const stack = newStack();
    TrailKey.fromKey(stack, 'TrailKey', { key: new Key(stack, 'Own'), trails: [TRAIL] });
    const sids = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.map(
      ({ Sid }: Statement) => Sid,
    );
    expect(sids).toContain('AllowCloudTrailDecryptTrail');
  });

  test('made from an imported key fails with the statements to add', () => {
    const stack = newStack();
    TrailKey.fromKey(stack, 'TrailKey', { key: Key.fromKeyArn(stack, 'Imported', KEY_ARN), trails: [TRAIL] });
    expect(synthError(stack)).toMatchSnapshot();
  });

  test('made from an imported key is accepted once its policy is said to be managed elsewhere', () => {
    const stack = newStack();
    const encryptionKey = TrailKey.fromKey(stack, 'TrailKey', {
      key: Key.fromKeyArn(stack, 'Imported', KEY_ARN),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], encryptionKey });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.KMSKeyId).toBe(KEY_ARN);
  });

  test('fails in another Region than the bucket', () => {
    const stack = newStack();
    const encryptionKey = TrailKey.fromKey(stack, 'TrailKey', {
      key: Key.fromKeyArn(
        stack,
        'Imported',
        `arn:aws:kms:us-east-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
      ),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const message =
      "encryptionKey 'Stack/TrailKey' is in 'us-east-1', the archive's bucket in 'eu-central-1'; " +
      'S3 requires a key in the bucket Region';
    const trails = [TRAIL];
    expect(() => new LogArchive(stack, 'New', { trails, encryptionKey })).toThrow(new Error(message));
    const bucket = new Bucket(stack, 'Bucket');
    expect(() => LogArchive.fromBucket(stack, 'Old', { bucket, trails, encryptionKey })).toThrow(
      new Error(message),
    );
  });

  test('lets the trails of two owners encrypt each in its own name', () => {
    const stack = newStack();
    const other = TrailIdentity.account({
      trailName: 'secondary',
      homeRegion: 'us-east-1',
      ownerAccount: LOG_ARCHIVE,
    });
    new TrailKey(stack, 'Key', { trails: [TRAIL, other] });
    const encrypt = statementsOf(stack).filter(({ Action }) => Action === 'kms:GenerateDataKey*');
    expect(encrypt.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { 'aws:SourceArn': TRAIL_ARN },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
      },
      {
        StringEquals: { 'aws:SourceArn': other.trailArn },
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${LOG_ARCHIVE}:trail/*`,
        },
      },
    ]);
  });

  test('rotates as often as wanted, and is multi-Region only if wanted', () => {
    const plain = newStack();
    new TrailKey(plain, 'Key', { trails: [TRAIL] });
    expect(resourceOf(plain, 'AWS::KMS::Key').Properties).not.toHaveProperty('MultiRegion');
    const stack = newStack();
    new TrailKey(stack, 'Key', { trails: [TRAIL], rotationPeriod: Duration.days(90), multiRegion: true });
    expect(resourceOf(stack, 'AWS::KMS::Key').Properties).toMatchObject({
      EnableKeyRotation: true,
      RotationPeriodInDays: 90,
      MultiRegion: true,
    });
  });

  test.each([89, 2561, 100.5])('fails to rotate every %s days', (days) => {
    const rotationPeriod = Duration.hours(days * 24);
    expect(() => new TrailKey(newStack(), 'Key', { trails: [TRAIL], rotationPeriod })).toThrow(
      new Error(`rotationPeriod is ${days} days, but must be a whole number from 90 to 2560 days`),
    );
  });

  test.each([90, 2560])('rotates every %s days', (days) => {
    const rotationPeriod = Duration.days(days);
    expect(() => new TrailKey(newStack(), 'Key', { trails: [TRAIL], rotationPeriod })).not.toThrow();
  });

  test('fails on an alias that KMS does not take', () => {
    const props = { trails: [TRAIL], aliasName: 'alias/logs' };
    expect(() => new TrailKey(newStack(), 'Key', props)).toThrow(
      new Error("aliasName 'alias/logs' is not a valid key alias: it must be given without 'alias/'"),
    );
  });

  test('trusts its trails on topics, and CloudWatch Logs for one group', () => {
    const stack = newStack();
    const key = new TrailKey(stack, 'Key', { trails: [TRAIL] });
    key.trustDeliveryTopics();
    key.trustLogGroup('cloudtrail');
    expect(statementsOf(stack).slice(-2)).toEqual([
      {
        Sid: 'AllowCloudTrailEncryptNotifications',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: { 'Fn::Join': ['', [`logs.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] } },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:cloudtrail`],
              ],
            },
          },
        },
      },
    ]);
  });

  test('fails on a log group that there cannot be', () => {
    const key = new TrailKey(newStack(), 'Key', { trails: [TRAIL] });
    expect(() => key.trustLogGroup('my group')).toThrow(
      new Error(
        "logGroupName 'my group' is not a valid log group name: it may contain only letters, digits, underscores, slashes, " +
          'periods, number signs and hyphens',
      ),
    );
  });

  test('made from an imported key fails with the statements for topics and log groups as well', () => {
    const stack = newStack();
    const key = TrailKey.fromKey(stack, 'TrailKey', {
      key: Key.fromKeyArn(stack, 'Imported', KEY_ARN),
      trails: [TRAIL],
    });
    key.trustDeliveryTopics();
    key.trustLogGroup('cloudtrail');
    const error = synthError(stack);
    expect(error).toContain('"Sid": "AllowCloudTrailEncryptNotifications"');
    expect(error).toContain(
      `"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:${REGION}:${ACCOUNT}:log-group:cloudtrail"`,
    );
  });

  test('fails when its policy is longer than KMS takes', () => {
    const stack = newStack();
    const key = new TrailKey(stack, 'Key', { trails: [TRAIL] });
    for (let index = 0; index < 50; index += 1) key.trustLogGroup(`${index}`.padEnd(500, 'x'));
    expect(synthError(stack)).toMatch(
      /the key's policy has about \d{5} bytes, but AWS allows at most 32768; shorten keyPrefix/,
    );
  });
});

describe('readers of a trail key', () => {
  const last = (stack: Stack) => statementsOf(stack).at(-1);
  const whatever = { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } };

  test('may be an account, whose administrators then choose', () => {
    const stack = newStack();
    new TrailKey(stack, 'Key', { trails: [TRAIL] }).grantDecrypt(new AccountPrincipal(LOG_ARCHIVE));
    expect(last(stack)).toMatchObject({
      Action: 'kms:Decrypt',
      Condition: { ...whatever, StringEquals: { 'aws:PrincipalAccount': LOG_ARCHIVE } },
    });
  });

  test('may be a role of another account, which must be in the organization of the trails', () => {
    const stack = newStack();
    const role = new ArnPrincipal(`arn:aws:iam::${LOG_ARCHIVE}:role/reader`);
    new TrailKey(stack, 'Key', { trails: [ORGANIZATION_TRAIL] }).grantDecrypt(role);
    expect(last(stack)).toMatchObject({
      Principal: { AWS: `arn:aws:iam::${LOG_ARCHIVE}:role/reader` },
      Condition: {
        ...whatever,
        StringEquals: { 'aws:PrincipalAccount': LOG_ARCHIVE, 'aws:PrincipalOrgID': ORGANIZATION },
      },
    });
  });

  test('may be of another organization, if that is said', () => {
    const stack = newStack();
    const role = new ArnPrincipal(`arn:aws:iam::${LOG_ARCHIVE}:role/reader`);
    const partner = role.withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-partnerorgid' } });
    new TrailKey(stack, 'Key', { trails: [ORGANIZATION_TRAIL] }).grantDecrypt(partner);
    expect(last(stack)?.Condition).toEqual({
      ...whatever,
      StringEquals: { 'aws:PrincipalAccount': LOG_ARCHIVE, 'aws:PrincipalOrgID': 'o-partnerorgid' },
    });
  });

  test('may be an organization', () => {
    const stack = newStack();
    new TrailKey(stack, 'Key', { trails: [TRAIL] }).grantDecrypt(new OrganizationPrincipal(ORGANIZATION));
    expect(last(stack)).toMatchObject({
      Principal: { AWS: '*' },
      Condition: { ...whatever, StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
    });
  });
});
