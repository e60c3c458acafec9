import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Bucket, ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import {
  ArchiveLifecycle,
  AuditTrail,
  LogArchive,
  type LogArchiveProps,
  LogArchiveReplica,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  TRAIL,
} from '../synthesize';

const YEAR = ObjectLockRetention.governance(Duration.days(365));

function archiveWith(props: Partial<LogArchiveProps>): Stack {
  const stack = newStack();
  new LogArchive(stack, 'Archive', { trails: [TRAIL], ...props });
  return stack;
}

function bucketOf(stack: Stack) {
  return resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
}

describe('Object Lock', () => {
  test.each([
    ['GOVERNANCE', YEAR],
    ['COMPLIANCE', ObjectLockRetention.compliance(Duration.days(365))],
  ])('locks every file in %s mode', (mode, objectLock) => {
    const bucket = bucketOf(archiveWith({ objectLock }));
    expect(bucket.ObjectLockEnabled).toBe(true);
    expect(bucket.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: mode, Days: 365 });
  });

  test('is off by default, and never on where the access logs go', () => {
    expect(bucketOf(archiveWith({}))).not.toHaveProperty('ObjectLockEnabled');
    const logs = resourceOf(archiveWith({ objectLock: YEAR }), 'AWS::S3::Bucket', 'ArchiveAccessLogs');
    expect(logs.Properties).not.toHaveProperty('ObjectLockEnabled');
  });

  test('fails on access logs in a bucket with Object Lock, which S3 cannot write to', () => {
    const stack = newStack();
    const serverAccessLogsBucket = new Bucket(stack, 'Locked', { objectLockEnabled: true });
    expect(() => new LogArchive(stack, 'Archive', { trails: [TRAIL], serverAccessLogsBucket })).toThrow(
      new Error(
        "serverAccessLogsBucket 'Stack/Locked' has Object Lock, and S3 writes its access logs to no such bucket; " +
          'give another, or none',
      ),
    );
  });

  test('fails on files that expire before their lock does, telling every rule', () => {
    const lifecycleRules = [
      { id: 'Soon', expiration: Duration.days(364) },
      { expirationDate: new Date('2030-01-01') },
      { id: 'Off', enabled: false, expiration: Duration.days(1) },
    ];
    expect(() => archiveWith({ objectLock: YEAR, lifecycleRules })).toThrow(
      new Error(
        "lifecycleRules 'Soon' expires files after 364 days, but objectLock keeps each for 365 days; let them expire after " +
          '365 days or later\n' +
          "lifecycleRules '1' expires files on a date, when objectLock still keeps the newest for 365 days; use expiration instead",
      ),
    );
  });

  test('lets files expire on the day that their lock does', () => {
    const lifecycleRules = [{ expiration: Duration.days(365) }];
    expect(() => archiveWith({ objectLock: YEAR, lifecycleRules })).not.toThrow();
  });
});

describe('the lifecycle', () => {
  const rulesOf = (stack: Stack) => bucketOf(stack).LifecycleConfiguration.Rules;

  test('hands files to Intelligent-Tiering, and ends them only if told', () => {
    const { after, expireAfter } = { after: Duration.days(30), expireAfter: Duration.days(400) };
    const lifecycleRules = ArchiveLifecycle.intelligentTiering({ after, expireAfter });
    expect(rulesOf(archiveWith({ lifecycleRules }))).toEqual([
      {
        Id: 'KeepCheaply',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 30 }],
        ExpirationInDays: 400,
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      },
    ]);
  });

  test('takes files down the classes of Glacier', () => {
    const lifecycleRules = ArchiveLifecycle.glacier({
      instantRetrievalAfter: Duration.days(30),
      flexibleRetrievalAfter: Duration.days(120),
      deepArchiveAfter: Duration.days(365),
    });
    const [rule] = rulesOf(archiveWith({ lifecycleRules }));
    expect(rule.Transitions).toEqual([
      { StorageClass: 'GLACIER_IR', TransitionInDays: 30 },
      { StorageClass: 'GLACIER', TransitionInDays: 120 },
      { StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 365 },
    ]);
    expect(rule).not.toHaveProperty('ExpirationInDays');
    expect(rule).not.toHaveProperty('NoncurrentVersionExpiration');
  });

  test('fails on files that go up the classes, or move when they are gone', () => {
    const lifecycleRules = ArchiveLifecycle.glacier({
      flexibleRetrievalAfter: Duration.days(400),
      deepArchiveAfter: Duration.days(365),
      expireAfter: Duration.days(365),
    });
    expect(() => archiveWith({ lifecycleRules })).toThrow(
      new Error(
        "lifecycleRules 'KeepCheaply' moves files to GLACIER after 400 days, but moves files to DEEP_ARCHIVE after 365 days already\n" +
          "lifecycleRules 'KeepCheaply' moves files to DEEP_ARCHIVE after 365 days, but expires them after 365 days already",
      ),
    );
  });

  test('is taken as it is where only the deployment knows the days', () => {
    const stack = newStack();
    const days = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
    const transitions = [{ storageClass: StorageClass.GLACIER, transitionAfter: days }];
    const lifecycleRules = [{ expiration: days, transitions }];
    const props = { trails: [TRAIL], objectLock: YEAR, lifecycleRules };
    expect(() => new LogArchive(stack, 'Archive', props)).not.toThrow();
  });
});

