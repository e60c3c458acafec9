import type { JsonObject } from '../../lib/core/json/json-value';
import type { Diary } from './diary';
import { keyUser, person, serviceRole, session, TERRAFORM } from './principals';
import { ACCOUNTS, LOOKING } from './routines';
import { generated, reads, steps } from './saas-company';

const [OWN = '', SECOND = ''] = ACCOUNTS;

/** Changes are made on two evenings a week, by people, with a ticket. */
function changeWindow(diary: Diary): void {
  const who = person(OWN, 'uma', 'ChangeManager');
  const rule = (port: number): JsonObject => ({
    items: [
      { ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
    ],
  });
  steps(diary, 21 * 60, who, [
    ['rds CreateDBSnapshot', { dBInstanceIdentifier: 'ledger', dBSnapshotIdentifier: `chg-${diary.day}` }],
    [
      'rds ModifyDBInstance',
      { dBInstanceIdentifier: 'ledger', dBParameterGroupName: `ledger-${diary.day}`, applyImmediately: true },
    ],
    ['rds RebootDBInstance', { dBInstanceIdentifier: 'ledger' }],
    ['ec2 AuthorizeSecurityGroupIngress', { groupId: 'sg-0123456789abcdef0', ipPermissions: rule(1521) }],
    ['ec2 RevokeSecurityGroupIngress', { groupId: 'sg-0123456789abcdef0', ipPermissions: rule(1521) }],
    ['events DisableRule', { name: 'settlement' }],
    ['lambda UpdateFunctionConfiguration20150331v2', { functionName: 'settlement', timeout: 60 }],
    ['events EnableRule', { name: 'settlement' }],
    [
      'elasticloadbalancing ModifyListener',
      { listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/ledger/1/2' },
    ],
    ['cloudwatch DisableAlarmActions', { alarmNames: ['ledger-latency'] }],
    ['cloudwatch EnableAlarmActions', { alarmNames: ['ledger-latency'] }],
  ]);
  const deploy = session(OWN, 'release', `CHG${diary.pick(1e6)}`, { ip: '198.51.100.20', agent: TERRAFORM });
  reads(
    diary,
    21 * 60 + 10,
    deploy,
    Array.from({ length: 20 }, (_, at) => [
      'ssm GetParameter',
      { name: `/ledger/p${at}`, withDecryption: true },
    ]),
  );
  steps(diary, 21 * 60 + 12, deploy, [
    [
      'kms PutKeyPolicy',
      {
        keyId: '0a1b2c3d-0000-4000-8000-000000000001',
        policyName: 'default',
        policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${OWN}:root"},"Action":"kms:*","Resource":"*"}]}`,
      },
    ],
    [
      'iam UpdateAssumeRolePolicy',
      {
        roleName: 'batch',
        policyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${OWN}:role/release"},"Action":"sts:AssumeRole"}]}`,
      },
    ],
    ['lambda UpdateFunctionCode20150331v2', { functionName: 'settlement', publish: true }],
    [
      'iam CreatePolicyVersion',
      {
        policyArn: `arn:aws:iam::${OWN}:policy/ledger`,
        setAsDefault: true,
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::ledger/*"}]}',
      },
    ],
    [
      'wafv2 UpdateWebACL',
      { name: 'ledger', id: '1', scope: 'REGIONAL', rules: [{ name: 'common', priority: 0 }] },
    ],
    ['config PutConfigRule', { configRule: { configRuleName: `control-${diary.day}` } }],
  ]);
}

/** A vault of passwords turns keys over, and programs get what they need from it. */
function credentials(diary: Diary): void {
  const vault = session(OWN, 'password-vault', 'rotation', {
    ip: '10.3.1.4',
    agent: 'Boto3/1.38.0 md/Botocore#1.38.0',
  });
  for (let at = 0; at < 3; at++) {
    const userName = `batch-${(diary.day * 3 + at) % 12}`;
    const made = `AKIA${generated(diary, '', 14).toUpperCase().padEnd(16, 'A')}`;
    steps(diary, 5 * 60 + at * 10, vault, [
      ['iam CreateAccessKey', { userName }, { accessKey: { userName, accessKeyId: made, status: 'Active' } }],
      ['secretsmanager PutSecretValue', { secretId: `keys/${userName}` }],
      [
        'iam UpdateAccessKey',
        {
          userName,
          accessKeyId: `AKIA${generated(diary, '', 14).toUpperCase().padEnd(16, 'B')}`,
          status: 'Inactive',
        },
      ],
      [
        'iam DeleteAccessKey',
        { userName, accessKeyId: `AKIA${generated(diary, '', 14).toUpperCase().padEnd(16, 'C')}` },
      ],
    ]);
  }
  for (let hour = 0; hour < 24; hour++)
    for (let at = 0; at < 4; at++)
      reads(diary, hour * 60 + at * 7, keyUser(OWN, `batch-${at}`, `10.3.2.${at}`), [
        ['s3 ListBuckets', {}],
        ['secretsmanager GetSecretValue', { secretId: `ledger/batch-${at}` }],
      ]);
}

/** Servers are patched each night, and auditors read everything each day. */
function controls(diary: Diary, weekday: number): void {
  const patch = session(OWN, 'patching', 'maintenance', { ip: '10.3.1.9', agent: 'Boto3/1.38.0' });
  for (let at = 0; at < 20; at++)
    steps(diary, 2 * 60 + at * 2, patch, [
      ['ssm SendCommand', { documentName: 'AWS-RunPatchBaseline', instanceIds: [generated(diary, 'i-')] }],
      ['ec2 CreateSnapshot', { volumeId: generated(diary, 'vol-') }],
      ['ec2 RebootInstances', { instancesSet: { items: [{ instanceId: generated(diary, 'i-') }] } }],
    ]);
  const backup = serviceRole(OWN, 'backup.amazonaws.com', 'AWSBackupDefaultServiceRole', 'service-role/');
  for (let at = 0; at < 15; at++)
    steps(diary, 4 * 60 + at * 3, backup, [
      [
        'backup StartCopyJob',
        {
          recoveryPointArn: `arn:aws:backup:eu-west-1:${OWN}:recovery-point:${generated(diary, '')}`,
          destinationBackupVaultArn: `arn:aws:backup:eu-west-1:${SECOND}:backup-vault:vault`,
        },
      ],
      ['ec2 DeleteSnapshot', { snapshotId: generated(diary, 'snap-') }],
    ]);
  const scanner = session(OWN, 'compliance', `scan-${diary.day}`, {
    ip: '10.3.1.20',
    agent: 'aws-sdk-go-v2/1.36.0',
  });
  const audited = [
    ...LOOKING,
    'iam GetAccountAuthorizationDetails',
    'iam GenerateCredentialReport',
    'iam GetCredentialReport',
    'iam ListUsers',
    'iam ListAccessKeys',
    'kms ListKeys',
    'kms GetKeyPolicy',
    'config DescribeConfigRules',
    'securityhub GetFindings',
    'guardduty ListFindings',
    'cloudtrail GetTrailStatus',
    'organizations ListAccounts',
    'secretsmanager ListSecrets',
  ];
  diary.looking([0, 24], scanner, audited, 1800, OWN);
  if (weekday > 4) return;
  for (const name of ['vic', 'wil']) diary.looking([9, 17], person(OWN, name, 'Auditor'), audited, 150, OWN);
  const analyst = person(OWN, 'xia', 'SecurityAnalyst');
  steps(diary, 10 * 60, analyst, [
    [
      'guardduty ArchiveFindings',
      { detectorId: '12abc34d567e8fa901bc2d34e56789f0', findingIds: [generated(diary, '', 31)] },
    ],
    [
      'securityhub BatchUpdateFindings',
      { findingIdentifiers: [{ id: generated(diary, '') }], workflow: { status: 'RESOLVED' } },
    ],
    ['cloudtrail LookupEvents', {}],
  ]);
}

/** A day of a bank: change windows, keys that a vault turns over, patching, auditors. */
export function bank(diary: Diary, weekday: number): void {
  credentials(diary);
  controls(diary, weekday);
  const mainframe = session(OWN, 'gateway', 'mq-bridge', { ip: '10.3.8.8', agent: 'aws-sdk-java/2.38.0' });
  diary.looking(
    [0, 24],
    mainframe,
    ['kms Decrypt', 'kms GenerateDataKey', 'sqs GetQueueUrl', 'sts GetCallerIdentity'],
    1800,
    OWN,
  );
  if (weekday > 4) return;
  const plan = session(OWN, 'plan', `CHG${diary.pick(1e6)}`, { ip: '198.51.100.20', agent: TERRAFORM });
  reads(
    diary,
    15 * 60,
    plan,
    Array.from({ length: 20 }, (_, at) => [
      'ssm GetParameter',
      { name: `/ledger/p${at}`, withDecryption: true },
    ]),
  );
  diary.looking([15, 16], plan, LOOKING, 150, OWN);
  if (weekday === 1 || weekday === 3) changeWindow(diary);
}
