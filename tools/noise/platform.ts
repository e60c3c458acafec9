import type { JsonObject } from '../../lib/core/json/json-value';
import type { CallDetails, Diary } from './diary';
import {
  BUILDS,
  buildJob,
  cloudFormation,
  keyUser,
  OFFICE,
  type Principal,
  person,
  service,
  serviceRole,
  session,
  TERRAFORM,
  workload,
} from './principals';
import { LOOKING } from './routines';

const REGION = 'eu-west-1';

/** Vendors with a role of their own, by account, address and program. */
const VENDORS = [
  ['DatadogIntegrationRole', 'Datadog', '192.0.2.20', 'Boto3/1.38.0 md/Botocore#1.38.0 Datadog'],
  ['WizAccess-Role', 'wiz', '192.0.2.30', 'aws-sdk-go-v2/1.36.0 ua/2.1 os/linux lang/go#1.24.2 Wiz'],
  [
    'prowler-audit',
    'ProwlerScan',
    BUILDS,
    'Boto3/1.39.15 md/Botocore#1.39.15 ua/2.1 os/linux lang/python#3.12 Prowler/5.9',
  ],
  ['steampipe', 'steampipe', OFFICE, 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.1 steampipe-plugin-aws'],
] as const;

/** What tools that look for weaknesses read. */
const AUDITED: readonly string[] = [
  ...LOOKING,
  'iam GetAccountAuthorizationDetails',
  'iam GenerateCredentialReport',
  'iam GetCredentialReport',
  'iam ListUsers',
  'iam ListAccessKeys',
  'iam ListMFADevices',
  'iam GetAccountSummary',
  'iam GetAccountPasswordPolicy',
  'iam ListAttachedRolePolicies',
  'iam ListRolePolicies',
  'iam GetRolePolicy',
  'kms ListKeys',
  'kms GetKeyPolicy',
  'kms GetKeyRotationStatus',
  'cloudtrail DescribeTrails',
  'cloudtrail GetTrailStatus',
  'cloudtrail GetEventSelectors',
  'guardduty ListDetectors',
  'config DescribeConfigurationRecorders',
  'securityhub DescribeHub',
  'ec2 DescribeSnapshots',
  'ec2 DescribeSnapshotAttribute',
  'ec2 DescribeImages',
  'ec2 GetEbsEncryptionByDefault',
  'ec2 DescribeInstanceAttribute',
  'ec2 GetPasswordData',
  'rds DescribeDBSnapshots',
  'rds DescribeDBSnapshotAttributes',
  's3 GetBucketAcl',
  's3 GetBucketPolicyStatus',
  's3 GetBucketPublicAccessBlock',
  's3 GetBucketEncryption',
  's3 GetBucketLogging',
  's3 GetBucketVersioning',
  'lambda GetPolicy20150331v2',
  'lambda GetFunction20150331v2',
  'secretsmanager ListSecrets',
  'secretsmanager GetResourcePolicy',
  'ssm DescribeParameters',
  'ssm ListDocuments',
  'ecr DescribeRepositories',
  'ecr GetRepositoryPolicy',
  'eks ListClusters',
  'eks DescribeCluster',
  'organizations DescribeOrganization',
  'organizations ListAccounts',
  'sts GetCallerIdentity',
  'account GetAlternateContact',
  'ses GetAccountSendingEnabled',
  'servicequotas ListServiceQuotas',
];

/** Vendors and scanners by role: some calls are denied, as their policies lag behind what they ask for. */
export function vendors(diary: Diary, account: string, reads: number): void {
  for (const [role, name, ip, agent] of VENDORS) {
    const who = session(account, role, `${name}-${diary.day}`, { ip, agent });
    diary.looking([0, 24], who, AUDITED, Math.floor(reads / VENDORS.length), account);
    // A policy of the organization denies the Regions that are not used.
    const regions = name === 'ProwlerScan' ? ['us-east-1', 'eu-central-1', 'ap-south-1'] : [REGION];
    const denied = name === 'ProwlerScan' ? 300 : 6;
    for (const minute of diary.minutes([2, 4], denied))
      diary.at(minute, who, AUDITED[diary.pick(AUDITED.length)] ?? '', {
        ...{ account, readOnly: true, region: regions[diary.pick(regions.length)] ?? REGION },
        ...{ errorCode: 'AccessDenied', errorMessage: 'is not authorized to perform this action' },
      });
  }
}

/** EKS: nodes, add-ons, service accounts by OpenID Connect, and the controllers of a cluster. */
export function cluster(diary: Diary, account: string): void {
  const node = session(account, 'shop-node', `i-0${diary.day}eeeeeeeeeeeee`, {
    ip: '10.0.20.5',
    agent: 'aws-sdk-go/1.55.5 (go1.24; linux; amd64) kubelet',
  });
  const karpenter = session(account, 'karpenter', String(diary.pick(1e9)), {
    ip: '10.0.20.9',
    agent: 'aws-sdk-go-v2/1.36.3 ua/2.1 karpenter.sh-1.6',
  });
  const secrets = session(account, 'external-secrets', `external-secrets-${diary.day}`, {
    ip: '10.0.20.12',
    agent: 'aws-sdk-go/1.55.7 (go1.24; linux; amd64) external-secrets',
  });
  diary.looking(
    [0, 24],
    node,
    ['ecr GetAuthorizationToken', 'ecr BatchGetImage', 'ec2 DescribeInstances'],
    600,
    account,
  );
  for (const minute of diary.minutes([0, 24], 40)) {
    const instanceId = `i-0${diary.pick(1e9).toString(16).padStart(16, 'a')}`;
    diary.at(minute, karpenter, 'ec2 CreateFleet', {
      account,
      requestParameters: {
        CreateFleetRequest: { Type: 'instant', TargetCapacitySpecification: { TotalTargetCapacity: 1 } },
      },
      responseElements: {
        CreateFleetResponse: { fleetInstanceSet: { item: { instanceIds: { item: instanceId } } } },
      },
    });
    diary.at(minute + 30, karpenter, 'ec2 TerminateInstances', {
      account,
      requestParameters: { instancesSet: { items: [{ instanceId }] } },
    });
  }
  for (let hour = 0; hour < 24; hour++) {
    for (let at = 0; at < 30; at++)
      diary.at(hour * 60 + 30 + at / 60, secrets, 'secretsmanager GetSecretValue', {
        account,
        readOnly: true,
        requestParameters: { secretId: `shop/service-${at}` },
      });
    diary.at(
      hour * 60 + 31,
      session(account, 'external-secrets', 'params', { ip: '10.0.20.12', agent: 'aws-sdk-go/1.55.7' }),
      'ssm GetParametersByPath',
      {
        account,
        readOnly: true,
        requestParameters: { path: '/shop/', recursive: true, withDecryption: true },
      },
    );
  }
  for (const minute of diary.minutes([0, 24], 200))
    diary.at(minute, webIdentity(account, `shop-${diary.pick(12)}`), 'sts AssumeRoleWithWebIdentity', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/pod-${diary.pick(12)}`,
        roleSessionName: `eks-${diary.pick(1e6)}`,
      },
    });
  const terraform = terraformOf(account);
  diary.within([9, 17], terraform, 'eks UpdateAddon', 1, {
    account,
    requestParameters: { name: 'shop', addonName: 'vpc-cni', addonVersion: 'v1.20.0-eksbuild.1' },
  });
  diary.within([9, 17], terraform, 'eks CreateAccessEntry', 1, {
    account,
    requestParameters: {
      name: 'shop',
      principalArn: `arn:aws:iam::${account}:role/ci-${diary.day}`,
      kubernetesGroups: [],
    },
  });
  diary.within([9, 17], terraform, 'eks AssociateAccessPolicy', 1, {
    account,
    requestParameters: {
      name: 'shop',
      principalArn: `arn:aws:iam::${account}:role/ci-${diary.day}`,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
      accessScope: { type: 'namespace', namespaces: ['shop'] },
    },
  });
}

function webIdentity(account: string, name: string): Principal {
  const provider = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
  const userName = `system:serviceaccount:shop:${name}`;
  return {
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `arn:aws:iam::${account}:oidc-provider/${provider}:sts.amazonaws.com:${userName}`,
      userName,
      identityProvider: `arn:aws:iam::${account}:oidc-provider/${provider}`,
    },
    sourceIPAddress: '10.0.20.30',
    userAgent: 'aws-sdk-go-v2/1.36.0',
  };
}

function terraformOf(account: string): Principal {
  return session(account, 'terraform', 'terraform-cloud', { ip: BUILDS, agent: TERRAFORM });
}

/** Keys are made, rotated and described; services get grants on them. */
export function keys(diary: Diary, account: string): void {
  const terraform = terraformOf(account);
  const id = `1234abcd-12ab-34cd-56ef-${String(diary.day).padStart(12, '0')}`;
  const keyArn = `arn:aws:kms:${REGION}:${account}:key/${id}`;
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Allow',
        Principal: { Service: `logs.${REGION}.amazonaws.com` },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${account}:*` },
        },
      },
    ],
  });
  diary.at(600, terraform, 'kms CreateKey', {
    account,
    requestParameters: { description: 'logs', policy, bypassPolicyLockoutSafetyCheck: false },
    responseElements: { keyMetadata: { arn: keyArn, keyId: id } },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
  });
  diary.at(601, terraform, 'kms EnableKeyRotation', { account, requestParameters: { keyId: id } });
  diary.at(602, terraform, 'kms CreateAlias', {
    account,
    requestParameters: { aliasName: `alias/logs-${diary.day}`, targetKeyId: id },
  });
  for (const [name, role] of [
    ['autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling'],
    ['rds.amazonaws.com', 'AWSServiceRoleForRDS'],
  ] as const)
    diary.within([0, 24], serviceRole(account, name, role), 'kms CreateGrant', 20, {
      account,
      requestParameters: {
        keyId: keyArn,
        granteePrincipal: `arn:aws:iam::${account}:role/aws-service-role/${name}/${role}`,
        operations: ['Decrypt', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant'],
        constraints: { encryptionContextSubset: { 'aws:ebs:id': `vol-0${diary.pick(1e6)}` } },
      },
    });
  const reader = workload(account, 'shop-task', 'fedcba', '10.0.12.8');
  for (const minute of diary.minutes([0, 24], 1_500))
    diary.at(minute, reader, ['kms Decrypt', 'kms GenerateDataKey'][diary.pick(2)] ?? '', {
      account,
      readOnly: true,
      requestParameters: { keyId: keyArn, encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::shop-assets' } },
      resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
    });
}

/** AWS Backup makes recovery points of databases and disks, copies them to another account of one's own, and lets old ones expire. */
export function backups(diary: Diary, account: string, vaultAccount: string): void {
  const backup = serviceRole(account, 'backup.amazonaws.com', 'AWSBackupDefaultServiceRole', 'service-role/');
  for (const [at, minute] of diary.minutes([3, 5], 30).entries()) {
    const point = `arn:aws:backup:${REGION}:${account}:recovery-point:${diary.day}-${at}`;
    diary.at(minute, service('backup.amazonaws.com'), 'backup BackupJobStarted', {
      ...{ account, eventType: 'AwsServiceEvent' },
    });
    diary.at(minute + 1, backup, 'rds CreateDBSnapshot', {
      account,
      requestParameters: {
        dBInstanceIdentifier: `shop-${at}`,
        dBSnapshotIdentifier: `awsbackup-job-${diary.day}-${at}`,
      },
    });
    diary.at(minute + 20, backup, 'backup StartCopyJob', {
      account,
      requestParameters: {
        recoveryPointArn: point,
        sourceBackupVaultName: 'daily',
        destinationBackupVaultArn: `arn:aws:backup:${REGION}:${vaultAccount}:backup-vault:vault`,
      },
    });
    diary.at(minute + 40, backup, 'rds DeleteDBSnapshot', {
      account,
      requestParameters: { dBSnapshotIdentifier: `awsbackup-job-${diary.day - 35}-${at}` },
    });
    diary.at(minute + 41, service('backup.amazonaws.com'), 'backup RecoveryPointDeleted', {
      ...{ account, eventType: 'AwsServiceEvent' },
    });
  }
  const lifecycle = serviceRole(
    account,
    'dlm.amazonaws.com',
    'AWSDataLifecycleManagerDefaultRole',
    'service-role/',
  );
  for (const [at, minute] of diary.minutes([1, 2], 40).entries()) {
    diary.at(minute, lifecycle, 'ec2 CreateSnapshots', {
      account,
      requestParameters: { CreateSnapshotsRequest: { InstanceSpecification: { InstanceId: `i-0${at}` } } },
    });
    diary.at(minute + 5, lifecycle, 'ec2 DeleteSnapshot', {
      account,
      requestParameters: { snapshotId: `snap-0${diary.day}${at}cccccccccccc` },
    });
  }
  // A script with a key of its own copies dumps, and removes those of last month.
  const script = keyUser(account, 'backup-script', '203.0.113.77');
  for (let hour = 0; hour < 24; hour++) {
    diary.at(hour * 60 + 14, script, 'rds CreateDBSnapshot', {
      account,
      requestParameters: {
        dBInstanceIdentifier: 'shop',
        dBSnapshotIdentifier: `hourly-${diary.day}-${hour}`,
      },
    });
    diary.at(hour * 60 + 15, script, 'rds DeleteDBSnapshot', {
      account,
      requestParameters: { dBSnapshotIdentifier: `hourly-${diary.day - 7}-${hour}` },
    });
    diary.at(hour * 60 + 16, script, 'secretsmanager GetSecretValue', {
      account,
      readOnly: true,
      requestParameters: { secretId: 'backup/passphrase' },
    });
  }
}

/** Config, Inspector, GuardDuty, Security Hub, Access Analyzer and Trusted Advisor read everything. */
export function watchers(diary: Diary, account: string, reads: number): void {
  const roles = [
    ['config.amazonaws.com', 'AWSServiceRoleForConfig'],
    ['inspector2.amazonaws.com', 'AWSServiceRoleForAmazonInspector2'],
    ['guardduty.amazonaws.com', 'AWSServiceRoleForAmazonGuardDuty'],
    ['securityhub.amazonaws.com', 'AWSServiceRoleForSecurityHub'],
    ['access-analyzer.amazonaws.com', 'AWSServiceRoleForAccessAnalyzer'],
    ['trustedadvisor.amazonaws.com', 'AWSServiceRoleForTrustedAdvisor'],
  ] as const;
  for (const [name, role] of roles)
    diary.looking(
      [0, 24],
      serviceRole(account, name, role),
      AUDITED,
      Math.floor(reads / roles.length),
      account,
    );
  const inspector = serviceRole(
    account,
    'inspector2.amazonaws.com',
    'AWSServiceRoleForAmazonInspector2Agentless',
  );
  for (const [at, minute] of diary.minutes([0, 24], 12).entries()) {
    diary.at(minute, inspector, 'ec2 CreateSnapshot', {
      account,
      requestParameters: { volumeId: `vol-0${at}ffffffff` },
      responseElements: { snapshotId: `snap-0${diary.day}${at}dddddddddddd` },
    });
    diary.at(minute + 20, inspector, 'ec2 DeleteSnapshot', {
      account,
      requestParameters: { snapshotId: `snap-0${diary.day}${at}dddddddddddd` },
    });
  }
}

/** Athena and Glue, by analysts and by night jobs. */
export function analytics(diary: Diary, account: string, queries: number): void {
  const analyst = person(account, 'judy', 'Analyst');
  const job = workload(account, 'glue-etl', 'GlueJobRunnerSession', '10.0.16.4');
  const details = (query: string): CallDetails => ({
    account,
    requestParameters: {
      queryString: query,
      workGroup: 'primary',
      queryExecutionContext: { database: 'lake' },
    },
  });
  diary.within([9, 17], analyst, 'athena StartQueryExecution', Math.floor(queries / 4), details('***'));
  diary.within([1, 6], job, 'athena StartQueryExecution', queries, details('***'));
  diary.looking(
    [1, 17],
    job,
    ['athena GetQueryExecution', 'athena GetQueryResults', 'glue GetTable', 'glue GetPartitions'],
    queries * 6,
    account,
  );
  diary.within([1, 6], job, 'glue BatchCreatePartition', 40, {
    account,
    requestParameters: { databaseName: 'lake', tableName: 'orders' },
  });
  diary.within(
    [1, 6],
    serviceRole(account, 'glue.amazonaws.com', 'AWSGlueServiceRole', 'service-role/'),
    'ec2 CreateNetworkInterface',
    20,
    {
      account,
      requestParameters: { subnetId: 'subnet-0123456789abcdef0', description: 'Attached to Glue' },
    },
  );
  diary.within(
    [2, 3],
    session(account, 'emr-launcher', 'nightly', { ip: '10.0.16.9', agent: 'Boto3/1.40.0' }),
    'elasticmapreduce RunJobFlow',
    1,
    {
      account,
      requestParameters: { name: `nightly-${diary.day}`, instances: { instanceCount: 12 } },
    },
  );
}

/** `terraform plan` of pull requests, all day: roles by OpenID Connect, reads of everything, changes of nothing. */
export function plans(diary: Diary, account: string, count: number, reads: number): void {
  for (const [at, minute] of diary.minutes([8, 19], count).entries()) {
    const run = session(account, 'terraform-plan', `plan-${diary.day}-${at}`, {
      ip: runnerAddress(diary),
      agent: TERRAFORM,
    });
    diary.at(minute, buildJob(), 'sts AssumeRoleWithWebIdentity', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/terraform-plan`,
        roleSessionName: `plan-${diary.day}-${at}`,
      },
    });
    diary.looking([minute / 60, minute / 60 + 0.1], run, AUDITED, reads, account);
    for (let secret = 0; secret < 8; secret++)
      diary.at(minute + secret / 20, run, 'secretsmanager GetSecretValue', {
        account,
        readOnly: true,
        requestParameters: { secretId: `shop/service-${secret}` },
      });
    for (let name = 0; name < 12; name++)
      diary.at(minute + 1 + name / 20, run, 'ssm GetParameter', {
        account,
        readOnly: true,
        requestParameters: { name: `/shop/setting-${name}`, withDecryption: true },
      });
  }
}

/** Runners of a build service have another address each time. */
function runnerAddress(diary: Diary): string {
  return `20.${60 + diary.pick(40)}.${diary.pick(250)}.${diary.pick(250)}`;
}

/** Environments for pull requests by the CDK: each is a stack of its own with a database, a key, roles, a bucket, secrets and queues. */
export function previewStacks(diary: Diary, account: string, hours: readonly number[]): void {
  const formation = cloudFormation(account);
  for (const hour of hours) {
    const name = `pr-${diary.day * 31 + hour}`;
    const cli = session(account, `cdk-hnb659fds-deploy-role-${account}-${REGION}`, 'aws-cdk-runner', {
      ip: runnerAddress(diary),
      agent: 'aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js aws-cdk/2.1030.0',
    });
    const at = hour * 60 + 5;
    const stackCall = {
      stackName: name,
      changeSetName: 'cdk-deploy-change-set',
      roleARN: `arn:aws:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-${REGION}`,
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    };
    diary.at(at, buildJob(), 'sts AssumeRoleWithWebIdentity', {
      account,
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/build`,
        roleSessionName: `GitHubActions-${diary.pick(1e6)}`,
      },
    });
    diary.at(at + 1, cli, 'cloudformation CreateChangeSet', { account, requestParameters: stackCall });
    diary.at(at + 2, cli, 'cloudformation ExecuteChangeSet', { account, requestParameters: stackCall });
    const made = madeOf(account, name, diary);
    for (const [step, [call, details]] of made.entries())
      diary.at(at + 3 + step / 20, formation, call, { account, ...details });
    diary.at(
      at + 40,
      session(account, 'build', `e2e-${hour}`, { ip: runnerAddress(diary), agent: 'Boto3/1.40.0' }),
      'sqs PurgeQueue',
      {
        account,
        requestParameters: { queueUrl: `https://sqs.${REGION}.amazonaws.com/${account}/${name}-jobs` },
      },
    );
    diary.at(at + 45, cli, 'cloudformation DeleteStack', {
      account,
      requestParameters: { stackName: name, roleARN: stackCall.roleARN },
    });
    for (const [step, [call, details]] of removedOf(account, name, diary).entries())
      diary.at(at + 46 + step / 20, formation, call, { account, ...details });
  }
}