describe('the inventory', () => {
  test('lists every version, beside the access logs, where S3 may write it for this bucket only', () => {
    const stack = archiveWith({ inventory: {} });
    const [inventory] = bucketOf(stack).InventoryConfigurations;
    expect(inventory).toMatchObject({
      IncludedObjectVersions: 'All',
      ScheduleFrequency: 'Weekly',
      Destination: {
        BucketArn: { 'Fn::GetAtt': ['ArchiveAccessLogs31F4F9D7', 'Arn'] },
        BucketAccountId: ACCOUNT,
      },
    });
    const policy = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ArchiveAccessLogs').Properties.PolicyDocument;
    expect(policy.Statement.find(({ Sid }: Statement) => Sid === 'S3InventoryPolicy')).toEqual({
      Sid: 'S3InventoryPolicy',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: {
        'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveAccessLogs31F4F9D7', 'Arn'] }, '/inventory/*']],
      },
      Condition: {
        ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] } },
        StringEquals: { 'aws:SourceAccount': ACCOUNT, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    });
  });

  test('goes to a bucket of the user, daily', () => {
    const stack = newStack();
    const destination = new Bucket(stack, 'Lists');
    new LogArchive(stack, 'Archive', { trails: [TRAIL], inventory: { destination, daily: true } });
    const [inventory] = bucketOf(stack).InventoryConfigurations;
    expect(inventory.ScheduleFrequency).toBe('Daily');
    expect(inventory.Destination.BucketArn).toEqual({ 'Fn::GetAtt': ['ListsCB6DC742', 'Arn'] });
  });

  test('fails with the statement to add when the destination is imported', () => {
    const stack = newStack();
    const destination = Bucket.fromBucketName(stack, 'Imported', 'lists');
    new LogArchive(stack, 'Archive', { trails: [TRAIL], inventory: { destination } });
    const error = synthError(stack);
    expect(error).toContain(
      'the policy of the imported inventory destination arn:aws:s3:::lists cannot be changed from this app, and S3 needs ' +
        'these statements in it; add them where the inventory destination is defined, then set ' +
        'inventory.policyManagedElsewhere: true',
    );
    expect(error).toContain('"Sid": "S3InventoryPolicy"');
  });
});

