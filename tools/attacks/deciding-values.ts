import { type Call, FOREIGN, OWN, type Sequence, times, type Who } from './sequence';

/** A call by its value: medium or more, and the same call with a value for which low is enough. */
function decided(
  raises: string,
  by: Who,
  call: (value: never) => Call,
  rows: readonly (readonly [name: string, loud: unknown, low: unknown])[],
): readonly Sequence[] {
  return rows.map(([name, loud, low]) => ({
    ...{ name, by, raises, calls: [call(loud as never)], twin: { calls: [call(low as never)] } },
  }));
}

const root = (task: string): Call => [
  'sts AssumeRoot',
  { targetPrincipal: FOREIGN, taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` } },
];

const filter = (criterion: object): Call => [
  'guardduty CreateFilter',
  { detectorId: 'd', name: 'quiet', action: 'ARCHIVE', findingCriteria: { criterion } },
];
const SCAN = { type: { equals: ['Recon:EC2/Portscan'] } };
const SERVER = { 'resource.instanceDetails.instanceId': { equals: ['i-0123456789abcdef0'] } };

const federated = (statement: object): Call => [
  'sts GetFederationToken',
  {
    name: 'upload',
    policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }),
  },
];
const FOLDER = { Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::shop/upload/*' };

const unprotected = (stackName: string): Call => [
  'cloudformation UpdateTerminationProtection',
  { stackName, enableTerminationProtection: false },
];
const server = (bundleId: string): Call => ['lightsail CreateInstances', { instanceNames: ['s'], bundleId }];

/** Calls that are told loud for what they ask, and are low for what else they can ask. */
export const DECIDING_VALUES: readonly Sequence[] = [
  ...decided('root-password-session-taken', 'user', root, [
    ['root for a password, and for an audit', 'IAMCreateRootUserPassword', 'IAMAuditRootUserCredentials'],
  ]),
  ...decided('root-session-taken', 'role', root, [
    [
      'root to delete credentials, and for an audit',
      'IAMDeleteRootUserCredentials',
      'IAMAuditRootUserCredentials',
    ],
    ['root to unlock a bucket, and for an audit', 'S3UnlockBucketPolicy', 'IAMAuditRootUserCredentials'],
  ]),
  ...decided('guardduty-findings-suppressed-wholly', 'user', filter, [
    ['every finding, and one type', {}, SCAN],
    ['every finding above a severity', { severity: { greaterThanOrEqual: 1 } }, SERVER],
    ['every finding of a Region', { region: { equals: ['eu-west-1'] } }, { ...SCAN, ...SERVER }],
    ['every type but one', { type: { notEquals: ['Recon:EC2/Portscan'] } }, SCAN],
  ]),
  ...decided('guardduty-findings-hidden', 'user', filter, [
    ['many types', { type: { equals: ['A:EC2/1', 'B:EC2/2', 'C:EC2/3', 'D:EC2/4'] } }, SCAN],
    ['types by a wildcard', { type: { matches: ['*'] } }, SCAN],
  ]),
  ...decided('federation-token-requested', 'user', federated, [
    ['everything, and one folder', { Action: '*', Resource: '*' }, FOLDER],
    ['all of S3', { Action: 's3:*', Resource: '*' }, FOLDER],
    ['every bucket', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' }, FOLDER],
    ['all but a call', { NotAction: 'iam:*', Resource: '*' }, FOLDER],
    [
      'a call on identities',
      { Action: 'iam:CreateAccessKey', Resource: `arn:aws:iam::${OWN}:user/bob` },
      FOLDER,
    ],
  ]),
  ...decided('deletion-protection-removed', 'person', unprotected, [
    ['a stack, and a preview', 'shop', 'preview-pr-482'],
    ['a stack with a word in its name', 'express-orders', 'orders-pr-7'],
  ]),
  ...decided('lightsail-server-created', 'user', server, [
    ['a large server, and a small one', '2xlarge_3_0', 'nano_3_0'],
  ]),
  {
    ...{ name: 'many small servers', by: 'user', raises: 'lightsail-server-created' },
    calls: [['lightsail CreateInstances', { instanceNames: ['a', 'b', 'c', 'd'], bundleId: 'nano_3_0' }]],
    twin: {
      calls: times(2, 'lightsail CreateInstances', (at) => ({
        instanceNames: [`s${at}`],
        bundleId: 'micro_3_0',
      })),
    },
  },
];
