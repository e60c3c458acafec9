import { Duration, type Stack } from 'aws-cdk-lib';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { LogArchive, TrailIdentity } from '../../../lib/index';
import { newStack, REGION, resourceOf, resourcesOf, synthError, TRAIL } from '../synthesize';
import { archiveWith } from './synthesize-archive';

const YEAR = ObjectLockRetention.governance(Duration.days(365));

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
        "serverAccessLogsBucket 'Stack/Locked' has Object Lock, and S3 does not deliver access logs to such a bucket; " +
          'give another bucket, or none',
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
      /the bucket's policy has about \d{5} bytes, but AWS allows at most 20480; shorten keyPrefix, bucketName and the trails' names, use one organization trail for many accounts/,
    );
  });
});
