import type { CallDetails, Diary } from './diary';
import {
  BUILDS,
  foreignAccount,
  keyUser,
  OFFICE,
  person,
  service,
  serviceRole,
  session,
  TERRAFORM,
  workload,
} from './principals';
import { ACCOUNTS, LOOKING } from './routines';

/** A vendor that looks for weaknesses, whom the company let in. */
const VENDOR = '999988887777';

/** What AWS's services do day and night. */
export function services(diary: Diary, account: string): void {
  const scaling = serviceRole(account, 'autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling');
  const backup = serviceRole(account, 'backup.amazonaws.com', 'AWSBackupDefaultServiceRole', 'service-role/');
  const config = serviceRole(account, 'config.amazonaws.com', 'AWSServiceRoleForConfig');
  for (let hour = 0; hour < 24; hour++) {
    const instanceId = `i-0${String(diary.day).padStart(4, '0')}${String(hour).padStart(2, '0')}aaaaaaaaaa`;
    diary.at(hour * 60 + 5, scaling, 'ec2 RunInstances', {
      account,
      requestParameters: {
        instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
        instanceType: 'm7g.large',
      },
      responseElements: { instancesSet: { items: [{ instanceId }] } },
    });
    diary.at(hour * 60 + 45, scaling, 'ec2 TerminateInstances', {
      account,
      requestParameters: { instancesSet: { items: [{ instanceId }] } },
    });
  }
  for (const [at, minute] of diary.minutes([2, 3], 10).entries()) {
    const snapshotId = `snap-0${diary.day}${at}aaaaaaaaaaaa`;
    diary.at(minute, backup, 'ec2 CreateSnapshot', {
      account,
      requestParameters: { volumeId: `vol-0${at}` },
      responseElements: { snapshotId },
    });
    diary.at(minute + 30, backup, 'ec2 DeleteSnapshot', {
      account,
      requestParameters: { snapshotId: `snap-0${diary.day - 7}${at}aaaaaaaaaaaa` },
    });
    if (at < 2)
      diary.at(
        minute + 40,
        workload(account, 'copy-backups', 'copy', OFFICE),
        'ec2 ModifySnapshotAttribute',
        {
          account,
          requestParameters: {
            snapshotId,
            attributeType: 'CREATE_VOLUME_PERMISSION',
            createVolumePermission: { add: { items: [{ userId: ACCOUNTS[1] }] } },
          },
        },
      );
  }
  diary.looking(
    [0, 24],
    config,
    [...LOOKING, 'iam GetAccountAuthorizationDetails', 'kms ListKeys'],
    400,
    account,
  );
  for (const minute of diary.minutes([0, 24], 150))
    diary.at(minute, service('lambda.amazonaws.com'), 'sts AssumeRole', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/shop-${diary.pick(4)}-api-role`,
        roleSessionName: 'api',
      },
    });
}

/** Workloads, scripts and a vendor, each hour. */
export function workloads(diary: Diary, account: string): void {
  const task = workload(account, 'shop-task', '0123456789abcdef0123456789abcdef', '10.0.12.7');
  const script = keyUser(account, 'backup-script', '203.0.113.77');
  const scanner = session(account, 'vendor-audit', 'scanner', {
    ip: '192.0.2.200',
    agent: 'aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25.0',
  });
  for (let hour = 0; hour < 24; hour++) {
    for (const secretId of ['shop/database', 'shop/payment', 'shop/mail'])
      diary.at(hour * 60 + 3, task, 'secretsmanager GetSecretValue', {
        account,
        readOnly: true,
        requestParameters: { secretId },
      });
    diary.at(hour * 60 + 10, script, 's3 ListBuckets', { account, readOnly: true });
    diary.at(hour * 60 + 11, script, 'sts GetCallerIdentity', { account, readOnly: true });
    diary.at(hour * 60 + 12, script, 'rds DescribeDBSnapshots', { account, readOnly: true });
    diary.at(hour * 60 + 20, foreignAccount(VENDOR, '192.0.2.200'), 'sts AssumeRole', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/vendor-audit`,
        roleSessionName: 'scanner',
        externalId: 'c0ffee',
      },
    });
    diary.looking(
      [hour + 0.4, hour + 0.6],
      scanner,
      [
        ...LOOKING,
        'iam ListUsers',
        'iam ListAttachedUserPolicies',
        'iam GenerateCredentialReport',
        'kms ListKeys',
        'guardduty ListDetectors',
      ],
      25,
      account,
    );
  }
  for (const minute of diary.minutes([0, 24], 400))
    diary.at(minute, task, 'kms Decrypt', {
      account,
      readOnly: true,
      requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::shop-assets' } },
    });
  for (const minute of diary.minutes([0, 24], 60))
    diary.at(minute, task, 'dynamodb DescribeTable', {
      account,
      readOnly: true,
      errorCode: 'ThrottlingException',
      errorMessage: 'Rate exceeded',
      requestParameters: { tableName: 'shop' },
    });
}

/** Reads and writes of objects and items, as data events. */
export function data(diary: Diary, account: string, count: number): void {
  const task = workload(account, 'etl-task', 'fedcba9876543210fedcba9876543210', '10.0.14.9');
  const calls = ['s3 GetObject', 's3 PutObject', 's3 HeadObject', 'dynamodb GetItem', 'lambda Invoke'];
  for (const minute of diary.minutes([0, 24], count)) {
    const call = calls[diary.pick(calls.length)] ?? '';
    const requestParameters = call.startsWith('s3')
      ? { bucketName: 'lake', key: `part-${diary.pick(5000)}` }
      : call.startsWith('dynamodb')
        ? { tableName: 'shop', key: {} }
        : { functionName: 'shop-0-api' };
    const details: CallDetails = {
      account,
      requestParameters,
      readOnly: !call.endsWith('PutObject'),
      category: 'Data',
    };
    diary.at(minute, task, call, details);
  }
}

/** What accounts of one organization share with one another. */
export function organization(diary: Diary): void {
  const [hub = '', ...others] = ACCOUNTS;
  const admin = person(hub, 'ann', 'AdministratorAccess');
  diary.within([10, 15], admin, 'ram AssociateResourceShare', 1, {
    account: hub,
    requestParameters: {
      resourceShareArn: `arn:aws:ram:eu-west-1:${hub}:resource-share/1`,
      principals: [others[0] ?? ''],
    },
  });
  for (const account of others) {
    const build = session(hub, 'build', 'images', { ip: BUILDS, agent: 'aws-sdk-go/1.55.0' });
    diary.within([7, 20], build, 'sts AssumeRole', 6, {
      account,
      readOnly: true,
      requestParameters: { roleArn: `arn:aws:iam::${account}:role/deploy`, roleSessionName: 'images' },
    });
    diary.within([7, 8], build, 'ec2 ModifyImageAttribute', 1, {
      account: hub,
      requestParameters: {
        imageId: `ami-0${diary.day}bbbbbbbbbbbb`,
        launchPermission: { add: { items: [{ userId: account }] } },
      },
    });
  }
  const bucketPolicy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: others.map((id) => `arn:aws:iam::${id}:root`) },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::artifacts/*',
      },
    ],
  };
  diary.within(
    [9, 10],
    session(hub, 'terraform', 'terraform-cloud', { ip: BUILDS, agent: TERRAFORM }),
    's3 PutBucketPolicy',
    1,
    { account: hub, requestParameters: { bucketName: 'artifacts', bucketPolicy } },
  );
}
