import type { Diary } from './diary';
import { OFFICE, person, session } from './principals';
import { ACCOUNTS, LOOKING } from './routines';
import { generated, reads, steps } from './saas-company';

const [OWN = ''] = ACCOUNTS;

/** Build machines with graphics, by the build service's role. */
function builds(diary: Diary, weekday: number): void {
  const jenkins = session(OWN, 'jenkins', 'jenkins-controller', {
    ip: '10.2.0.5',
    agent: 'aws-sdk-java/1.12.700 Linux/6.8 Jenkins-EC2-Plugin',
  });
  for (const minute of diary.minutes([7, 22], weekday > 4 ? 6 : 24)) {
    const instanceId = generated(diary, 'i-');
    steps(diary, minute, jenkins, [
      [
        'ec2 RunInstances',
        {
          instanceType: ['g5.2xlarge', 'g4dn.4xlarge', 'c7i.8xlarge'][diary.pick(3)] ?? '',
          instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
          iamInstanceProfile: { name: 'build-agent' },
        },
      ],
      ['ec2 CreateTags', { resourcesSet: { items: [{ resourceId: instanceId }] } }],
      ['ssm SendCommand', { documentName: 'AWS-RunPowerShellScript', instanceIds: [instanceId] }],
    ]);
    const agent = session(OWN, 'build-agent', instanceId, {
      ip: `10.2.${diary.pick(8)}.${diary.pick(250)}`,
      agent: 'aws-cli/2.31.18 md/awscrt#0.27.6 os/windows',
    });
    reads(
      diary,
      minute + 5,
      agent,
      Array.from({ length: 6 }, (_, at) => [
        'secretsmanager GetSecretValue',
        { secretId: `signing/platform-${at}` },
      ]),
    );
    diary.looking(
      [minute / 60, minute / 60 + 1],
      agent,
      ['s3 ListBuckets', 'ecr GetAuthorizationToken', 'ec2 DescribeTags'],
      20,
      OWN,
    );
    steps(diary, minute + 70, jenkins, [
      ['ec2 TerminateInstances', { instancesSet: { items: [{ instanceId }] } }],
    ]);
  }
  const image = generated(diary, 'ami-');
  steps(diary, 4 * 60, jenkins, [
    [
      'ec2 CreateImage',
      { instanceId: generated(diary, 'i-'), name: `build-${diary.day}` },
      { imageId: image },
    ],
    ['ec2 CopyImage', { sourceImageId: image, sourceRegion: 'eu-west-1', name: `build-${diary.day}` }],
    [
      'ec2 ModifyImageAttribute',
      { imageId: image, launchPermission: { add: { items: [{ userId: ACCOUNTS[1] ?? '' }] } } },
    ],
    ['ec2 DeregisterImage', { imageId: generated(diary, 'ami-') }],
    ['ec2 DeleteSnapshot', { snapshotId: generated(diary, 'snap-') }],
  ]);
}

/** Fleets of servers follow the players, and a new version rolls out. */
function fleets(diary: Diary): void {
  const ops = session(OWN, 'fleet-operator', 'matchmaker', { ip: '10.2.9.9', agent: 'aws-sdk-go-v2/1.36.3' });
  for (const minute of diary.minutes([0, 24], 48))
    steps(diary, minute, ops, [
      [
        'autoscaling SetDesiredCapacity',
        { autoScalingGroupName: `lobby-${diary.pick(5)}`, desiredCapacity: 10 + diary.pick(150) },
      ],
      [
        'autoscaling UpdateAutoScalingGroup',
        { autoScalingGroupName: `lobby-${diary.pick(5)}`, maxSize: 200 + diary.pick(300) },
      ],
      ['gamelift UpdateFleetCapacity', { fleetId: 'fleet-1', desiredInstances: diary.pick(100) }],
    ]);
  const release = session(OWN, 'deploy', `build-${diary.pick(1e6)}`, {
    ip: '10.2.0.5',
    agent: 'aws-cli/2.31.18',
  });
  steps(diary, 10 * 60, release, [
    ['gamelift CreateBuild', { name: `shooter-${diary.day}` }],
    [
      'gamelift CreateFleet',
      {
        name: `shooter-${diary.day}`,
        buildId: generated(diary, 'build-'),
        eC2InstanceType: 'c6i.4xlarge',
        instanceRoleArn: `arn:aws:iam::${OWN}:role/game-server`,
      },
    ],
    ['gamelift DeleteFleet', { fleetId: generated(diary, 'fleet-') }],
    ['cloudfront CreateInvalidation', { distributionId: 'E3EXAMPLE' }],
    ['lambda UpdateFunctionCode20150331v2', { functionName: 'store', publish: true }],
  ]);
  for (const minute of diary.minutes([0, 24], 900))
    diary.at(
      minute,
      ops,
      [
        'gamelift DescribeFleetCapacity',
        'autoscaling DescribeAutoScalingGroups',
        'gamelift DescribeGameSessions',
      ][diary.pick(3)] ?? '',
      { account: OWN, readOnly: true },
    );
}

