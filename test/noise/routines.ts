import type { JsonObject } from '../../lib/core/json/json-value';
import type { CallDetails, Diary } from './diary';
import {
  BUILDS,
  buildJob,
  cloudFormation,
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

/** Accounts of the organization, the first of which the team works in. */
export const ACCOUNTS = [
  '111122223333',
  '222233334444',
  '333344445555',
  '444455556666',
  '555566667777',
  '666677778888',
];

/** A vendor that looks for weaknesses, whom the company let in. */
const VENDOR = '999988887777';

const PEOPLE = ['ann', 'bob', 'carol', 'dan', 'eve', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

const LOOKING: readonly string[] = [
  'ec2 DescribeInstances',
  'ec2 DescribeSecurityGroups',
  'cloudformation DescribeStacks',
  'lambda ListFunctions20150331',
  'logs DescribeLogGroups',
  's3 ListBuckets',
  's3 GetBucketPolicy',
  'iam ListRoles',
  'monitoring DescribeAlarms',
  'rds DescribeDBInstances',
  'ecs DescribeServices',
  'sqs ListQueues',
];

/** People of a team sign in, look around, and change small things. */
export function people(diary: Diary, account: string): void {
  for (const [at, name] of PEOPLE.entries()) {
    const who = person(account, name, at < 2 ? 'AdministratorAccess' : 'Developer');
    const startHour = 8 + (at % 3);
    diary.at(startHour * 60 + at, who, 'sts AssumeRoleWithSAML', {
      account,
      requestParameters: { roleArn: String(who.userIdentity.arn) },
    });
    diary.at(startHour * 60 + at + 1, who, 'signin ConsoleLogin', {
      account,
      ...{ eventType: 'AwsConsoleSignIn', region: 'us-east-1' },
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MobileVersion: 'No', MFAUsed: 'No', LoginTo: 'https://console.aws.amazon.com/' },
    });
    diary.looking([startHour, startHour + 8], who, LOOKING, 60, account);
    diary.within([9, 17], who, 'lambda UpdateFunctionCode20150331v2', 1, {
      account,
      requestParameters: { functionName: `team-${at % 4}`, publish: false },
    });
    diary.within([9, 17], who, 'logs StartQuery', 4, {
      account,
      readOnly: true,
      requestParameters: { logGroupName: '/aws/lambda/team', queryString: 'fields @message' },
    });
    diary.within([9, 17], who, 'ecs UpdateService', 1, {
      account,
      requestParameters: { service: `shop-${at}`, cluster: 'shop', forceNewDeployment: true },
    });
  }
  const admin = person(account, 'ann', 'AdministratorAccess');
  diary.within([10, 16], admin, 'iam AttachRolePolicy', 1, {
    account,
    region: 'us-east-1',
    requestParameters: { roleName: 'reports', policyArn: `arn:aws:iam::${account}:policy/reports` },
  });
  diary.within([10, 16], person(account, 'bob', 'AdministratorAccess'), 'ssm StartSession', 2, {
    account,
    requestParameters: { target: 'i-0123456789abcdef0' },
  });
  diary.within([9, 17], person(account, 'dan'), 's3 GetBucketAcl', 6, {
    account,
    readOnly: true,
    errorCode: 'AccessDenied',
    errorMessage: 'Access Denied',
    requestParameters: { bucketName: 'finance' },
  });
}

/** The CDK deploys from a build service, and CloudFormation does the work. */
export function deployments(diary: Diary, account: string, count: number, hours: Hours = [8, 19]): void {
  const deployer = session(account, `cdk-hnb659fds-deploy-role-${account}-eu-west-1`, 'aws-cdk-build', {
    ip: BUILDS,
    agent: 'aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js aws-cdk/2.1030.0',
  });
  const formation = cloudFormation(account);
  for (const minute of diary.minutes(hours, count)) {
    const stack = `shop-${diary.pick(4)}`;
    diary.at(minute, buildJob(), 'sts AssumeRoleWithWebIdentity', {
      account,
      requestParameters: { roleArn: `arn:aws:iam::${account}:role/build`, roleSessionName: 'GitHubActions' },
    });
    diary.at(minute, deployer, 'cloudformation CreateChangeSet', {
      account,
      requestParameters: { stackName: stack, changeSetName: 'cdk-deploy' },
    });
    diary.at(minute + 1, deployer, 'cloudformation ExecuteChangeSet', {
      account,
      requestParameters: { stackName: stack, changeSetName: 'cdk-deploy' },
    });
    diary.looking(
      [minute / 60, minute / 60 + 0.1],
      deployer,
      ['cloudformation DescribeStackEvents', 'cloudformation DescribeStacks'],
      20,
      account,
    );
    const changes: readonly (readonly [string, JsonObject])[] = [
      ['lambda UpdateFunctionCode20150331v2', { functionName: `${stack}-api` }],
      ['lambda PublishVersion20150331', { functionName: `${stack}-api` }],
      [
        'iam PutRolePolicy',
        {
          roleName: `${stack}-api-role`,
          policyName: 'default',
          policyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
                Resource: `arn:aws:dynamodb:eu-west-1:${account}:table/shop`,
              },
            ],
          }),
        },
      ],
      [
        'events PutRule',
        { name: `${stack}-schedule`, scheduleExpression: 'rate(5 minutes)', state: 'ENABLED' },
      ],
      ['logs PutRetentionPolicy', { logGroupName: `/aws/lambda/${stack}-api`, retentionInDays: 30 }],
      [
        'lambda AddPermission20150331v2',
        {
          functionName: `${stack}-api`,
          action: 'lambda:InvokeFunction',
          principal: 'events.amazonaws.com',
          sourceArn: `arn:aws:events:eu-west-1:${account}:rule/${stack}-schedule`,
        },
      ],
    ];
    for (const [call, requestParameters] of changes)
      diary.at(minute + 2, formation, call, { account, requestParameters });
  }
}

