import type { JsonObject } from '../../lib/core/json/json-value';
import { OWN, STRANGER, type Step, type Story, story, type Who } from './story';

function policy(principal: JsonObject, more: JsonObject = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'a', Effect: 'Allow', ...principal, Action: '*', Resource: '*', ...more }],
  });
}

const EVERYONE = policy({ Principal: '*' });
const SHARED = policy({ Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } });
const OWNED = policy({ Principal: { AWS: `arn:aws:iam::${OWN}:root` } });

/** How services log the policy that a call sets: the parameter, text or object. */
const SERVICES: readonly (readonly [call: string, request: (document: string) => JsonObject])[] = [
  ['elasticfilesystem PutFileSystemPolicy', (policy) => ({ fileSystemId: 'fs-0123456789abcdef0', policy })],
  ['s3 PutAccessPointPolicy', (policy) => ({ accountId: OWN, name: 'reports', policy })],
  ['s3 PutAccessPointPolicyForObjectLambda', (policy) => ({ accountId: OWN, name: 'redact', policy })],
  ['s3 PutMultiRegionAccessPointPolicy', (policy) => ({ details: { name: 'all', policy } })],
  ['s3 PutAccessGrantsInstanceResourcePolicy', (policy) => ({ accountId: OWN, policy })],
  ['s3tables PutTableBucketPolicy', (policy) => ({ tableBucketARN: 'lake', resourcePolicy: policy })],
  [
    's3tables PutTablePolicy',
    (policy) => ({ tableBucketARN: 'lake', name: 'sales', resourcePolicy: policy }),
  ],
  ['s3vectors PutVectorBucketPolicy', (policy) => ({ vectorBucketName: 'vectors', policy })],
  ['s3-outposts PutBucketPolicy', (policy) => ({ accountId: OWN, bucket: 'local', policy })],
  ['s3files PutFileSystemPolicy', (policy) => ({ fileSystemId: 'fs-1', policy })],
  ['codeartifact PutDomainPermissionsPolicy', (policyDocument) => ({ domain: 'company', policyDocument })],
  [
    'codeartifact PutRepositoryPermissionsPolicy',
    (policyDocument) => ({ domain: 'company', repository: 'npm', policyDocument }),
  ],
  ['codebuild PutResourcePolicy', (policy) => ({ resourceArn: 'project/app', policy })],
  ['ecr PutRegistryPolicy', (policyText) => ({ policyText })],
  ['ecr CreateRepositoryCreationTemplate', (repositoryPolicy) => ({ prefix: 'ROOT', repositoryPolicy })],
  ['vpc-lattice PutAuthPolicy', (policy) => ({ resourceIdentifier: 'svc-1', policy })],
  ['vpc-lattice PutResourcePolicy', (policy) => ({ resourceArn: 'svc-1', policy })],
  ['secretsmanager PutResourcePolicy', (resourcePolicy) => ({ secretId: 'prod/db', resourcePolicy })],
  ['kms CreateKey', (policy) => ({ policy, keyUsage: 'ENCRYPT_DECRYPT' })],
  ['sqs CreateQueue', (Policy) => ({ queueName: 'orders', attributes: { Policy } })],
  ['lambda PutResourcePolicy', (policy) => ({ resourceArn: 'function:reports', policy })],
  ['dynamodb PutResourcePolicy', (policy) => ({ resourceArn: 'table/orders', policy })],
  ['kinesis PutResourcePolicy', (policy) => ({ resourceARN: 'stream/orders', policy })],
  ['logs PutDestinationPolicy', (accessPolicy) => ({ destinationName: 'central', accessPolicy })],
  ['logs PutResourcePolicy', (policyDocument) => ({ policyName: 'delivery', policyDocument })],
  [
    'logs PutDeliveryDestinationPolicy',
    (deliveryDestinationPolicy) => ({ deliveryDestinationName: 'lake', deliveryDestinationPolicy }),
  ],
  ['schemas PutResourcePolicy', (policy) => ({ registryName: 'events', policy })],
  ['glue PutResourcePolicy', (policyInJson) => ({ policyInJson, enableHybrid: 'TRUE' })],
  ['oam PutSinkPolicy', (policy) => ({ sinkIdentifier: 'sink-1', policy })],
  ['acm-pca PutPolicy', (policy) => ({ resourceArn: 'certificate-authority/1', policy })],
  ['kafka PutClusterPolicy', (policy) => ({ clusterArn: 'cluster/1', policy })],
  ['glacier SetVaultAccessPolicy', (policy) => ({ vaultName: 'old', policy: { policy } })],
  [
    'sagemaker PutModelPackageGroupPolicy',
    (resourcePolicy) => ({ modelPackageGroupName: 'm', resourcePolicy }),
  ],
  ['imagebuilder PutImagePolicy', (policy) => ({ imageArn: 'image/golden', policy })],
  ['ses PutIdentityPolicy', (policy) => ({ identity: 'example.com', policyName: 'send', policy })],
  ['cloudtrail PutResourcePolicy', (resourcePolicy) => ({ resourceArn: 'eventdatastore/1', resourcePolicy })],
  [
    'route53resolver PutResolverRulePolicy',
    (resolverRulePolicy) => ({ arn: 'resolver-rule/1', resolverRulePolicy }),
  ],
];

