import {
  type Account,
  cloudTrailFor,
  type Principal,
  roleSession,
} from '../../lib/core/policy/evaluation/request';
import { MANAGEMENT, ORGANIZATION } from '../constructs/synthesize';
import { archiveApp, includedBucket, trailApp } from '../scenarios/apps';
import { archiveSearch } from '../scenarios/archive-search';
import { FURTHER_ESTATES } from '../scenarios/scenarios';
import { askFor } from './ask';
import { arnsOf, type Estate, type EstateTrail, estateOf } from './estate';
import { type Caller, STRANGER } from './matrix-callers';
import type { Wish } from './matrix-requests';
import { awsManagedPolicy } from './template/aws-managed-policy';

const ORGANIZATION_OF_TRAIL = { id: ORGANIZATION, managementAccount: MANAGEMENT };

/**
 * Of which the events are in event data stores (`lake.test.ts` decides who gets at them), in log groups or in a bucket of others, or which have none.
 */
const WITHOUT_BUCKET = [
  ...[
    'external-events',
    'lake',
    'unified',
    'response',
    'archive-elsewhere',
    'control-tower-trail',
    'accelerator-trail',
  ],
];

/** The two apps are one estate: neither has both trail and bucket. */
const ESTATES = [
  { name: 'two-apps', scenarios: [archiveApp, trailApp] },
  ...[...FURTHER_ESTATES, archiveSearch]
    .filter((one) => one !== archiveApp && one !== trailApp && !WITHOUT_BUCKET.includes(one.name))
    .map((one) => ({
      ...{ name: one.name, scenarios: [one] },
    })),
];

/** What roles of the product may do with the evidence, by the start of the role's logical id. Other roles may do nothing. */
const READERS: readonly (readonly [role: RegExp, may: readonly string[]])[] = [
  [/Processor/, ['get a log file', 'get a version of a log file', 'get a digest', 'decrypt a file']],
  [/Integrity/, ['get a log file', 'get a digest', 'list the archive', 'decrypt a file']],
  [
    /SecurityQueries|Analyst|Vendor/,
    ['get a log file', 'get a version of a log file', 'get a digest', 'list the archive', 'decrypt a file'],
  ],
  [/SearchPlan/, ['list the archive']],
  [/SearchRole/, ['get a log file', 'decrypt a file']],
  [/CompactionMachineRole|SubscriptionsRole/, ['get a log file', 'list the archive', 'decrypt a file']],
  // Of the environment that lives for a test, and of no other.
  [
    /Ephemeral-CustomS3AutoDeleteObjects/,
    ['read the ACL', 'list the archive', 'delete a file', 'change the bucket'],
  ],
  [/Siem/, ['get a log file', 'get a version of a log file', 'list the archive', 'decrypt a file']],
];

const OF_TRAIL = [
  'read the ACL',
  'put a log file',
  'put a digest',
  'make a data key',
  'decrypt a file',
  'describe the key',
];

/** Everything that reads, adds to, takes from or hides the evidence of a trail. */
function wishesOf({
  bucketArn,
  keyArns,
  folder,
  arn,
}: EstateTrail): Readonly<Record<string, readonly Wish[]>> {
  const at = (type: string, file: string) =>
    `${bucketArn}/AWSLogs/${folder}/${type}/${arn.split(':')[3]}/${file}`;
  const file = at('CloudTrail', '2026/06/01/file.json.gz');
  const digest = at('CloudTrail-Digest', '2026/06/01/digest.json.gz');
  const put = (key: string): Wish => ({
    ...{ action: 's3:PutObject', arn: key },
    context: { 's3:x-amz-acl': 'bucket-owner-full-control' },
  });
  const onBucket = (action: string): readonly Wish[] => [{ action: `s3:${action}`, arn: bucketArn }];
  const onKeys = (action: string, context: Wish['context'] = {}): readonly Wish[] =>
    keyArns.map((keyArn) => ({ action: `kms:${action}`, arn: keyArn, context }));
  const encryption = {
    'kms:EncryptionContext:aws:s3:arn': bucketArn,
    'kms:EncryptionContext:aws:cloudtrail:arn': arn,
  };
  return {
    'read the ACL': onBucket('GetBucketAcl'),
    'put a log file': [put(file)],
    'put a digest': [put(digest)],
    'put a file elsewhere': [put(file.replace(folder, '121212121212')), put(`${bucketArn}/file.json.gz`)],
    'get a log file': [{ action: 's3:GetObject', arn: file }],
    'get a version of a log file': [{ action: 's3:GetObjectVersion', arn: file }],
    'get a digest': [{ action: 's3:GetObject', arn: digest }],
    'list the archive': [
      {
        ...{ action: 's3:ListBucket', arn: bucketArn },
        context: { 's3:prefix': `AWSLogs/${folder}/CloudTrail/` },
      },
    ],
    'delete a file': [
      'DeleteObject',
      'DeleteObjectVersion',
      'BypassGovernanceRetention',
      'PutObjectRetention',
    ].map((action) => ({ action: `s3:${action}`, arn: file })),
    'change the bucket': [
      ...onBucket('PutBucketPolicy'),
      ...onBucket('DeleteBucketPolicy'),
      ...onBucket('PutLifecycleConfiguration'),
      ...onBucket('PutBucketVersioning'),
      ...onBucket('PutEncryptionConfiguration'),
      ...onBucket('PutReplicationConfiguration'),
      ...onBucket('DeleteBucket'),
    ],
    'make a data key': onKeys('GenerateDataKey', encryption),
    'decrypt a file': onKeys('Decrypt', encryption),
    'describe the key': onKeys('DescribeKey'),
    'change the key': [
      ...onKeys('DisableKey'),
      ...onKeys('ScheduleKeyDeletion'),
      ...onKeys('PutKeyPolicy'),
      ...onKeys('CreateGrant'),
    ],
  };
}

