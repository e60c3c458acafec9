import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LogArchive, TrailKey } from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  ORGANIZATION_TRAIL,
  type Resource,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

describe('a log archive', () => {
  function synthesize() {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], keyPrefix: 'audit' });
    return { stack, archive };
  }

  test('lets the trail write to its own folder, and denies access without TLS 1.2', () => {
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
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
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
          "it must not contain the folder 'AWSLogs', which CloudTrail adds",
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