describe('the replica', () => {
  const KEY_ARN = `arn:aws:kms:eu-west-1:${'777788889999'}:key/0a1b2c3d-0000-4000-8000-000000000000`;

  function replicate(
    props: Partial<LogArchiveProps> & { readonly account?: string; readonly keyArn?: string },
    replicaLock?: ObjectLockRetention,
  ) {
    const { account = ACCOUNT, keyArn, ...archiveProps } = props;
    const app = new App();
    const replicaStack = new Stack(app, 'Copy', { env: { account, region: 'eu-west-1' } });
    const replica = new LogArchiveReplica(replicaStack, 'Replica', {
      sourceAccount: ACCOUNT,
      replicationRoleName: 'replicates-logs',
      objectLock: replicaLock,
    });
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', {
      trails: [TRAIL],
      ...archiveProps,
      replication: { replica, keyArn },
    });
    return { stack, replicaStack, archive, replica };
  }

  test('gets every file, encrypted anew, and no deletion', () => {
    const { stack } = replicate({});
    expect(bucketOf(stack).ReplicationConfiguration.Rules).toEqual([
      {
        Id: 'EveryFile',
        Status: 'Enabled',
        Priority: 1,
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: {
          Bucket: {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, expect.stringMatching(/^:s3:::.*replicabucket/)],
            ],
          },
          EncryptionConfiguration: {
            ReplicaKmsKeyID: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  expect.stringMatching(`^:kms:eu-west-1:${ACCOUNT}:alias/trailwatch/`),
                ],
              ],
            },
          },
          Metrics: { Status: 'Enabled' },
        },
      },
    ]);
  });

  test('is written by a role that may do just that, and cannot delete', () => {
    const { stack } = replicate({ objectLock: YEAR }, YEAR);
    const role = resourceOf(stack, 'AWS::IAM::Role').Properties;
    expect(role.RoleName).toBe('replicates-logs');
    const policy = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
    expect(policy.Statement.map(({ Action }: Statement) => Action)).toEqual([
      ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      [
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
      ],
      ['s3:ReplicateObject', 's3:ReplicateTags'],
      ['kms:Encrypt', 'kms:GenerateDataKey'],
      'kms:Decrypt',
    ]);
    const conditions = policy.Statement.slice(3).map(({ Condition }: Statement) => Object.keys(Condition!));
    expect(conditions).toEqual([['StringEquals', 'StringLike'], ['StringLike']]);
  });

  test('in another account owns what arrives, and asks for the key’s ARN', () => {
    const { stack } = replicate({ account: '777788889999', keyArn: KEY_ARN });
    const [{ Destination }] = bucketOf(stack).ReplicationConfiguration.Rules;
    expect(Destination.Account).toBe('777788889999');
    expect(Destination.AccessControlTranslation).toEqual({ Owner: 'Destination' });
    expect(Destination.EncryptionConfiguration).toEqual({ ReplicaKmsKeyID: KEY_ARN });
    expect(() => replicate({ account: '777788889999' })).toThrow(
      new Error(
        "replication.keyArn is needed: the key of 'Copy/Replica' is in another account, no reference can carry its ARN here, " +
          "and S3 would look up its alias in the archive's own account; deploy the replica's stack first, then give keyArn " +
          'the value of its output KeyArn',
      ),
    );
  });

  test('lets in the one role of the one account, and is deployed first', () => {
    const { stack, replicaStack } = replicate({ account: '777788889999', keyArn: KEY_ARN });
    const role = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/replicates-logs`]],
    };
    const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:root`]] } };
    const bucket = resourceOf(replicaStack, 'AWS::S3::BucketPolicy', 'ReplicaBucket').Properties;
    const allowed = (statements: Statement[]) => statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed(bucket.PolicyDocument.Statement)).toEqual([
      {
        Sid: 'ReplicateObjects',
        Effect: 'Allow',
        Principal: root,
        Condition: { ArnEquals: { 'aws:PrincipalArn': role } },
        Action: ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['ReplicaBucket80C984FB', 'Arn'] }, '/*']] },
      },
    ]);
    const key = resourceOf(replicaStack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
    expect(key.slice(1)).toEqual([
      {
        Sid: 'EncryptReplicas',
        Effect: 'Allow',
        Principal: root,
        Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': role },
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['s3.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
          },
        },
      },
    ]);
    expect(stack.dependencies).toEqual([replicaStack]);
    expect(replicaStack.dependencies).toEqual([]);
  });

  test('keeps bucket, policy and key when its stack goes, and expires nothing', () => {
    const { replicaStack } = replicate({});
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key']) {
      for (const { DeletionPolicy } of resourcesOf(replicaStack, type)) expect(DeletionPolicy).toBe('Retain');
    }
    const [rule] = resourceOf(replicaStack, 'AWS::S3::Bucket', 'ReplicaBucket').Properties
      .LifecycleConfiguration.Rules;
    expect(Object.keys(rule)).not.toContain('ExpirationInDays');
  });

  test('is asked for before the trail: no file arrives that could not be replicated', () => {
    const { stack, archive } = replicate({});
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const { DependsOn = [] } = resourceOf(stack, 'AWS::CloudTrail::Trail');
    expect(DependsOn.filter((id) => id.startsWith('ArchiveReplicationRole'))).toHaveLength(2);
  });

  test('tells what could not be replicated by a metric', () => {
    const { stack, archive, replica } = replicate({});
    const { metricName, dimensions } = archive.metricReplicationFailures(replica);
    expect(metricName).toBe('OperationsFailedReplication');
    expect(stack.resolve(dimensions)).toEqual({
      SourceBucket: { Ref: 'ArchiveBucket49F1AC64' },
      DestinationBucket: expect.stringMatching(/replicabucket/),
      RuleId: 'EveryFile',
    });
  });

  test('may be of another app', () => {
    const stack = newStack();
    const replica = LogArchiveReplica.fromAttributes(stack, 'Replica', {
      bucketName: 'logs-copy',
      account: '777788889999',
      region: 'eu-west-1',
      keyArn: KEY_ARN,
      sourceAccount: ACCOUNT,
      replicationRoleName: 'replicates-logs',
    });
    new LogArchive(stack, 'Archive', { trails: [TRAIL], replication: { replica, timeControl: true } });
    const [{ Destination }] = bucketOf(stack).ReplicationConfiguration.Rules;
    expect(Destination).toMatchObject({
      Account: '777788889999',
      EncryptionConfiguration: { ReplicaKmsKeyID: KEY_ARN },
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    });
  });

  test('fails without Object Lock where the archive has it', () => {
    expect(() => replicate({ objectLock: YEAR })).toThrow(
      new Error(
        "the archive has objectLock, but replication.replica 'Copy/Replica' has none, and S3 replicates locked files to " +
          'buckets with Object Lock only; give the replica objectLock too',
      ),
    );
  });

  test('fails when it takes files from another account than the archive’s', () => {
    const app = new App();
    const replica = new LogArchiveReplica(new Stack(app, 'Copy'), 'Replica', {
      sourceAccount: '777788889999',
    });
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    expect(
      () => new LogArchive(stack, 'Archive', { trails: [TRAIL], replication: { replica, keyArn: KEY_ARN } }),
    ).toThrow(
      new Error(
        "replication.replica 'Copy/Replica' takes files from account '777788889999', but the archive is in '111122223333'; " +
          "give the replica the archive's account as sourceAccount",
      ),
    );
  });

  test('fails on a role name that IAM does not take', () => {
    const props = { sourceAccount: ACCOUNT, replicationRoleName: 'r'.repeat(65) };
    expect(() => new LogArchiveReplica(newStack(), 'Replica', props)).toThrow(
      'is not a valid role name: it must have 1 to 64 characters',
    );
  });
});