type Step = readonly [
  call: string,
  details: Partial<CallDetails> & { readonly requestParameters: JsonObject },
];

function madeOf(account: string, name: string, diary: Diary): readonly Step[] {
  const roleName = `${name}-ApiRole-${suffix(diary)}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const allow = (Action: string | string[], Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
  const keyPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  });
  return [
    ['iam CreateRole', { requestParameters: { roleName, assumeRolePolicyDocument: JSON.stringify(trust) } }],
    [
      'iam AttachRolePolicy',
      {
        requestParameters: {
          roleName,
          policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        },
      },
    ],
    [
      'iam PutRolePolicy',
      {
        requestParameters: {
          roleName,
          policyName: 'default',
          policyDocument: allow(['s3:GetObject*', 's3:List*'], `arn:aws:s3:::${name}-assets/*`),
        },
      },
    ],
    [
      'iam PutRolePolicy',
      {
        requestParameters: {
          roleName,
          policyName: 'pass',
          policyDocument: allow(['iam:PassRole', 'ecs:RunTask'], `arn:aws:iam::${account}:role/${name}-task`),
        },
      },
    ],
    [
      'kms CreateKey',
      {
        requestParameters: { policy: keyPolicy },
        responseElements: { keyMetadata: { keyId: `key-${name}` } },
      },
    ],
    ['s3 CreateBucket', { requestParameters: { bucketName: `${name}-assets` } }],
    [
      's3 PutBucketVersioning',
      { requestParameters: { bucketName: `${name}-assets`, VersioningConfiguration: { Status: 'Enabled' } } },
    ],
    [
      's3 PutBucketPolicy',
      {
        requestParameters: {
          bucketName: `${name}-assets`,
          bucketPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Deny',
                Principal: { AWS: '*' },
                Action: 's3:*',
                Resource: `arn:aws:s3:::${name}-assets/*`,
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    ],
    [
      's3 PutBucketLifecycle',
      {
        requestParameters: {
          bucketName: `${name}-assets`,
          LifecycleConfiguration: {
            Rule: { ID: 'expire', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 3 } },
          },
        },
      },
    ],
    ['secretsmanager CreateSecret', { requestParameters: { name: `${name}/database` } }],
    [
      'rds CreateDBInstance',
      {
        requestParameters: {
          dBInstanceIdentifier: name,
          publiclyAccessible: false,
          backupRetentionPeriod: 0,
          deletionProtection: false,
        },
      },
    ],
    ['dynamodb CreateTable', { requestParameters: { tableName: `${name}-orders` } }],
    [
      'lambda CreateFunction20150331',
      {
        requestParameters: {
          functionName: `${name}-api`,
          role: `arn:aws:iam::${account}:role/${roleName}`,
          runtime: 'nodejs22.x',
          layers: [`arn:aws:lambda:${REGION}:464622532012:layer:Datadog-Extension:84`],
        },
      },
    ],
    [
      'lambda AddPermission20150331v2',
      {
        requestParameters: {
          functionName: `${name}-api`,
          action: 'lambda:InvokeFunction',
          principal: 'apigateway.amazonaws.com',
          sourceArn: `arn:aws:execute-api:${REGION}:${account}:abc/*`,
        },
      },
    ],
    [
      'lambda CreateFunctionUrlConfig',
      { requestParameters: { functionName: `${name}-hook`, authType: 'AWS_IAM' } },
    ],
    [
      'ec2 AuthorizeSecurityGroupIngress',
      {
        requestParameters: {
          groupId: `sg-0${diary.pick(1e9)}`,
          ipPermissions: {
            items: [
              {
                ipProtocol: 'tcp',
                fromPort: 443,
                toPort: 443,
                groups: {},
                ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
              },
            ],
          },
        },
      },
    ],
    ['elasticloadbalancing CreateLoadBalancer', { requestParameters: { name, scheme: 'internet-facing' } }],
    [
      'wafv2 AssociateWebACL',
      {
        requestParameters: {
          webACLArn: `arn:aws:wafv2:${REGION}:${account}:regional/webacl/shop/1`,
          resourceArn: `arn:aws:elasticloadbalancing:${REGION}:${account}:loadbalancer/app/${name}/1`,
        },
      },
    ],
  ];
}

function removedOf(account: string, name: string, diary: Diary): readonly Step[] {
  return [
    [
      'wafv2 DisassociateWebACL',
      {
        requestParameters: {
          resourceArn: `arn:aws:elasticloadbalancing:${REGION}:${account}:loadbalancer/app/${name}/1`,
        },
      },
    ],
    [
      'elasticloadbalancing DeleteLoadBalancer',
      {
        requestParameters: {
          loadBalancerArn: `arn:aws:elasticloadbalancing:${REGION}:${account}:loadbalancer/app/${name}/1`,
        },
      },
    ],
    ['lambda DeleteFunction20150331', { requestParameters: { functionName: `${name}-api` } }],
    ['dynamodb DeleteTable', { requestParameters: { tableName: `${name}-orders` } }],
    [
      'rds DeleteDBInstance',
      {
        requestParameters: {
          dBInstanceIdentifier: name,
          skipFinalSnapshot: true,
          deleteAutomatedBackups: true,
        },
      },
    ],
    [
      'secretsmanager DeleteSecret',
      { requestParameters: { secretId: `${name}/database`, forceDeleteWithoutRecovery: true } },
    ],
    ['s3 DeleteBucketPolicy', { requestParameters: { bucketName: `${name}-assets` } }],
    ['s3 DeleteBucket', { requestParameters: { bucketName: `${name}-assets` } }],
    [
      'kms ScheduleKeyDeletion',
      {
        requestParameters: {
          keyId: `arn:aws:kms:${REGION}:${account}:key/${uuidOf(diary)}`,
          pendingWindowInDays: 7,
        },
      },
    ],
    ['iam DeleteRolePolicy', { requestParameters: { roleName: `${name}-ApiRole`, policyName: 'default' } }],
    ['iam DeleteRole', { requestParameters: { roleName: `${name}-ApiRole` } }],
    ['logs DeleteLogGroup', { requestParameters: { logGroupName: `/aws/lambda/${name}-api` } }],
  ];
}

/** What CloudFormation puts behind names that it makes up. */
function suffix(diary: Diary): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 12 }, () => letters[diary.pick(letters.length)]).join('');
}

function uuidOf(diary: Diary): string {
  const hex = (length: number) => Array.from({ length }, () => diary.pick(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
}
