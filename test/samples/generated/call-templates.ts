import type { JsonObject } from '../../../lib/core/json/json-value';
import type { Random } from './random';

/** One API call as it stands in records: names and the shapes of its parameters belong together. */
export interface CallTemplate {
  readonly eventSource: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  readonly isData?: boolean;
  readonly request: (random: Random) => JsonObject | null;
  readonly response?: (random: Random) => JsonObject;
}

export const ACCOUNT_ID = '111122223333';
const BUCKETS = [
  'billing-exports',
  'app-artifacts-prod',
  'web-assets',
  'data-lake-raw',
  'cf-templates-1x9k2',
];
const instance = (random: Random): string => `i-0${random.hex(16)}`;
const none = (): null => null;
const page = (random: Random): JsonObject => ({ maxResults: random.pick([50, 100, 1000]) });

/** The calls that most records of an account are about, commonest first. */
export const COMMON_CALLS: readonly CallTemplate[] = [
  {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    readOnly: true,
    request: (random) => ({
      roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${random.pick(['deploy', 'ecs-task', 'config-recorder', 'backup'])}`,
      roleSessionName: random.pick(['ci', 'ecs', 'AWSConfig-Describe', `s-${random.hex(8)}`]),
      durationSeconds: 3600,
    }),
    response: (random) => ({
      credentials: { accessKeyId: `ASIA${random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}` },
    }),
  },
  {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    readOnly: true,
    request: (random) =>
      random.chance(0.5)
        ? { instancesSet: { items: [{ instanceId: instance(random) }] }, filterSet: {} }
        : { maxResults: 1000, instancesSet: {}, filterSet: {} },
  },
  {
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    readOnly: true,
    request: (random) => ({
      encryptionContext: { 'aws:cloudtrail:arn': `arn:aws:cloudtrail:eu-west-1:${ACCOUNT_ID}:trail/main` },
      keyId: `arn:aws:kms:eu-west-1:${ACCOUNT_ID}:key/${random.pick(['1f0c', '77ab', 'c0de'])}5d1e-7aa1-4b0e-9d0a-3f7a1c52e001`,
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  },
  { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity', readOnly: true, request: none },
  {
    eventSource: 'logs.amazonaws.com',
    eventName: 'DescribeLogStreams',
    readOnly: true,
    request: (random) => ({
      logGroupName: `/aws/lambda/${random.pick(BUCKETS)}`,
      limit: 50,
      descending: true,
    }),
  },
  {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetBucketAcl',
    readOnly: true,
    request: (random) => {
      const bucketName = random.pick(BUCKETS);
      return { bucketName, acl: '', Host: `${bucketName}.s3.eu-west-1.amazonaws.com` };
    },
  },
  {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeRegions',
    readOnly: true,
    request: () => ({ regionSet: {} }),
  },
  {
    eventSource: 'iam.amazonaws.com',
    eventName: 'GetRole',
    readOnly: true,
    request: (random) => ({ roleName: random.pick(['deploy', 'ecs-task', 'config-recorder', 'backup']) }),
  },
  {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'UpdateInstanceInformation',
    readOnly: false,
    request: (random) => ({
      instanceId: instance(random),
      agentVersion: '3.3.859.0',
      agentStatus: 'Active',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      platformVersion: '2023',
      iPAddress: `10.0.${random.below(16)}.${random.below(256)}`,
      computerName: `ip-10-0-${random.below(16)}-${random.below(256)}.eu-west-1.compute.internal`,
      agentName: 'amazon-ssm-agent',
    }),
  },
  {
    eventSource: 'elasticloadbalancing.amazonaws.com',
    eventName: 'DescribeTargetHealth',
    readOnly: true,
    request: page,
  },
  { eventSource: 'cloudformation.amazonaws.com', eventName: 'DescribeStacks', readOnly: true, request: page },
  { eventSource: 'iam.amazonaws.com', eventName: 'ListAttachedRolePolicies', readOnly: true, request: page },
  {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    readOnly: false,
    request: (random) => ({
      instancesSet: { items: [{ imageId: `ami-0${random.hex(16)}`, minCount: 1, maxCount: 1 }] },
      instanceType: random.pick(['t3.micro', 'm6i.large', 'c7g.xlarge']),
      monitoring: { enabled: false },
      disableApiTermination: false,
    }),
    response: (random) => ({
      requestId: random.uuid(),
      reservationId: `r-0${random.hex(16)}`,
      ownerId: ACCOUNT_ID,
      instancesSet: {
        items: [{ instanceId: instance(random), instanceState: { code: 0, name: 'pending' } }],
      },
    }),
  },
  {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'AuthorizeSecurityGroupIngress',
    readOnly: false,
    request: (random) => ({
      groupId: `sg-0${random.hex(16)}`,
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
        ],
      },
    }),
    response: (random) => ({ requestId: random.uuid(), _return: true }),
  },
  {
    eventSource: 'iam.amazonaws.com',
    eventName: 'PutRolePolicy',
    readOnly: false,
    request: (random) => ({
      roleName: random.pick(['deploy', 'ecs-task', 'backup']),
      policyName: `inline-${random.hex(6)}`,
      policyDocument: policyDocument(random),
    }),
  },
  {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    readOnly: false,
    request: none,
    response: () => ({ ConsoleLogin: 'Success' }),
  },
  {
    eventSource: 'lambda.amazonaws.com',
    eventName: 'UpdateFunctionCode20150331v2',
    readOnly: false,
    request: (random) => ({ functionName: random.pick(BUCKETS), publish: false, dryRun: false }),
    response: (random) => ({
      codeSha256: random.text(43, 'abcdefghijklmnopqrstuvwxyzABCDEF0123456789+/'),
      version: '$LATEST',
    }),
  },
  {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'DescribeTrails',
    readOnly: true,
    request: () => ({ includeShadowTrails: false }),
  },
];

/** Mostly a few hundred bytes, now and then tens of kilobytes: the long tail of record sizes. */
function policyDocument(random: Random): string {
  const statements = random.chance(0.03) ? 200 + random.below(400) : Math.ceil(random.lognormal(1.6, 0.8));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: Array.from({ length: statements }, () => ({
      Sid: `s${random.hex(6)}`,
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: `arn:aws:s3:::${random.pick(BUCKETS)}/${random.hex(4)}/*`,
    })),
  });
}

/** Object-level calls of S3, the three of which most data-event trails are made. */
export const DATA_CALLS: readonly CallTemplate[] = ['GetObject', 'PutObject', 'HeadObject'].map(
  (eventName) => ({
    eventSource: 's3.amazonaws.com',
    eventName,
    readOnly: eventName !== 'PutObject',
    isData: true,
    request: (random) => {
      const bucketName = random.pick(BUCKETS);
      return {
        bucketName,
        Host: `${bucketName}.s3.eu-west-1.amazonaws.com`,
        key: `year=2026/month=08/day=${1 + random.below(28)}/part-${random.text(5, '0123456789')}-${random.hex(8)}.parquet`,
        ...(eventName === 'PutObject' ? { 'x-amz-acl': 'bucket-owner-full-control' } : {}),
      };
    },
  }),
);

const SERVICES =
  'autoscaling backup cloudwatch config dynamodb ecr ecs eks elasticache events glue guardduty organizations rds redshift route53 sagemaker secretsmanager sns sqs'.split(
    ' ',
  );
const VERBS = ['Describe', 'List', 'Get', 'Update', 'Create', 'Delete'] as const;
const NOUNS = ['Settings', 'Resources', 'Tags', 'Policy', 'Snapshots', 'Clusters', 'Attributes', 'Versions'];

/** `count` further calls, each with its own name, for the long tail. Most of them only read. */
export function tailCalls(count: number): CallTemplate[] {
  return Array.from({ length: count }, (_, at) => {
    const service = SERVICES[at % SERVICES.length] ?? '';
    const round = Math.floor(at / SERVICES.length);
    const verb = VERBS[(round * 5 + at) % VERBS.length] ?? 'List';
    const noun = NOUNS[(round * 3 + at) % NOUNS.length] ?? '';
    const isRead = verb === 'Describe' || verb === 'List' || verb === 'Get';
    return {
      eventSource: `${service}.amazonaws.com`,
      eventName: `${verb}${service.charAt(0).toUpperCase()}${service.slice(1)}${noun}${round}`,
      readOnly: isRead,
      request: isRead
        ? page
        : (random) => ({ name: `${service}-${random.hex(6)}`, tags: [{ key: 'team', value: 'core' }] }),
    };
  });
}
