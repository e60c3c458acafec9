import type { JsonObject } from '../../lib/core/json/json-value';
import type { Diary } from './diary';
import {
  foreignAccount,
  OFFICE,
  type Principal,
  person,
  service,
  serviceRole,
  session,
  TERRAFORM,
} from './principals';
import { ACCOUNTS, LOOKING } from './routines';

const [OWN = ''] = ACCOUNTS;
const REGION = 'eu-west-1';
const HOURS: readonly [number, number] = [8, 19];

/** The account of a vendor that looks for weaknesses, from the disks of instances, too. */
const SCANNER = '777788889999';

/** A call and what it is made with. */
export type Step = readonly [
  call: string,
  requestParameters: JsonObject | undefined,
  responseElements?: JsonObject,
];

/** An id as services generate it: `snap-` and 17 hexadecimal digits. */
export function generated(diary: Diary, prefix: string, digits = 16): string {
  return `${prefix}0${Array.from({ length: digits }, () => diary.pick(16).toString(16)).join('')}`;
}

/** Calls one after another, a few seconds apart. */
export function steps(diary: Diary, minute: number, who: Principal, calls: readonly Step[]): void {
  for (const [at, [call, requestParameters, responseElements = null]] of calls.entries())
    diary.at(minute + at / 15, who, call, {
      ...{ account: OWN, responseElements },
      ...(requestParameters === undefined ? {} : { requestParameters }),
    });
}

/** Reads by a program, with their parameters. */
export function reads(
  diary: Diary,
  minute: number,
  who: Principal,
  calls: readonly (readonly [call: string, requestParameters: JsonObject])[],
): void {
  for (const [at, [call, requestParameters]] of calls.entries())
    diary.at(minute + at / 60, who, call, { account: OWN, readOnly: true, requestParameters });
}

/** A job of GitHub Actions: each on another machine, in another network. */
function job(diary: Diary, role: string, name: string, agent: string): Principal {
  const ip = `20.${diary.pick(200) + 20}.${diary.pick(250)}.${diary.pick(250)}`;
  return session(OWN, role, name, { ip, agent });
}

/** `terraform plan` of each push: it reads the state, 20 secure parameters, and everything else there is. */
function plan(diary: Diary, minute: number, pull: number): void {
  const who = job(diary, 'github-plan', `pr-${pull}`, TERRAFORM);
  steps(diary, minute, who, [['sts GetCallerIdentity', undefined]]);
  reads(
    diary,
    minute + 0.2,
    who,
    Array.from({ length: 20 }, (_, at) => [
      'ssm GetParameter',
      { name: `/shop/service-${at}/password`, withDecryption: true },
    ]),
  );
  diary.looking([minute / 60, minute / 60 + 0.1], who, LOOKING, 60, OWN);
}

