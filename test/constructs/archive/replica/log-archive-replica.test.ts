import { App, Duration, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { AuditTrail, LogArchive, type LogArchiveProps, LogArchiveReplica } from '../../../../lib/index';
import { ACCOUNT, newStack, REGION, resourceOf, resourcesOf, type Statement, TRAIL } from '../../synthesize';

const YEAR = ObjectLockRetention.governance(Duration.days(365));

function bucketOf(stack: Stack) {
  return resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
}

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
              ['arn:', { Ref: 'AWS::Partition' }, expect.stringMatching(/^:s3:::copy-replica-/)],
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
        "replication.keyArn is needed: the key of 'Copy/Replica' is in another account, no reference can pass its ARN to this stack, " +
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
      DestinationBucket: expect.stringMatching(/^copy-replica-/),
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

  test('is of one archive: IAM has the role that writes to it once', () => {
    const app = new App();
    const replica = new LogArchiveReplica(new Stack(app, 'Copy'), 'Replica', { sourceAccount: ACCOUNT });
    const archiveIn = (region: string) => {
      const stack = new Stack(app, region, { env: { account: ACCOUNT, region } });
      return new LogArchive(stack, 'Archive', { trails: [TRAIL], replication: { replica, keyArn: KEY_ARN } });
    };
    archiveIn('eu-west-1');
    expect(() => archiveIn('eu-west-2')).toThrow(
      "replication.replica 'Copy/Replica' already receives the files of 'eu-west-1/Archive', and only the role of that archive may write there; " +
        'give each archive a replica of its own',
    );
  });

  test('fails on a role name that IAM does not take', () => {
    const props = { sourceAccount: ACCOUNT, replicationRoleName: 'r'.repeat(65) };
    expect(() => new LogArchiveReplica(newStack(), 'Replica', props)).toThrow(
      'is not a valid role name: it must have 1 to 64 characters',
    );
  });
});
