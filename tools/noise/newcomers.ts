import type { JsonObject } from '../../lib/core/json/json-value';
import type { Diary } from './diary';
import { BUILDS, buildJob, keyUser, OFFICE, person, session, TERRAFORM } from './principals';
import { ACCOUNTS, LOOKING } from './routines';

/** People who begin: they try everything, are denied much, and make what they need by hand. */
export function interns(diary: Diary, account: string, count: number): void {
  for (let at = 0; at < count; at++) {
    const who = person(account, `intern-${diary.day}-${at}`, 'Sandbox');
    diary.at(9 * 60 + at, who, 'signin ConsoleLogin', {
      account,
      ...{ eventType: 'AwsConsoleSignIn', region: 'us-east-1' },
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MobileVersion: 'No', MFAUsed: 'No', LoginTo: 'https://console.aws.amazon.com/' },
    });
    diary.looking([9, 17], who, LOOKING, 120, account);
    for (const minute of diary.minutes([10, 12], 40))
      diary.at(minute, who, LOOKING[diary.pick(LOOKING.length)] ?? '', {
        ...{ account, readOnly: true, region: ['us-east-1', 'us-east-2', 'eu-north-1'][diary.pick(3)] ?? '' },
        ...{
          errorCode: 'AccessDenied',
          errorMessage: 'is not authorized with an explicit deny in a service control policy',
        },
      });
    const steps: readonly (readonly [string, JsonObject])[] = [
      [
        'ec2 RunInstances',
        {
          instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
          instanceType: 't3.micro',
        },
      ],
      ['ec2 CreateKeyPair', { keyName: `intern-${at}` }],
      ['ec2 CreateSecurityGroup', { groupName: `launch-wizard-${at}`, vpcId: 'vpc-0123456789abcdef0' }],
      [
        'ec2 AuthorizeSecurityGroupIngress',
        {
          groupId: `sg-0${diary.day}${at}aaaaaaaaaaaa`,
          ipPermissions: {
            items: [
              {
                ipProtocol: 'tcp',
                fromPort: 22,
                toPort: 22,
                groups: {},
                ipRanges: { items: [{ cidrIp: `${OFFICE}/32` }] },
              },
            ],
          },
        },
      ],
      [
        'lambda CreateFunction20150331',
        { functionName: `hello-${at}`, role: `arn:aws:iam::${account}:role/service-role/hello-role` },
      ],
      [
        'iam CreateRole',
        {
          roleName: `hello-role-${at}`,
          assumeRolePolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
        },
      ],
      ['s3 CreateBucket', { bucketName: `intern-${diary.day}-${at}` }],
      ['cloudshell CreateEnvironment', {}],
    ];
    for (const [step, [call, requestParameters]] of steps.entries())
      diary.at(11 * 60 + step * 7 + at, who, call, { account, requestParameters });
  }
}

