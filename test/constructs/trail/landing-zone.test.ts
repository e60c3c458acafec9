import { LandingZone, Trailwatch } from '../../../lib/index';
import { PLACES } from '../../scenarios/landing-zones';
import { arnHere } from '../../scenarios/place';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  oneRule,
  REGION,
  resourcesOf,
  warningsOf,
} from '../synthesize';

const KEY = arnHere(`arn:aws:kms:${REGION}:${MANAGEMENT}:key/0a1b2c3d-0000-4000-8000-000000000000`);
const inLogArchive = () => newStack({ env: { account: LOG_ARCHIVE, region: REGION } });

/** What `describe-trails` shows of each landing zone, in the words of the sources that the class names. */
test.each([
  {
    name: 'Control Tower',
    zone: LandingZone.controlTower(PLACES),
    trail: 'aws-controltower-BaselineCloudTrail',
    bucket: `aws-controltower-logs-${LOG_ARCHIVE}-${REGION}`,
    prefix: ORGANIZATION,
  },
  {
    name: 'Control Tower 4.0',
    zone: LandingZone.controlTower({ ...PLACES, bucketName: 'aws-controltower-cloudtrail-logs-1-abc-def' }),
    trail: 'aws-controltower-BaselineCloudTrail',
    bucket: 'aws-controltower-cloudtrail-logs-1-abc-def',
    prefix: ORGANIZATION,
  },
  {
    name: 'the accelerator',
    zone: LandingZone.accelerator(PLACES),
    trail: 'AWSAccelerator-Organizations-CloudTrail',
    bucket: `aws-accelerator-central-logs-${LOG_ARCHIVE}-${REGION}`,
    prefix: 'cloudtrail-organization',
  },
  {
    name: 'the accelerator with another prefix',
    zone: LandingZone.accelerator({ ...PLACES, acceleratorPrefix: 'Company' }),
    trail: 'Company-Organizations-CloudTrail',
    bucket: `company-central-logs-${LOG_ARCHIVE}-${REGION}`,
    prefix: 'cloudtrail-organization',
  },
])('knows trail, bucket and prefix of $name', ({ zone, trail, bucket, prefix }) => {
  const stack = inLogArchive();
  const { identity, archive, trailArn, logGroup } = zone.trail(stack, 'Trail');
  expect([identity, trailArn]).toEqual([
    zone.identity,
    arnHere(`arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/${trail}`),
  ]);
  expect([archive.bucket.bucketName, archive.bucket.env.account, archive.keyPrefix]).toEqual([
    bucket,
    LOG_ARCHIVE,
    prefix,
  ]);
  expect([archive.encryptionKey, logGroup]).toEqual([undefined, undefined]);
  expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')).toEqual([]);
  expect(warningsOf(stack)).toEqual([]);
});

test('the processor reads below the prefix of the landing zone, and decrypts with its key', () => {
  const stack = inLogArchive();
  const trail = LandingZone.controlTower({ ...PLACES, keyArn: KEY }).trail(stack, 'Trail');
  new Trailwatch(stack, 'Trailwatch', { trail, rules: oneRule() });
  const policies = JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy', 'TrailwatchProcessor'));
  expect(policies).toContain(`/${ORGANIZATION}/AWSLogs/${ORGANIZATION}/`);
  expect(policies).toContain(KEY);
});

test('fails with the ARN of a log group in place of its name', () => {
  const zone = LandingZone.controlTower({ ...PLACES, logGroupName: 'arn:aws:logs:eu-west-1:1:log-group:x' });
  expect(() => zone.trail(inLogArchive(), 'Trail')).toThrow(
    'is an ARN; give the name of the log group alone',
  );
});

test('fails with what is not an account', () => {
  expect(() => LandingZone.accelerator({ ...PLACES, logArchiveAccount: 'log-archive' })).toThrow(
    "logArchiveAccount 'log-archive' is not a valid account id",
  );
});
