import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, type BucketProps, type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  ArchiveLifecycle,
  type ILogArchive,
  IntegrityMonitor,
  LogArchive,
} from '../../../lib/index';
import { ACCOUNT, REGION, synthError, TRAIL } from '../synthesize';

function stackWith(makeArchive: (stack: Stack) => ILogArchive, recheckReach?: Duration): Stack {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = makeArchive(stack);
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic, recheckReach });
  return stack;
}

function archiveWith(lifecycleRules: LifecycleRule[]) {
  return (stack: Stack) =>
    new LogArchive(stack, 'Archive', { trails: [TRAIL], lifecycleRules, keyPrefix: 'audit' });
}

function reachOf(stack: Stack): number {
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const [hours] = functions.flatMap(
    ({ Properties }) => Properties.Environment?.Variables?.TRAILWATCH_RECHECK_REACH_HOURS ?? [],
  );
  return Number(hours) / 24;
}

const glacier = (days: number) => ArchiveLifecycle.glacier({ deepArchiveAfter: Duration.days(days) });

test.each<[string, LifecycleRule[], number]>([
  ['stay readable', ArchiveLifecycle.intelligentTiering(), 365],
  ['move to Deep Archive after 30 days', glacier(30), 29],
  ['move to Deep Archive after two years', glacier(730), 365],
  [
    'move to Glacier Instant Retrieval only',
    ArchiveLifecycle.glacier({ instantRetrievalAfter: Duration.days(9) }),
    365,
  ],
  ['expire after 100 days', ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(100) }), 99],
  ['expire in another folder only', [{ prefix: 'other/', expiration: Duration.days(3) }], 365],
  ['expire in a folder above', [{ prefix: 'audit/', expiration: Duration.days(30) }], 29],
  ['expire in a folder of theirs', [{ prefix: 'audit/AWSLogs/o-1/', expiration: Duration.days(30) }], 29],
  [
    'expire by a tag that they do not have',
    [{ tagFilters: { old: 'yes' }, expiration: Duration.days(3) }],
    365,
  ],
  ['expire by a rule that is off', [{ enabled: false, expiration: Duration.days(3) }], 365],
])('by default files are checked again as long as they can be read: where they %s', (_, rules, days) => {
  expect(reachOf(stackWith(archiveWith(rules)))).toBe(days);
});

describe('fails', () => {
  test('where files are archived within the reach', () => {
    const stack = stackWith(archiveWith(glacier(30)), Duration.days(365));
    expect(synthError(stack)).toContain(
      "[Stack/Integrity] recheckReach is 365 days, but a rule of the bucket of 'Stack/Archive' moves files to DEEP_ARCHIVE after " +
        '30 days: it would report expired files as missing, and archived files as unverified; set recheckReach to at least a day ' +
        'less, or move and expire files later',
    );
  });

  test.each([
    ['on the last day', Duration.days(30), glacier(30)],
    ['where they expire', Duration.days(200), [{ expiration: Duration.days(200) }]],
    ['on a date', undefined, [{ expirationDate: new Date('2030-01-01') }]],
    ['before a recheck can be', undefined, glacier(2)],
  ])('%s', (_, reach, rules) => {
    expect(synthError(stackWith(archiveWith(rules), reach))).toContain(
      reach === undefined
        ? '[Stack/Integrity] files are checked again for 2 days or more, but a rule of the bucket '
        : '[Stack/Integrity] recheckReach is ',
    );
  });

  const existing =
    (props: BucketProps, change: (bucket: Bucket) => void = () => undefined) =>
    (stack: Stack) => {
      const bucket = new Bucket(stack, 'Bucket', props);
      change(bucket);
      return LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL] });
    };

  test('where Intelligent-Tiering archives files of an existing bucket', () => {
    const tiers = [{ name: 'archive', archiveAccessTierTime: Duration.days(90) }];
    const stack = stackWith(existing({ intelligentTieringConfigurations: tiers }), Duration.days(100));
    expect(synthError(stack)).toContain('moves files to ARCHIVE_ACCESS after 90 days');
  });

  test('where a rule is added later, too', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const bucket = new Bucket(stack, 'Bucket');
    const archive = LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL] });
    new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic: new AlertTopic(stack, 'Alerts') });
    const transitions = [{ storageClass: StorageClass.GLACIER, transitionAfter: Duration.days(90) }];
    bucket.addLifecycleRule({ transitions });
    expect(synthError(stack)).toContain('moves files to GLACIER after 90 days');
  });
});

test('a reach of a day less is accepted', () => {
  expect(reachOf(stackWith(archiveWith(glacier(30)), Duration.days(29)))).toBe(29);
});