const ACTORS: readonly Who[] = ['user', 'role', 'instance', 'function', 'federated', 'person', 'pipeline'];

/** Services: opened to everyone and to a stranger, by one kind of principal each; the twin opens it to the own account. */
const OF_SERVICES: readonly Story[] = SERVICES.map(([call, request], at) =>
  story(
    `${call}: ${at % 2 === 0 ? 'everyone' : 'a stranger'}`,
    [ACTORS[at % ACTORS.length] ?? 'user', [call, request(at % 2 === 0 ? EVERYONE : SHARED)]],
    ['pipeline', [call, request(OWNED)]],
  ),
);

function queue(document: string): Step {
  return ['sqs SetQueueAttributes', { queueUrl: 'https://sqs/orders', attributes: { Policy: document } }];
}

const ORGANIZATION = 'o-a1b2c3d4e5';
const ALL = { Principal: '*' };
const when = (Condition: JsonObject) => ({ Condition });

/** Other words for the same: each is everyone or a stranger, and its twin is neither. */
const WORDS: readonly (readonly [title: string, open: string, closed: string])[] = [
  [
    'percent-encoded',
    encodeURIComponent(EVERYONE),
    encodeURIComponent(policy(ALL, when({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }))),
  ],
  ['escaped letters', EVERYONE.replace('"*"', '"\\u002a"'), OWNED.replace('arn', '\\u0061rn')],
  [
    'one statement that is no list',
    EVERYONE.replace('[{', '{').replace('}]', '}'),
    OWNED.replace('[{', '{').replace('}]', '}'),
  ],
  [
    'in a list beside the own account',
    policy({ Principal: { AWS: [`arn:aws:iam::${OWN}:root`, '*'] } }),
    policy({ Principal: { AWS: [`arn:aws:iam::${OWN}:root`, OWN] } }),
  ],
  [
    'everyone but one',
    policy({ NotPrincipal: { AWS: `arn:aws:iam::${OWN}:user/ann` } }),
    policy({ NotPrincipal: { AWS: `arn:aws:iam::${OWN}:user/ann` } }, { Effect: 'Deny' }),
  ],
  [
    'a wildcard in place of the account',
    policy({ Principal: { AWS: 'arn:aws:iam::*:role/reports' } }),
    policy({ Principal: { AWS: `arn:aws:iam::${OWN}:role/reports` } }),
  ],
  ['an account id alone', policy({ Principal: { AWS: STRANGER } }), policy({ Principal: { AWS: OWN } })],
  [
    'a session of a role of a stranger',
    policy({ Principal: { AWS: `arn:aws:sts::${STRANGER}:assumed-role/a/b` } }),
    policy({ Principal: { AWS: `arn:aws:sts::${OWN}:assumed-role/a/b` } }),
  ],
  [
    'a condition for all values, which holds without any',
    policy(ALL, when({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': [ORGANIZATION] } })),
    policy(ALL, when({ 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': [ORGANIZATION] } })),
  ],
  [
    'a condition that holds without the key',
    policy(ALL, when({ StringEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION } })),
    policy(ALL, when({ StringEqualsIgnoreCase: { 'AWS:PrincipalOrgId': ORGANIZATION } })),
  ],
  [
    'a condition on TLS alone',
    policy(ALL, when({ Bool: { 'aws:SecureTransport': 'true' } })),
    policy(ALL, when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } })),
  ],
  [
    'halves of the internet',
    policy(ALL, when({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } })),
    policy(ALL, when({ IpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } })),
  ],
  [
    'narrowed to the account of a stranger',
    policy(ALL, when({ StringEquals: { 'aws:PrincipalAccount': STRANGER } })),
    policy(ALL, when({ StringEquals: { 'aws:PrincipalAccount': OWN } })),
  ],
  [
    'narrowed to a role of a stranger',
    policy(ALL, when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/*` } })),
    policy(ALL, when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } })),
  ],
  [
    'a denial beside it that denies little',
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: '*',
          ...when({ Bool: { 'aws:SecureTransport': 'false' } }),
        },
      ],
    }),
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' },
        {
          ...{ Effect: 'Deny', Principal: '*', Action: 'sqs:*' },
          ...when({ StringNotEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }),
        },
      ],
    }),
  ],
];

/** Stories of policies on resources. */
export const RESOURCE_POLICIES: readonly Story[] = [
  ...OF_SERVICES,
  ...WORDS.map(([title, open, closed]) => story(title, ['user', queue(open)], ['pipeline', queue(closed)])),
  story(
    'a queue is granted to a stranger without a policy',
    ['user', ['sqs AddPermission', { label: 'a', aWSAccountIds: [STRANGER], actions: ['*'] }]],
    ['pipeline', ['sqs AddPermission', { label: 'a', aWSAccountIds: [OWN], actions: ['*'] }]],
  ),
  story(
    'a mount target is the only way to a file system',
    ['user', ['elasticfilesystem PutFileSystemPolicy', { fileSystemId: 'fs-1', policy: EVERYONE }]],
    [
      'person',
      [
        'elasticfilesystem PutFileSystemPolicy',
        {
          fileSystemId: 'fs-1',
          policy: policy(
            { Principal: { AWS: '*' } },
            when({ Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } }),
          ),
        },
      ],
    ],
  ),
];
