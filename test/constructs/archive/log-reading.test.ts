import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogArchive, TrailKey } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  resourceOf,
  TRAIL,
} from '../synthesize';

describe('reading an archive', () => {
  const bucketArn = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };
  const keyArn = { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] };

  test('is getting and decrypting its log files and digests, and nothing else', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    archive.grantRead(reader);
    archive.grantList(reader, { includeDigests: false });
    const folder = (name: string) => ({ 'Fn::Join': ['', [bucketArn, `/AWSLogs/${ACCOUNT}/${name}/*`]] });
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: [
          folder('CloudTrail'),
          folder('CloudTrail-Insight'),
          folder('CloudTrail-NetworkActivity'),
          folder('CloudTrail-Aggregated'),
          folder('CloudTrail-Digest'),
        ],
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: keyArn,
        Condition: {
          StringLike: {
            'kms:EncryptionContext:aws:s3:arn': [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
          },
        },
      },
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:ListBucketVersions'],
        Resource: bucketArn,
        Condition: {
          StringLike: {
            's3:prefix': [
              `AWSLogs/${ACCOUNT}/CloudTrail/*`,
              `AWSLogs/${ACCOUNT}/CloudTrail-Insight/*`,
              `AWSLogs/${ACCOUNT}/CloudTrail-NetworkActivity/*`,
              `AWSLogs/${ACCOUNT}/CloudTrail-Aggregated/*`,
            ],
          },
        },
      },
    ]);
  });

  test('from another account is also granted by bucket and key', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    archive.grantRead(new ArnPrincipal(`arn:aws:iam::${LOG_ARCHIVE}:role/reader`), {
      accounts: [LOG_ARCHIVE],
    });
    const key = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
    expect(key[key.length - 1]).toEqual({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${LOG_ARCHIVE}:role/reader` },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', [`s3.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] },
          'aws:PrincipalAccount': LOG_ARCHIVE,
          'aws:PrincipalOrgID': ORGANIZATION,
        },
      },
    });
    const bucket = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties.PolicyDocument
      .Statement;
    expect(bucket[bucket.length - 1].Resource[0]).toEqual({
      'Fn::Join': ['', [bucketArn, `/AWSLogs/${LOG_ARCHIVE}/CloudTrail/*`]],
    });
  });

  test('may be an organization, which bucket and key then ask for', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const organization = new OrganizationPrincipal(ORGANIZATION);
    archive.grantRead(organization, { accounts: [ACCOUNT] });
    archive.grantList(organization, { accounts: [ACCOUNT] });
    const bucket = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties.PolicyDocument;
    const [get, list] = bucket.Statement.slice(-2);
    // its own account would be let in without a policy of the reader's own
    const others = { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } };
    expect(get.Condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION }, ...others });
    expect(list.Condition).toMatchObject({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION }, ...others });
    expect(list.Condition.StringLike['s3:prefix'][0]).toBe(`AWSLogs/${ACCOUNT}/CloudTrail/*`);
    const key = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.at(-1);
    expect(key.Condition.StringEquals['aws:PrincipalOrgID']).toBe(ORGANIZATION);
    expect(key.Condition).toMatchObject(others);
  });

  test('from another account is noted for a key whose policy is managed elsewhere', () => {
    const stack = newStack();
    const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-4e5f-4a6b-8c7d-0123456789ab`;
    const encryptionKey = TrailKey.fromKey(stack, 'Key', {
      key: Key.fromKeyArn(stack, 'Imported', keyArn),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], encryptionKey });
    archive.grantRead(new ArnPrincipal(`arn:aws:iam::${LOG_ARCHIVE}:role/reader`));
    const [note] = Annotations.fromStack(stack).findInfo('/Stack/Key', Match.stringLikeRegexp(keyArn));
    expect(note?.entry.data).toContain(`"AWS": "arn:aws:iam::${LOG_ARCHIVE}:role/reader"`);
  });

  test.each([
    [
      new ServicePrincipal('athena.amazonaws.com'),
      "a principal of the kind 'Service' cannot be a reader, because its account or organization cannot be checked; " +
        'grant to the role that reads for it',
    ],
    [
      new AnyPrincipal(),
      "everyone ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
    ],
    [
      new StarPrincipal(),
      "everyone ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
    ],
  ])('fails to be granted to %s', (principal, message) => {
    const archive = new LogArchive(newStack(), 'Archive', { trails: [TRAIL] });
    expect(() => archive.grantRead(principal)).toThrow(new Error(message));
  });

  test('fails on an account that is none', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => archive.grantRead(new AccountPrincipal(ACCOUNT), { accounts: ['*'] })).toThrow(
      new Error("accounts '*' is not a valid account id: it must have 12 digits, leading zeros included"),
    );
  });
});