/** Tests of load: many machines in an hour, a table and a stream that come and go. */
function loadTests(diary: Diary): void {
  const who = person(OWN, 'lou', 'GameServer');
  const run = diary.pick(1e6);
  steps(diary, 13 * 60, who, [
    [
      'ec2 RequestSpotFleet',
      {
        spotFleetRequestConfig: {
          targetCapacity: 60,
          iamFleetRole: `arn:aws:iam::${OWN}:role/aws-ec2-spot-fleet-tagging-role`,
        },
      },
    ],
    ['dynamodb CreateTable', { tableName: `loadtest-${run}` }],
    ['kinesis CreateStream', { streamName: `loadtest-${run}` }],
  ]);
  steps(diary, 15 * 60, who, [
    ['dynamodb DeleteTable', { tableName: `loadtest-${run}` }],
    ['kinesis DeleteStream', { streamName: `loadtest-${run}` }],
    [
      'ec2 CancelSpotFleetRequests',
      { spotFleetRequestIds: [`sfr-${generated(diary, '')}`], terminateInstances: true },
    ],
  ]);
}

/** Artists and programmers, some of whom get to their machines by remote desktop. */
function people(diary: Diary): void {
  for (const [at, name] of ['ned', 'oda', 'pit', 'ria', 'sam', 'tia'].entries()) {
    const who = person(OWN, name, 'GameServer');
    diary.looking([9, 19], who, [...LOOKING, 'gamelift ListFleets', 's3 ListBuckets'], 90, OWN);
    if (at < 3)
      steps(diary, 10 * 60 + at * 5, who, [
        ['ec2 StartInstances', { instancesSet: { items: [{ instanceId: `i-0aaaaaaaaaaaaaaa${at}` }] } }],
        [
          'ec2 AuthorizeSecurityGroupIngress',
          {
            groupId: `sg-0aaaaaaaaaaaaaaa${at}`,
            ipPermissions: {
              items: [
                {
                  ipProtocol: 'tcp',
                  fromPort: 3389,
                  toPort: 3389,
                  ipRanges: { items: [{ cidrIp: `${OFFICE}/32` }] },
                },
              ],
            },
          },
        ],
        ['ec2 GetPasswordData', { instanceId: `i-0aaaaaaaaaaaaaaa${at}` }],
        ['ssm StartSession', { target: `i-0aaaaaaaaaaaaaaa${at}` }],
      ]);
  }
}

/** A day of a game studio: build machines with graphics, fleets, and tests of load. */
export function gameStudio(diary: Diary, weekday: number): void {
  builds(diary, weekday);
  fleets(diary);
  const backend = session(OWN, 'backend', 'backend', { ip: '10.2.12.1', agent: 'aws-sdk-go-v2/1.36.3' });
  diary.looking(
    [0, 24],
    backend,
    ['sts GetCallerIdentity', 'dynamodb DescribeTable', 'kms Decrypt', 'sqs GetQueueAttributes'],
    1500,
    OWN,
  );
  if (weekday > 4) return;
  people(diary);
  if (weekday % 2 === 1) loadTests(diary);
}
