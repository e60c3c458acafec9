import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Bucket, ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import { ArchiveLifecycle, LogArchive } from '../../../lib/index';
import { ACCOUNT, newStack, resourceOf, type Statement, synthError, TRAIL } from '../synthesize';
import { archiveWith } from './synthesize-archive';

const YEAR = ObjectLockRetention.governance(Duration.days(365));

function bucketOf(stack: Stack) {
  return resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
}

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