/** What a caller is allowed of it, by the words for it; a word counts once one of its wishes is allowed. */
function allowedTo(caller: Caller, { policies }: Estate, trail: EstateTrail): readonly string[] {
  const scenario = { policies, owner: trail.bucketOwner };
  return Object.entries(wishesOf(trail))
    .filter(([, wishes]) => wishes.some((wish) => askFor(scenario, caller, wish).verdict === 'allowed'))
    .map(([what]) => what);
}

function as(principal: Principal): Caller {
  return { principal, identity: [] };
}

function administratorOf(account: Account): Caller {
  return {
    principal: roleSession(account, 'Administrator'),
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
  };
}

describe.each(ESTATES)('the evidence of $name', ({ scenarios }) => {
  const estate = estateOf(scenarios, ORGANIZATION_OF_TRAIL);
  const { trails, deployments } = estate;
  const partitionMate = (trail: EstateTrail) => ({ ...STRANGER, partition: trail.owner.partition });

  test('is delivered by its trail, which may do nothing else', () => {
    expect(trails).not.toEqual([]);
    for (const trail of trails) {
      const may = OF_TRAIL.filter((what) => trail.keyArns.length > 0 || !/key|decrypt/.test(what));
      expect(allowedTo(as(cloudTrailFor(trail.arn, trail.owner)), estate, trail)).toEqual(may);
    }
  });

  test('is out of reach of other trails and accounts, and of unsigned requests', () => {
    for (const trail of trails) {
      const stranger = partitionMate(trail);
      const member = { ...trail.owner, id: '444455556666' };
      const strangersTrail = trail.arn.replace(trail.owner.id, stranger.id);
      const outsiders = [
        as(cloudTrailFor(`${trail.arn}-2`, trail.owner)),
        as(cloudTrailFor(strangersTrail, stranger)),
        as(cloudTrailFor(trail.arn.replace(trail.owner.id, member.id), member)),
        as({ kind: 'service', name: 'cloudtrail.amazonaws.com' }),
        as({ kind: 'service', name: 'config.amazonaws.com' }),
        as({ kind: 'anonymous' }),
        administratorOf(stranger),
        administratorOf(member),
      ];
      for (const caller of outsiders)
        expect([caller, allowedTo(caller, estate, trail)]).toEqual([caller, []]);
    }
  });

  test('is read by the named roles alone, and written, deleted and hidden by none', () => {
    for (const deployment of deployments) {
      const { accountId } = deployment;
      for (const trail of trails.filter(({ bucketOwner }) => bucketOwner.id === accountId)) {
        for (const roleArn of arnsOf(deployment, 'AWS::IAM::Role')) {
          const role = roleSession(trail.bucketOwner, roleArn.split(':role/')[1] ?? '');
          const may = READERS.find(([name]) => name.test(roleArn))?.[1] ?? [];
          expect([roleArn, allowedTo(as(role), estate, trail)]).toEqual([roleArn, may]);
        }
      }
    }
  });

  test('is refused without TLS to everyone, the administrators of its account included', () => {
    // The template that was there before has a policy of its own.
    if (scenarios.some((one) => one === includedBucket)) return;
    for (const trail of trails) {
      const administrator = administratorOf(trail.bucketOwner);
      expect(allowedTo(administrator, estate, trail)).toContain('delete a file');
      const plain = {
        ...administrator,
        context: { 'aws:SecureTransport': 'false', 's3:TlsVersion': undefined },
      };
      expect(allowedTo(plain, estate, trail).filter((what) => !/key|decrypt/.test(what))).toEqual([]);
    }
  });
});