type Hours = readonly [number, number];

/** Environments for pull requests come and go, each with a user and a key. */
export function previews(diary: Diary, account: string, count: number): void {
  const formation = cloudFormation(account);
  for (const [at, minute] of diary.minutes([9, 18], count).entries()) {
    const name = `preview-${diary.day}-${at}`;
    const accessKeyId = `AKIAPREVIEW${String(diary.day * 100 + at).padStart(9, '0')}`;
    const steps: readonly (readonly [string, JsonObject])[] = [
      ['iam CreateUser', { userName: name }],
      [
        'iam PutUserPolicy',
        {
          userName: name,
          policyName: 'bucket',
          policyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` }],
          }),
        },
      ],
      ['iam CreateAccessKey', { userName: name }],
      ['s3 CreateBucket', { bucketName: name }],
      [
        's3 PutBucketPublicAccessBlock',
        {
          bucketName: name,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        },
      ],
      ['ec2 CreateSecurityGroup', { groupName: name, vpcId: 'vpc-0123456789abcdef0' }],
      ['iam DeleteAccessKey', { userName: name, accessKeyId }],
      ['iam DeleteUserPolicy', { userName: name, policyName: 'bucket' }],
      ['iam DeleteUser', { userName: name }],
      ['s3 DeleteBucket', { bucketName: name }],
      ['ec2 DeleteSecurityGroup', { groupId: `sg-0${diary.day}${at}23456789abcd` }],
    ];
    for (const [step, [call, requestParameters]] of steps.entries()) {
      const later = step < 6 ? 0 : 90;
      diary.at(minute + later + step / 10, formation, call, {
        account,
        requestParameters,
        responseElements:
          call === 'iam CreateAccessKey'
            ? { accessKey: { userName: name, accessKeyId, status: 'Active' } }
            : null,
      });
    }
  }
}

/** Terraform refreshes everything and changes some of it. */
export function terraform(diary: Diary, account: string, count: number): void {
  const role = session(account, 'terraform', 'terraform-cloud', { ip: BUILDS, agent: TERRAFORM });
  for (const minute of diary.minutes([8, 19], count)) {
    diary.looking(
      [minute / 60, minute / 60 + 0.2],
      role,
      [
        ...LOOKING,
        'iam GetRole',
        'iam GetPolicyVersion',
        'kms GetKeyPolicy',
        's3 GetBucketVersioning',
        'secretsmanager DescribeSecret',
      ],
      120,
      account,
    );
    const changes: readonly (readonly [string, JsonObject])[] = [
      [
        'ec2 AuthorizeSecurityGroupIngress',
        {
          groupId: 'sg-0aaaabbbbccccdddd',
          ipPermissions: {
            items: [
              {
                ipProtocol: 'tcp',
                fromPort: 5432,
                toPort: 5432,
                groups: { items: [{ groupId: 'sg-0ddddeeeeffff0000' }] },
                ipRanges: {},
              },
            ],
          },
        },
      ],
      [
        'rds ModifyDBInstance',
        { dBInstanceIdentifier: 'shop', preferredMaintenanceWindow: 'sun:03:00-sun:04:00' },
      ],
      [
        's3 PutBucketPolicy',
        {
          bucketName: 'shop-assets',
          bucketPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'Tls',
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: 'arn:aws:s3:::shop-assets/*',
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      ],
      [
        'iam CreatePolicyVersion',
        {
          policyArn: `arn:aws:iam::${account}:policy/shop`,
          setAsDefault: true,
          policyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sqs:SendMessage',
                Resource: `arn:aws:sqs:eu-west-1:${account}:shop`,
              },
            ],
          }),
        },
      ],
      [
        'iam DeletePolicyVersion',
        { policyArn: `arn:aws:iam::${account}:policy/shop`, versionId: `v${diary.day + 3}` },
      ],
      ['monitoring PutMetricAlarm', { alarmName: 'shop-errors', threshold: 5 }],
    ];
    for (const [call, requestParameters] of changes)
      diary.at(minute + 10, role, call, { account, requestParameters });
  }
}

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
