import type { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuditTrail, LogArchive, TrailIdentity } from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  ORGANIZATION_TRAIL,
  resourceOf,
  type Statement,
  synthError,
  TRAIL,
} from '../synthesize';

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
