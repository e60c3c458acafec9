import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AuditTrail, LogArchive, TrailIdentity, TrailKey } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  TRAIL,
  TRAIL_ARN,
  warningsOf,
} from '../synthesize';

describe('a trail identity', () => {
  test.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('makes the ARN from literals, for %s in %s', (homeRegion, partition) => {
    const identity = TrailIdentity.account({ trailName: 'primary', homeRegion, ownerAccount: ACCOUNT });
    expect(identity.trailArn).toBe(`arn:${partition}:cloudtrail:${homeRegion}:${ACCOUNT}:trail/primary`);
  });

  test('of an organization belongs to the management account', () => {
    expect(ORGANIZATION_TRAIL.trailArn).toBe(ORGANIZATION_TRAIL_ARN);
    expect(ORGANIZATION_TRAIL.ownerAccount).toBe(MANAGEMENT);
    expect(ORGANIZATION_TRAIL.isOrganizationTrail).toBe(true);
    expect(TRAIL.isOrganizationTrail).toBe(false);
  });

  test.each([
    [
      { trailName: 'my--trail' },
      "trailName 'my--trail' is not a valid trail name: no two of its periods, underscores and hyphens may be neighbours",
    ],
    [
      { ownerAccount: '1234' },
      "ownerAccount '1234' is not a valid account id: it must have 12 digits, leading zeros included",
    ],
    [
      { homeRegion: 'Frankfurt' },
      "homeRegion 'Frankfurt' is not a valid Region: it must be a Region's code, such as 'eu-central-1'",
    ],
  ])('fails on %j', (wrong, message) => {
    const right = { trailName: 'primary', homeRegion: REGION, ownerAccount: ACCOUNT };
    expect(() => TrailIdentity.account({ ...right, ...wrong })).toThrow(new Error(message));
  });

  test('fails on an organization id that is none', () => {
    const right = { trailName: 'everyone', homeRegion: REGION, managementAccountId: MANAGEMENT };
    expect(() => TrailIdentity.organization({ ...right, organizationId: 'r-abcd' })).toThrow(
      new Error(
        "organizationId 'r-abcd' is not a valid organization id: it must be 'o-' and then 10 to 32 lower-case letters or digits",
      ),
    );
  });
});