/** An environment of a pull request comes and, a few hours later, goes. */
function environment(diary: Diary, minute: number, pull: number): void {
  const name = `pr-${pull}`;
  const made = job(diary, 'github-preview', name, TERRAFORM);
  const group = generated(diary, 'sg-');
  const role = `arn:aws:iam::${OWN}:role/${name}-task`;
  const trust =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  steps(diary, minute, made, [
    ['iam CreateRole', { roleName: `${name}-task`, assumeRolePolicyDocument: trust }],
    [
      'iam AttachRolePolicy',
      { roleName: `${name}-task`, policyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
    ],
    ['secretsmanager CreateSecret', { name: `${name}/db`, clientRequestToken: generated(diary, 'a') }],
    ['ec2 CreateSecurityGroup', { groupName: name, vpcId: 'vpc-0123456789abcdef0' }, { groupId: group }],
    [
      'ec2 AuthorizeSecurityGroupIngress',
      {
        groupId: group,
        ipPermissions: {
          items: [
            { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          ],
        },
      },
    ],
    [
      'ecs RegisterTaskDefinition',
      {
        family: name,
        taskRoleArn: role,
        containerDefinitions: [{ image: `${OWN}.dkr.ecr.${REGION}.amazonaws.com/shop:${name}` }],
      },
    ],
    ['ecs CreateService', { cluster: 'preview', serviceName: name, taskDefinition: name }],
    [
      'rds RestoreDBClusterToPointInTime',
      { dBClusterIdentifier: name, sourceDBClusterIdentifier: 'template', publiclyAccessible: false },
    ],
    ['logs CreateLogGroup', { logGroupName: `/preview/${name}` }],
  ]);
  const gone = job(diary, 'github-preview', name, TERRAFORM);
  steps(diary, minute + 120, gone, [
    ['ecs DeleteService', { cluster: 'preview', service: name, force: true }],
    [
      'rds DeleteDBCluster',
      { dBClusterIdentifier: name, skipFinalSnapshot: true, deleteAutomatedBackups: true },
    ],
    ['secretsmanager DeleteSecret', { secretId: `${name}/db`, forceDeleteWithoutRecovery: true }],
    ['logs DeleteLogGroup', { logGroupName: `/preview/${name}` }],
    [
      'iam DetachRolePolicy',
      { roleName: `${name}-task`, policyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
    ],
    ['iam DeleteRole', { roleName: `${name}-task` }],
    ['ec2 DeleteSecurityGroup', { groupId: group }],
  ]);
}

/** A scanner without agents takes a snapshot of each disk, shares it with its own account, and removes it. */
function agentless(diary: Diary): void {
  const ip = '192.0.2.30';
  const who = session(OWN, 'scanner-outpost', 'agentless', {
    ip,
    agent: 'aws-sdk-go-v2/1.36.0 ua/2.1 os/linux lang/go#1.24.2',
  });
  for (let hour = 0; hour < 24; hour++) {
    const [snapshotId, volumeId] = [generated(diary, 'snap-'), generated(diary, 'vol-')];
    const owner = { createVolumePermission: { add: { items: [{ userId: SCANNER }] } } };
    steps(diary, hour * 60 + 7, who, [
      ['ec2 CreateSnapshot', { volumeId }, { snapshotId }],
      ['ec2 ModifySnapshotAttribute', { snapshotId, attributeType: 'CREATE_VOLUME_PERMISSION', ...owner }],
    ]);
    steps(diary, hour * 60 + 37, who, [['ec2 DeleteSnapshot', { snapshotId }]]);
  }
}

/** Two vendors take their roles, and read. */
function vendors(diary: Diary): void {
  for (const [role, account, ip, agent] of [
    ['scanner-audit', SCANNER, '192.0.2.30', 'aws-sdk-go-v2/1.36.0 ua/2.1 os/linux lang/go#1.24.2'],
    ['monitoring-integration', '888899990000', '192.0.2.80', 'Boto3/1.38.0 md/Botocore#1.38.0'],
  ] as const) {
    for (let hour = 0; hour < 24; hour++) {
      diary.at(hour * 60 + 1, foreignAccount(account, ip), 'sts AssumeRole', {
        ...{ account: OWN, readOnly: true },
        requestParameters: {
          roleArn: `arn:aws:iam::${OWN}:role/${role}`,
          roleSessionName: `scan-${diary.day}-${hour}`,
          externalId: 'f3c1',
        },
      });
      const who = session(OWN, role, `scan-${diary.day}-${hour}`, { ip, agent });
      const audited = [
        ...LOOKING,
        'iam GetAccountAuthorizationDetails',
        'iam ListUsers',
        'kms ListKeys',
        'guardduty ListDetectors',
        'cloudtrail DescribeTrails',
        'ec2 DescribeSnapshots',
        'secretsmanager ListSecrets',
        'organizations ListAccounts',
      ];
      diary.looking([hour, hour + 0.9], who, audited, 35, OWN);
    }
  }
}

/** Nodes come and go with the load. */
function scaling(diary: Diary): void {
  const karpenter = session(OWN, 'karpenter', '1763280000', {
    ip: '10.0.20.9',
    agent: 'aws-sdk-go-v2/1.36.3 karpenter.sh-1.6',
  });
  for (const minute of diary.minutes([0, 24], 60)) {
    const instanceId = generated(diary, 'i-');
    const type = ['m7g.xlarge', 'c7g.2xlarge', 'r7g.large'][diary.pick(3)] ?? '';
    steps(diary, minute, karpenter, [
      [
        'ec2 CreateLaunchTemplate',
        { CreateLaunchTemplateRequest: { LaunchTemplateName: `karpenter.k8s.aws/${diary.pick(1e12)}` } },
      ],
      ['ec2 CreateFleet', { CreateFleetRequest: { Type: 'instant' } }],
      [
        'ec2 RunInstances',
        {
          instanceType: type,
          instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
          iamInstanceProfile: { name: 'shop-node' },
        },
      ],
    ]);
    steps(diary, minute + 60, karpenter, [
      ['ec2 TerminateInstances', { instancesSet: { items: [{ instanceId }] } }],
    ]);
    const node = session(OWN, 'shop-node', instanceId, {
      ip: `10.0.${20 + diary.pick(4)}.${diary.pick(250)}`,
      agent: 'aws-sdk-go/1.55.5 (go1.24; linux; amd64) kubelet',
    });
    diary.looking(
      [minute / 60, minute / 60 + 0.9],
      node,
      ['ecr GetAuthorizationToken', 'ecr BatchGetImage', 'ec2 DescribeInstances'],
      12,
      OWN,
    );
  }
  const pods = session(OWN, 'external-secrets', 'external-secrets', {
    ip: '10.0.20.12',
    agent: 'aws-sdk-go/1.55.7 external-secrets',
  });
  for (let hour = 0; hour < 24; hour++)
    reads(
      diary,
      hour * 60 + 5,
      pods,
      Array.from({ length: 25 }, (_, at) => [
        'secretsmanager GetSecretValue',
        { secretId: `shop/service-${at}` },
      ]),
    );
}

/** Releases from the main branch: functions, images, services, and what Terraform changes with them. */
function releases(diary: Diary): void {
  for (const minute of diary.minutes(HOURS, 12)) {
    const who = job(
      diary,
      'github-release',
      `run-${diary.pick(1e9)}`,
      'aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js#22.11.0',
    );
    steps(diary, minute, who, [
      ['ecr PutImage', { repositoryName: 'shop', imageTag: generated(diary, '', 7) }],
      [
        'ecs RegisterTaskDefinition',
        {
          family: 'shop',
          taskRoleArn: `arn:aws:iam::${OWN}:role/shop-task`,
          containerDefinitions: [{ image: 'shop' }],
        },
      ],
      ['ecs UpdateService', { cluster: 'shop', service: `api-${diary.pick(5)}` }],
      ['lambda UpdateFunctionCode20150331v2', { functionName: `worker-${diary.pick(6)}`, publish: true }],
      ['cloudfront CreateInvalidation', { distributionId: 'E2EXAMPLE' }],
    ]);
  }
  const apply = job(diary, 'github-apply', `run-${diary.pick(1e9)}`, TERRAFORM);
  steps(diary, 10 * 60 + diary.pick(300), apply, [
    [
      'iam CreatePolicyVersion',
      {
        policyArn: `arn:aws:iam::${OWN}:policy/shop-task`,
        setAsDefault: true,
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-assets/*"}]}',
      },
    ],
    ['logs PutRetentionPolicy', { logGroupName: `/shop/api-${diary.day % 5}`, retentionInDays: 30 }],
    [
      'lambda AddPermission20150331v2',
      {
        functionName: 'worker-1',
        principal: 'events.amazonaws.com',
        action: 'lambda:InvokeFunction',
        statementId: `s${diary.day}`,
      },
    ],
  ]);
}

/** People sign in by SSO and look; two of them repair by hand. */
function people(diary: Diary): void {
  for (const [at, name] of ['ana', 'ben', 'cleo', 'dev', 'eli', 'fay', 'gus', 'hana'].entries()) {
    const who = person(OWN, name, at < 2 ? 'PlatformAdministrator' : 'Developer');
    const start = 8 * 60 + at * 7 + diary.pick(30);
    diary.at(start, who, 'signin ConsoleLogin', {
      ...{ account: OWN, eventType: 'AwsConsoleSignIn', region: 'us-east-1' },
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MobileVersion: 'No', MFAUsed: 'No' },
    });
    diary.looking(HOURS, who, LOOKING, 70, OWN);
    if (at < 3)
      reads(diary, start + 60, who, [['secretsmanager GetSecretValue', { secretId: 'shop/database' }]]);
  }
  const ana = person(OWN, 'ana', 'PlatformAdministrator');
  steps(diary, 14 * 60, ana, [
    ['ssm StartSession', { target: 'i-0123456789abcdef0' }],
    [
      'ecs ExecuteCommand',
      {
        cluster: 'shop',
        container: 'api',
        command: '/bin/sh',
        interactive: true,
        task: generated(diary, '', 31),
      },
    ],
  ]);
  if (diary.day % 3 === 0)
    steps(diary, 15 * 60, ana, [
      ['rds CreateDBSnapshot', { dBInstanceIdentifier: 'shop', dBSnapshotIdentifier: `before-${diary.day}` }],
      [
        'rds ModifyDBInstance',
        { dBInstanceIdentifier: 'shop', allocatedStorage: 200, applyImmediately: true },
      ],
      [
        'ec2 AuthorizeSecurityGroupIngress',
        {
          groupId: 'sg-0123456789abcdef0',
          ipPermissions: {
            items: [
              {
                ipProtocol: 'tcp',
                fromPort: 5432,
                toPort: 5432,
                ipRanges: { items: [{ cidrIp: `${OFFICE}/32` }] },
              },
            ],
          },
        },
      ],
    ]);
}

/** A day of a company that sells software as a service, with Terraform, GitHub Actions, two vendors and an agentless scanner. */
export function saasCompany(diary: Diary, weekday: number): void {
  agentless(diary);
  vendors(diary);
  scaling(diary);
  const rds = serviceRole(OWN, 'rds.amazonaws.com', 'AWSServiceRoleForRDS');
  diary.within([0, 24], rds, 'kms CreateGrant', 10, {
    account: OWN,
    requestParameters: { keyId: 'k', granteePrincipal: 'rds.amazonaws.com', operations: ['Decrypt'] },
  });
  diary.within([0, 24], service('secretsmanager.amazonaws.com'), 'secretsmanager RotationSucceeded', 4, {
    account: OWN,
    eventType: 'AwsServiceEvent',
  });
  if (weekday > 4) return;
  people(diary);
  releases(diary);
  for (const [at, minute] of diary.minutes(HOURS, 24).entries())
    plan(diary, minute, 400 + (diary.day % 100) * 9 + (at % 9));
  for (const [at, minute] of diary.minutes([8, 15], 6).entries())
    environment(diary, minute, 400 + (diary.day % 100) * 9 + at);
}
