import type { JsonObject } from '../../lib/core/json/json-value';
import type { Diary } from './diary';
import { BUILDS, buildJob, cloudFormation, person, session, TERRAFORM } from './principals';

/** Accounts of the organization, the first of which the team works in. */
export const ACCOUNTS = [
  '111122223333',
  '222233334444',
  '333344445555',
  '444455556666',
  '555566667777',
  '666677778888',
];

const PEOPLE = ['ann', 'bob', 'carol', 'dan', 'eve', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

/** What people and programs look at. */
export const LOOKING: readonly string[] = [
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