/** Who is on call repairs by hand, at night too. */
export function onCall(diary: Diary, account: string): void {
  const who = person(account, 'carol', 'OnCall');
  const night: readonly (readonly [string, JsonObject])[] = [
    ['ssm StartSession', { target: 'i-0123456789abcdef0' }],
    [
      'ecs ExecuteCommand',
      { cluster: 'shop', container: 'api', command: '/bin/sh', interactive: true, task: 'abc' },
    ],
    ['ecs UpdateService', { cluster: 'shop', service: 'shop-api', desiredCount: 8 }],
    ['autoscaling SetDesiredCapacity', { autoScalingGroupName: 'shop', desiredCapacity: 12 }],
    ['autoscaling UpdateAutoScalingGroup', { autoScalingGroupName: 'shop', maxSize: 24 }],
    ['rds RebootDBInstance', { dBInstanceIdentifier: 'shop' }],
    [
      'rds RestoreDBInstanceToPointInTime',
      { sourceDBInstanceIdentifier: 'shop', targetDBInstanceIdentifier: `shop-${diary.day}` },
    ],
    ['lambda PutFunctionConcurrency20171031', { functionName: 'shop-api', reservedConcurrentExecutions: 0 }],
    ['sqs PurgeQueue', { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/shop-dead-letters` }],
    ['events DisableRule', { name: 'shop-nightly' }],
    ['events EnableRule', { name: 'shop-nightly' }],
    ['wafv2 UpdateIPSet', { name: 'blocked', id: '1', addresses: ['198.51.100.7/32'] }],
    ['ec2 RebootInstances', { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } }],
    ['kms DescribeKey', { keyId: 'alias/shop' }],
  ];
  for (const [step, [call, requestParameters]] of night.entries())
    diary.at(2 * 60 + 10 + step * 3, who, call, { account, requestParameters });
  diary.looking([2, 4], who, [...LOOKING, 'logs GetQueryResults', 'cloudtrail LookupEvents'], 150, account);
  diary.within([2, 4], who, 'secretsmanager GetSecretValue', 3, {
    account,
    readOnly: true,
    requestParameters: { secretId: 'shop/database' },
  });
}

/** A new team's role for its builds, a new user for a program, and keys that are turned over. */
export function administration(diary: Diary, account: string): void {
  const terraform = session(account, 'terraform', 'terraform-cloud', { ip: BUILDS, agent: TERRAFORM });
  const admin = person(account, 'ann', 'AdministratorAccess');
  const name = `ci-${diary.day}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': `repo:example/${name}:*` },
        },
      },
    ],
  };
  const steps: readonly (readonly [string, JsonObject])[] = [
    ['iam CreateRole', { roleName: name, assumeRolePolicyDocument: JSON.stringify(trust) }],
    ['iam AttachRolePolicy', { roleName: name, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    [
      'iam PutRolePolicy',
      {
        roleName: name,
        policyName: 'deploy',
        policyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['cloudformation:*', 'sts:AssumeRole'],
              Resource: `arn:aws:iam::${account}:role/cdk-*`,
            },
            { Effect: 'Allow', Action: ['ecr:*', 'ecs:UpdateService'], Resource: '*' },
          ],
        }),
      },
    ],
    ['iam TagRole', { roleName: name, tags: [{ key: 'team', value: name }] }],
    [
      'iam UpdateAssumeRolePolicy',
      {
        roleName: 'shop-task',
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
      },
    ],
    ['secretsmanager PutSecretValue', { secretId: 'shop/payment' }],
    ['secretsmanager RotateSecret', { secretId: 'shop/database' }],
    [
      'route53 ChangeResourceRecordSets',
      { hostedZoneId: 'Z1', changeBatch: { changes: [{ action: 'UPSERT' }] } },
    ],
    ['acm RequestCertificate', { domainName: `${name}.example.com` }],
    ['s3 PutBucketLogging', { bucketName: 'shop-assets' }],
    [
      'sns Subscribe',
      {
        topicArn: `arn:aws:sns:eu-west-1:${account}:pages`,
        protocol: 'https',
        endpoint: 'https://events.pagerduty.com/x',
      },
    ],
    ['ec2 CreateTags', { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] } }],
    [
      'logs PutSubscriptionFilter',
      {
        logGroupName: '/aws/lambda/shop-api',
        destinationArn: `arn:aws:lambda:eu-west-1:${account}:function:datadog-forwarder`,
      },
    ],
  ];
  for (const [step, [call, requestParameters]] of steps.entries())
    diary.at(10 * 60 + step, terraform, call, { account, requestParameters });
  for (const minute of diary.minutes([11, 18], 6))
    diary.at(minute, buildJob(), 'sts AssumeRoleWithWebIdentity', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/${name}`,
        roleSessionName: `run-${diary.pick(1e6)}`,
      },
    });
  // The key of one user a day is turned over: the old one is deleted a week after it was replaced.
  const rotating = session(account, 'key-rotation', 'rotate', { ip: '10.0.30.1', agent: 'Boto3/1.40.0' });
  const userName = ['backup-script', 'mail-sender', 'legacy-erp'][diary.day % 3] ?? '';
  const keyOf = (day: number) => `AKIA${String(day).padStart(16, '0')}`;
  diary.at(4 * 60, rotating, 'iam CreateAccessKey', {
    account,
    requestParameters: { userName },
    responseElements: { accessKey: { userName, accessKeyId: keyOf(diary.day), status: 'Active' } },
  });
  diary.at(4 * 60 + 10, rotating, 'iam UpdateAccessKey', {
    account,
    requestParameters: { userName, accessKeyId: keyOf(diary.day - 90), status: 'Inactive' },
  });
  diary.at(4 * 60 + 20, rotating, 'iam DeleteAccessKey', {
    account,
    requestParameters: { userName, accessKeyId: keyOf(diary.day - 97) },
  });
  diary.within([9, 17], admin, 'iam ListUsers', 20, { account, readOnly: true });
  diary.within([9, 17], admin, 'support DescribeCases', 10, { account, readOnly: true });
  diary.within([9, 17], admin, 'support CreateCase', 1, { account, requestParameters: { subject: 'quota' } });
}

/** Engineers use the command line with `aws-vault` and `aws sso login`, from home too. */
export function commandLines(diary: Diary, account: string, reads: number): void {
  for (const [at, name] of ['dan', 'eve', 'frank', 'grace'].entries()) {
    const home = {
      ...person(account, name),
      sourceIPAddress: `81.2.${60 + at}.${7 + at}`,
      userAgent: 'aws-cli/2.31.0 md/awscrt#0.27 ua/2.1 os/macos#24.6.0 md/arch#arm64',
    };
    diary.at(8 * 60 + 30 + at, home, 'sts GetCallerIdentity', { account, readOnly: true });
    diary.looking(
      [8, 20],
      home,
      [...LOOKING, 's3 ListBuckets', 'sts GetCallerIdentity', 'iam GetUser', 'ssm GetParameter'],
      Math.floor(reads / 4),
      account,
    );
    diary.within([9, 19], home, 'secretsmanager GetSecretValue', 4, {
      account,
      readOnly: true,
      requestParameters: { secretId: 'shop/mail' },
    });
    diary.within([9, 19], home, 'logs FilterLogEvents', 10, {
      account,
      readOnly: true,
      requestParameters: { logGroupName: '/aws/lambda/shop-api' },
    });
  }
  const user = keyUser(account, 'mail-sender', '203.0.113.88');
  diary.within([0, 24], user, 'ses SendRawEmail', 100, {
    account,
    requestParameters: { source: 'shop@example.com' },
  });
}

/** A sign-in of IAM Identity Center, and those who mistype. */
export function signIns(diary: Diary, account: string): void {
  for (const name of ['ann', 'bob', 'carol', 'dan', 'eve', 'frank', 'grace', 'heidi', 'ivan', 'judy']) {
    const who = {
      userIdentity: {
        type: 'IdentityCenterUser',
        accountId: account,
        onBehalfOf: {
          userId: `90671c${name}`,
          identityStoreArn: `arn:aws:identitystore::${account}:identitystore/d-936707b1`,
        },
        userName: name,
        credentialId: name,
      },
      sourceIPAddress: OFFICE,
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36',
    };
    const [minute = 0] = diary.minutes([8, 9], 1);
    const members = { account, eventType: 'AwsServiceEvent' };
    if (diary.pick(3) === 0)
      diary.at(minute - 1, who, 'signin CredentialVerification', {
        ...members,
        additionalEventData: { CredentialType: 'PASSWORD', UserName: name },
        serviceEventDetails: { CredentialVerification: 'Failure' },
      });
    for (const call of [
      'signin CredentialChallenge',
      'signin CredentialVerification',
      'signin UserAuthentication',
      'sso Authenticate',
      'sso ListApplications',
      'sso Federate',
    ])
      diary.at(minute, who, call, {
        ...members,
        additionalEventData: { CredentialType: 'PASSWORD', UserName: name },
        serviceEventDetails: { [call.split(' ')[1] ?? '']: 'Success' },
      });
  }
}

/** Accounts of the organization share images, keys, subnets, repositories and snapshots with one another. */
export function shares(diary: Diary): void {
  const [hub = '', ...others] = ACCOUNTS;
  const terraform = session(hub, 'terraform', 'terraform-cloud', { ip: BUILDS, agent: TERRAFORM });
  for (const [at, other] of others.entries()) {
    const principal = { AWS: `arn:aws:iam::${other}:root` };
    const policy = (Action: string | string[], Resource: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: principal, Action, Resource }],
      });
    const steps: readonly (readonly [string, JsonObject])[] = [
      [
        'kms CreateGrant',
        {
          keyId: `key-${at}`,
          granteePrincipal: `arn:aws:iam::${other}:role/backup`,
          operations: ['Decrypt', 'CreateGrant'],
        },
      ],
      [
        'ecr SetRepositoryPolicy',
        {
          repositoryName: `shop-${diary.day}-${at}`,
          policyText: policy(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], '*'),
        },
      ],
      [
        'rds ModifyDBSnapshotAttribute',
        { dBSnapshotIdentifier: `copy-${diary.day}-${at}`, attributeName: 'restore', valuesToAdd: [other] },
      ],
      [
        'lambda AddLayerVersionPermission20181031',
        { layerName: `common-${diary.day}`, principal: other, action: 'lambda:GetLayerVersion' },
      ],
      [
        'events PutPermission',
        { eventBusName: 'central', principal: other, action: 'events:PutEvents', statementId: `s${at}` },
      ],
      [
        'sqs SetQueueAttributes',
        {
          queueUrl: `https://sqs.eu-west-1.amazonaws.com/${hub}/central`,
          attributes: { Policy: policy('sqs:SendMessage', '*') },
        },
      ],
      [
        'sns SetTopicAttributes',
        {
          topicArn: `arn:aws:sns:eu-west-1:${hub}:central`,
          attributeName: 'Policy',
          attributeValue: policy('sns:Publish', '*'),
        },
      ],
      [
        'secretsmanager PutResourcePolicy',
        { secretId: `shared-${diary.day}`, resourcePolicy: policy('secretsmanager:GetSecretValue', '*') },
      ],
      [
        'iam CreateRole',
        {
          roleName: `from-${other}-${diary.day}`,
          assumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
          }),
        },
      ],
      [
        'ram CreateResourceShare',
        { name: `subnets-${diary.day}-${at}`, principals: [other], allowExternalPrincipals: false },
      ],
      [
        'ec2 CreateVpcPeeringConnection',
        { vpcId: 'vpc-0123456789abcdef0', peerVpcId: `vpc-0${at}`, peerOwnerId: other },
      ],
    ];
    for (const [step, [call, requestParameters]] of steps.entries())
      diary.at(13 * 60 + at * 5 + step / 10, terraform, call, { account: hub, requestParameters });
  }
}