describe('the size of the bucket policy', () => {
  interface Names {
    readonly trailName: string;
    readonly bucketName: string;
    readonly keyPrefix?: string;
  }
  const SHORT: Names = { trailName: 'primary', bucketName: 'company-logs' };
  const LONGEST: Names = {
    trailName: 't'.repeat(128),
    bucketName: 'b'.repeat(63),
    keyPrefix: 'p'.repeat(200),
  };

  function synthesize(count: number, { trailName, ...names }: Names): Stack {
    const stack = newStack();
    const trails = Array.from({ length: count }, (_, index) =>
      TrailIdentity.account({
        trailName,
        homeRegion: REGION,
        ownerAccount: String(100_000_000_001 + index),
      }),
    );
    new LogArchive(stack, 'Archive', { trails, ...names });
    return stack;
  }

  test.each([
    [44, SHORT],
    [22, LONGEST],
  ])('has room for the trails of %s accounts', (count, names) => {
    expect(() => resourcesOf(synthesize(count, names), 'AWS::S3::Bucket')).not.toThrow();
  });

  test.each([
    [45, SHORT],
    [23, LONGEST],
  ])('fails for those of %s, telling what to do', (count, names) => {
    expect(synthError(synthesize(count, names))).toMatch(
      /the bucket's policy has about \d{5} bytes, but AWS takes 20480; shorten keyPrefix, bucketName and the trails' names, let one organization trail stand for many accounts/,
    );
  });
});