describe('a log archive', () => {
  function synthesize() {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], keyPrefix: 'audit' });
    return { stack, archive };
  }

  test('lets the trail write to its own folder, and lets nobody in without TLS 1.2', () => {
    const { stack } = synthesize();
    const bucketArn = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };
    const objects = { 'Fn::Join': ['', [bucketArn, '/*']] };
    const policy = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveBucket');
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: [bucketArn, objects],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: [bucketArn, objects],
        Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      },
      {
        Sid: 'AWSCloudTrailAclCheck20150319',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: bucketArn,
        Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
      },
      {
        Sid: 'AWSCloudTrailWrite20150319',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: { 'Fn::Join': ['', [bucketArn, `/audit/AWSLogs/${ACCOUNT}/*`]] },
        Condition: {
          StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': TRAIL_ARN },
        },
      },
    ]);
  });

  test('is private, versioned, owner-enforced and encrypted with its own key through a bucket key', () => {
    const bucket = resourceOf(synthesize().stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(bucket.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
        },
      },
    ]);
    expect(bucket.BucketName).toBeUndefined();
  });

  test('announces deliveries to EventBridge without a custom resource', () => {
    const { stack } = synthesize();
    const bucket = resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const types = Object.values(Template.fromStack(stack).toJSON().Resources).map(
      (one) => (one as Resource).Type,
    );
    expect(types.filter((type) => type.startsWith('Custom::') || type === 'AWS::Lambda::Function')).toEqual(
      [],
    );
  });

  test('fails when a notification of the bucket would replace the EventBridge one', () => {
    const { stack, archive } = synthesize();
    archive.bucket.addEventNotification(
      EventType.OBJECT_CREATED,
      new SqsDestination(new Queue(stack, 'Queue')),
    );
    expect(synthError(stack)).toContain(
      "addEventNotification on the archive's bucket would replace its EventBridge notifications, and no log file would be " +
        "processed any more; listen with an EventBridge rule on 'Object Created' of the bucket instead",
    );
  });

  test('keeps bucket, bucket policy, key and access logs when the stack goes, and expires no log file', () => {
    const { stack } = synthesize();
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
      for (const { DeletionPolicy, UpdateReplacePolicy } of resourcesOf(stack, type)) {
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
      }
    }
    expect(resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').DeletionPolicy).toBe('Retain');
    const bucket = resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.LifecycleConfiguration.Rules).toEqual([
      {
        Id: 'KeepCheaply',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 90 }],
        NoncurrentVersionTransitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 90 }],
      },
    ]);
  });

  test('has its requests logged in a bucket that only S3 can write to', () => {
    const { stack } = synthesize();
    const bucket = resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.LoggingConfiguration).toEqual({
      DestinationBucketName: { Ref: 'ArchiveAccessLogs31F4F9D7' },
      LogFilePrefix: 'archive/',
    });
    const policy = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveAccessLogs').Properties;
    const allowed = policy.PolicyDocument.Statement.filter(({ Effect }: Statement) => Effect === 'Allow');
    expect(allowed).toEqual([
      {
        Sid: 'S3ServerAccessLogsPolicy',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveAccessLogs31F4F9D7', 'Arn'] }, '/*']] },
        Condition: {
          ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] } },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    ]);
  });

  test('takes a bucket of the user for its access logs', () => {
    const stack = newStack();
    const serverAccessLogsBucket = Bucket.fromBucketName(stack, 'Requests', 'requests');
    new LogArchive(stack, 'Archive', { trails: [TRAIL], serverAccessLogsBucket });
    const bucket = resourceOf(stack, 'AWS::S3::Bucket').Properties;
    expect(bucket.LoggingConfiguration.DestinationBucketName).toBe('requests');
  });

  test('carries the tags of its stack', () => {
    const { stack } = synthesize();
    Tags.of(stack).add('team', 'security');
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
      for (const { Properties } of resourcesOf(stack, type)) {
        expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'security' });
      }
    }
  });

  test('tells its size by metrics', () => {
    const { stack, archive } = synthesize();
    const { metricName, namespace, dimensions } = archive.metricSizeBytes();
    expect([namespace, metricName]).toEqual(['AWS/S3', 'BucketSizeBytes']);
    expect(stack.resolve(dimensions)).toEqual({
      BucketName: { Ref: 'ArchiveBucket49F1AC64' },
      StorageType: 'StandardStorage',
    });
    expect(archive.metricObjects().metricName).toBe('NumberOfObjects');
  });

  test('fails on a prefix that CloudTrail does not take', () => {
    const props = { trails: [TRAIL], keyPrefix: 'logs/AWSLogs/' };
    expect(() => new LogArchive(newStack(), 'Archive', props)).toThrow(
      new Error(
        "keyPrefix 'logs/AWSLogs/' is not a valid key prefix: it must not end with a slash; " +
          "it must not hold the folder 'AWSLogs', which CloudTrail adds by itself",
      ),
    );
  });

  test('fails on a key that does not trust one of its trails', () => {
    const stack = newStack();
    const encryptionKey = new TrailKey(stack, 'Key', { trails: [ORGANIZATION_TRAIL] });
    expect(() => new LogArchive(stack, 'Archive', { trails: [TRAIL], encryptionKey })).toThrow(
      new Error(
        "encryptionKey 'Stack/Key' does not trust the trail 'primary'; give the key the same 'trails' as the archive",
      ),
    );
  });
});

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
    expect(get.Condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } });
    expect(list.Condition).toMatchObject({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } });
    expect(list.Condition.StringLike['s3:prefix'][0]).toBe(`AWSLogs/${ACCOUNT}/CloudTrail/*`);
    const key = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.at(-1);
    expect(key.Condition.StringEquals['aws:PrincipalOrgID']).toBe(ORGANIZATION);
  });

  test.each([
    [
      new ServicePrincipal('athena.amazonaws.com'),
      "a principal of the kind 'Service' cannot be a reader, because no account or organization can be asked of it; " +
        'grant to the role that reads for it',
    ],
    [
      new AnyPrincipal(),
      "everybody ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
    ],
    [
      new StarPrincipal(),
      "everybody ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
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

describe('an archive in an imported bucket', () => {
  const imported = (stack: Stack) => Bucket.fromBucketName(stack, 'Imported', 'company-logs');

  test('fails with the statements to add', () => {
    const stack = newStack();
    LogArchive.fromBucket(stack, 'Archive', {
      bucket: imported(stack),
      trails: [ORGANIZATION_TRAIL],
      keyPrefix: 'ct',
    });
    expect(synthError(stack)).toMatchSnapshot();
  });

  test('fails with statements that leave open what only the deployment knows', () => {
    const stack = newStack({});
    const identity = TrailIdentity.account({
      trailName: 'primary',
      homeRegion: stack.region,
      ownerAccount: stack.account,
    });
    LogArchive.fromBucket(stack, 'Archive', { bucket: imported(stack), trails: [identity] });
    expect(synthError(stack)).toContain(
      `"aws:SourceArn": "arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/primary"`,
    );
  });

  test('is accepted once its policy is said to be managed elsewhere, without key', () => {
    const stack = newStack();
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: imported(stack),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const { Properties, DependsOn } = resourceOf(stack, 'AWS::CloudTrail::Trail');
    expect([Properties.S3BucketName, Properties.KMSKeyId, DependsOn]).toEqual([
      'company-logs',
      undefined,
      undefined,
    ]);
  });

  test('adds the statements to a bucket of the same app, and the trail waits for them', () => {
    const stack = newStack();
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: new Bucket(stack, 'Own'),
      trails: [TRAIL],
    });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const sids = resourceOf(stack, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement.map(
      ({ Sid }: Statement) => Sid,
    );
    expect(sids).toEqual(['AWSCloudTrailAclCheck20150319', 'AWSCloudTrailWrite20150319']);
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').DependsOn).toEqual(['OwnPolicyB0455CC9']);
  });

  test('can be read and listed', () => {
    const stack = newStack();
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: imported(stack),
      trails: [],
      policyManagedElsewhere: true,
    });
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    archive.grantRead(reader, { accounts: [ACCOUNT], includeDigests: false });
    archive.grantList(reader, { accounts: [ACCOUNT], includeDigests: false });
    const [get, list] = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    expect(get.Resource).toHaveLength(8);
    expect(list.Condition.StringLike['s3:prefix'][0]).toBe(`AWSLogs/${ACCOUNT}/CloudTrail/*`);
  });
});

describe('an audit trail', () => {
  function synthesize() {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], keyPrefix: 'audit' });
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    return { stack, trail };
  }

  test('logs every Region and global service, proves its files, and is on', () => {
    expect(resourceOf(synthesize().stack, 'AWS::CloudTrail::Trail').Properties).toEqual({
      TrailName: 'primary',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      IsOrganizationTrail: false,
      S3BucketName: { Ref: 'ArchiveBucket49F1AC64' },
      S3KeyPrefix: 'audit',
      KMSKeyId: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
    });
  });

  test('is created after the policies of bucket and key', () => {
    expect(resourceOf(synthesize().stack, 'AWS::CloudTrail::Trail').DependsOn).toEqual([
      'ArchiveBucketPolicy13E3D5ED',
      'ArchiveKeyAliasECB94D44',
      'ArchiveKey830AE853',
    ]);
  });

  test('gives its ARN as an attribute, and as literals through its identity', () => {
    const { stack, trail } = synthesize();
    expect(stack.resolve(trail.trailArn)).toEqual({ 'Fn::GetAtt': ['Trail022F0CF2', 'Arn'] });
    expect(trail.identity.trailArn).toBe(TRAIL_ARN);
  });

  test('fails on an archive that does not trust it', () => {
    const stack = newStack({ env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive })).toThrow(
      new Error(
        `archive 'Stack/Archive' does not trust the trail 'everyone' (${ORGANIZATION_TRAIL_ARN}): CloudTrail may not write there, ` +
          "and CloudFormation could not create the trail; add the identity to the archive's 'trails'",
      ),
    );
  });

  test('fails outside its home Region', () => {
    const stack = newStack({ env: { account: ACCOUNT, region: 'us-east-1' } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive })).toThrow(
      new Error(
        "identity.homeRegion is 'eu-central-1', but the stack deploys to 'us-east-1': a trail is created in its home Region; " +
          'move the trail to a stack of that Region or change the identity',
      ),
    );
  });

  test('fails outside the account that owns it', () => {
    const stack = newStack({ env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive })).toThrow(
      new Error(
        "identity.ownerAccount is '111122223333', but the stack deploys to '044455556666': " +
          'only the trail of an organization can be created in another account than its owner; ' +
          'move the trail to a stack of that account or change the identity',
      ),
    );
  });

  test('of an organization warns in an account that must be a delegated administrator', () => {
    const stack = newStack({ env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    expect(warningsOf(stack)).toEqual([
      "/Stack/Trail: the organization trail 'everyone' belongs to the management account '999988887777', but the stack deploys " +
        "to '044455556666': that works only where the account is registered as a delegated administrator for CloudTrail, which " +
        'CloudFormation cannot do; nor can such an account turn the trail into one of an account and back; run aws cloudtrail ' +
        'register-organization-delegated-admin in the management account before the first deployment, or move the trail there ' +
        '[ack: cdk-trailwatch:delegatedAdministrator]',
    ]);
  });

  test('of an organization delivers to an archive in another account, which is deployed first', () => {
    const app = new App();
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const managementStack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(archiveStack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    new AuditTrail(managementStack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });

    const trail = resourceOf(managementStack, 'AWS::CloudTrail::Trail').Properties;
    const bucket = resourceOf(archiveStack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.BucketName).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(trail.S3BucketName).toBe(bucket.BucketName);
    const alias = resourceOf(archiveStack, 'AWS::KMS::Alias').Properties.AliasName;
    expect(managementStack.resolve(trail.KMSKeyId)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:kms:${REGION}:${LOG_ARCHIVE}:${alias}`]],
    });
    expect(trail.IsOrganizationTrail).toBe(true);
    expect(managementStack.dependencies).toEqual([archiveStack]);

    const statements = resourceOf(archiveStack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties
      .PolicyDocument.Statement;
    expect(statements[4]).toEqual({
      Sid: 'AWSCloudTrailOrganizationWrite20150319',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: {
        'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] }, `/AWSLogs/${ORGANIZATION}/*`]],
      },
      Condition: {
        StringEquals: {
          's3:x-amz-acl': 'bucket-owner-full-control',
          'aws:SourceArn': ORGANIZATION_TRAIL_ARN,
        },
      },
    });
  });

  test('in another stack of the account refers to the archive, and nothing is circular', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const archiveStack = new Stack(app, 'LogArchive', { env });
    const trailStack = new Stack(app, 'TrailStack', { env });
    const archive = new LogArchive(archiveStack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(trailStack, 'Trail', { identity: TRAIL, archive });
    app.synth();
    expect(trailStack.dependencies).toEqual([archiveStack]);
    expect(archiveStack.dependencies).toEqual([]);
  });
});

describe('what is not known at synth', () => {
  test('breaks no check: names, accounts, Regions, organization and prefix as parameters', () => {
    const stack = newStack({});
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const identity = TrailIdentity.organization({
      trailName: parameter('TrailName'),
      homeRegion: parameter('HomeRegion'),
      managementAccountId: parameter('Management'),
      organizationId: parameter('Organization'),
    });
    const archive = new LogArchive(stack, 'Archive', {
      trails: [identity],
      keyPrefix: parameter('Prefix'),
      bucketName: parameter('BucketName'),
    });
    new AuditTrail(stack, 'Trail', { identity, archive });
    const { Properties } = resourceOf(stack, 'AWS::CloudTrail::Trail');
    expect(Properties.TrailName).toEqual({ Ref: 'TrailName' });
    expect(Properties.S3KeyPrefix).toEqual({ Ref: 'Prefix' });
  });

  test('may be compared with what is: an archive that knows the account, a trail that does not', () => {
    const stack = newStack({});
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const identity = TrailIdentity.account({
      trailName: 'primary',
      homeRegion: stack.region,
      ownerAccount: stack.account,
    });
    new AuditTrail(stack, 'Trail', { identity, archive });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
