import type { Case, ContainmentStep } from '../../../lib/core/case/case';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { recordsOf, user } from '../../bin/case/attack-sets';
import { casesOf } from './cases-of';

type Call = readonly [call: string, parameters?: JsonObject, members?: JsonObject];

const STOP: Call = ['cloudtrail StopLogging', { name: 'audit' }];

/** The case of an attacker who also made these calls, after which an operator made others. */
function caseOf(calls: readonly Call[], later: readonly Call[] = []): Case {
  const records = [
    ...recordsOf('a', [[user('mallory', 'a'), ...calls, STOP]]),
    ...recordsOf('o', [[user('ops', 'o'), ...later]], Date.UTC(2026, 10, 20, 9)),
  ];
  return casesOf(records)[0] as Case;
}

const commandsOf = (one: Case, call: string): readonly string[] =>
  one.containment.map(({ command }) => command).filter((command) => command.startsWith(`aws ${call} `));

const stepOf = (one: Case, call: string): ContainmentStep | undefined =>
  one.containment.find(({ command }) => command.startsWith(`aws ${call} `));

const inRegions = (call: string, parameters: JsonObject, regions: readonly string[]): readonly Call[] =>
  regions.map((awsRegion) => [call, parameters, { awsRegion }]);

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1'];

test.each([
  ['guardduty DeleteDetector', { detectorId: 'd1' }, 'guardduty CreateDetector', 'guardduty create-detector'],
  [
    'config StopConfigurationRecorder',
    { configurationRecorderName: 'default' },
    'config StartConfigurationRecorder',
    'configservice start-configuration-recorder',
  ],
  [
    'lambda CreateFunction20150331',
    { functionName: 'job' },
    'lambda DeleteFunction20150331',
    'lambda put-function-concurrency',
  ],
  ['ec2 CreateKeyPair', { keyName: 'k' }, 'ec2 DeleteKeyPair', 'ec2 delete-key-pair'],
])('%s in three Regions are three things, and one that is ended is one', (call, parameters, end, step) => {
  const later = inRegions(end, parameters, ['us-east-1']);
  const one = caseOf(inRegions(call, parameters, REGIONS), later);
  expect(commandsOf(one, step).map((command) => command.split(' ').at(-1))).toEqual([
    'eu-west-1',
    'ap-south-1',
  ]);
  const made = one.scope.made.filter(({ kind }) => !kind.includes('trail'));
  expect(made.map(({ region, endedBy }) => [region, endedBy !== undefined])).toEqual([
    ['us-east-1', true],
    ['eu-west-1', false],
    ['ap-south-1', false],
  ]);
});

test('what IAM makes is the same in every Region', () => {
  const one = caseOf(
    inRegions('iam CreateUser', { userName: 'back' }, ['us-east-1', 'us-west-2']),
    inRegions('iam DeleteUser', { userName: 'back' }, ['eu-west-1']),
  );
  expect(one.scope.made.filter(({ kind }) => kind === 'user')).toMatchObject([{ endedBy: 'o-0' }]);
});

const share = (change: 'add' | 'remove', items: readonly JsonObject[]): Call => [
  'ec2 ModifySnapshotAttribute',
  { snapshotId: 'snap-1', createVolumePermission: { [change]: { items } } },
];

describe('a shared snapshot', () => {
  test('is contained for each account and group, and only for those', () => {
    const one = caseOf([share('add', [{ userId: '666666666666' }, { group: 'all' }])]);
    const start =
      'aws ec2 modify-snapshot-attribute --snapshot-id snap-1 --attribute createVolumePermission --operation-type';
    expect(one.containment.filter(({ phase }) => phase === 'open')).toMatchObject([
      {
        command: `${start} remove --user-ids 666666666666 --region eu-west-1`,
        undo: `${start} add --user-ids 666666666666 --region eu-west-1`,
      },
      {
        command: `${start} remove --group-names all --region eu-west-1`,
        undo: `${start} add --group-names all --region eu-west-1`,
      },
    ]);
  });

  test('is still shared if another account was taken back', () => {
    const one = caseOf([share('add', [{ userId: '666666666666' }])], [share('remove', [{ userId: '777' }])]);
    expect(commandsOf(one, 'ec2 modify-snapshot-attribute')).toHaveLength(1);
  });

  test.each<readonly [string, Call]>([
    ['the account', share('remove', [{ userId: '666666666666' }])],
    ['all of it', ['ec2 ResetSnapshotAttribute', { snapshotId: 'snap-1' }]],
    ['the snapshot', ['ec2 DeleteSnapshot', { snapshotId: 'snap-1' }]],
  ])('is no longer shared when %s is taken back', (_, later) => {
    const one = caseOf([share('add', [{ userId: '666666666666' }])], [later]);
    expect(commandsOf(one, 'ec2 modify-snapshot-attribute')).toEqual([]);
    expect(one.scope.made.find(({ kind }) => kind === 'shared snapshot')?.endedBy).toBe('o-0');
  });
});

test('an image that everybody may start is contained by the options that EC2 has for images', () => {
  const add = { items: [{ group: 'all' }, { organizationArn: 'arn:aws:organizations::1:organization/o-1' }] };
  const one = caseOf([['ec2 ModifyImageAttribute', { imageId: 'ami-1', launchPermission: { add } }]]);
  const start =
    'aws ec2 modify-image-attribute --image-id ami-1 --attribute launchPermission --operation-type remove';
  expect(commandsOf(one, 'ec2 modify-image-attribute')).toEqual([
    `${start} --user-groups all --region eu-west-1`,
    `${start} --organization-arns arn:aws:organizations::1:organization/o-1 --region eu-west-1`,
  ]);
});

test('all rules that one call added to a security group are revoked', () => {
  const items = [{ securityGroupRuleId: 'sgr-1' }, { securityGroupRuleId: 'sgr-2' }];
  const one = caseOf([
    [
      'ec2 AuthorizeSecurityGroupIngress',
      { groupId: 'sg-1', ipPermissions: { items: [{}, {}] } },
      { responseElements: { securityGroupRuleSet: { items } } },
    ],
  ]);
  expect(commandsOf(one, 'ec2 revoke-security-group-ingress')).toEqual([
    'aws ec2 revoke-security-group-ingress --group-id sg-1 --security-group-rule-ids sgr-1 sgr-2 --region eu-west-1',
  ]);
});

test('a bucket policy is put back, and nothing else of the bucket is replaced', () => {
  const one = caseOf([['s3 PutBucketPolicy', { bucketName: 'data' }]]);
  expect(one.containment.filter(({ phase }) => phase === 'open')).toMatchObject([
    {
      command:
        'aws s3api put-bucket-policy --bucket data --policy file://BUCKET_POLICY_BEFORE.json --region eu-west-1',
      undo: expect.stringContaining('aws s3api get-bucket-policy --bucket data'),
    },
  ]);
});

test('a function that was stopped gets its concurrency back', () => {
  const step = stepOf(
    caseOf([['lambda UpdateFunctionCode20150331v2', { functionName: 'shop' }]]),
    'lambda put-function-concurrency',
  );
  expect(step?.undo).toMatch(
    /^save it first with aws lambda get-function-concurrency --function-name shop .* and put it back/,
  );
});
