import { type Call, FOREIGN, OWN, type Sequence, times, type Who } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const ENTERED: Call = [
  'sts AssumeRole',
  { roleArn: `arn:aws:iam::${FOREIGN}:role/OrganizationAccountAccessRole`, roleSessionName: 'setup' },
];

type Parameters = (at: number) => object;

/** Ten calls of one kind, and the same by whom nobody has to be told of, or eight of them. */
function bulk(rows: readonly (readonly [name: string, by: Who, call: string, of: Parameters])[]) {
  return rows.flatMap(([name, by, call, of]): Sequence[] => [
    { name, by, calls: times(10, call, of), raises: 'many-calls-of-one-kind', twin: PIPELINE },
    {
      ...{ name: `${name}, and a few are not`, by, calls: times(10, call, of) },
      ...{ raises: 'many-calls-of-one-kind', twin: { calls: times(8, call, of) } },
    },
  ]);
}

const BULK = bulk([
  [
    'jobs on accelerators',
    'role',
    'sagemaker CreateTrainingJob',
    (at) => ({ trainingJobName: `t${at}`, resourceConfig: { instanceType: 'ml.p4d.24xlarge' } }),
  ],
  [
    'copies of secrets',
    'user',
    'secretsmanager ReplicateSecretToRegions',
    (at) => ({ secretId: `s${at}`, addReplicaRegions: [{ region: 'eu-central-1' }] }),
  ],
  [
    'functions throttled to zero',
    'role',
    'lambda PutFunctionConcurrency20171031',
    (at) => ({ functionName: `f${at}`, reservedConcurrentExecutions: 0 }),
  ],
  [
    'groups of instances scaled to zero',
    'user',
    'autoscaling UpdateAutoScalingGroup',
    (at) => ({ autoScalingGroupName: `g${at}`, minSize: 0, maxSize: 0, desiredCapacity: 0 }),
  ],
  [
    'services of containers scaled to zero',
    'instance',
    'ecs UpdateService',
    (at) => ({ cluster: 'shop', service: `s${at}`, desiredCount: 0 }),
  ],
  [
    'nodes of Kubernetes scaled to zero',
    'person',
    'eks UpdateNodegroupConfig',
    (at) => ({ nodegroupName: `n${at}`, scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 1 } }),
  ],
  [
    'logs of APIs switched off',
    'user',
    'apigateway UpdateStage',
    (at) => ({
      restApiId: `r${at}`,
      patchOperations: [{ op: 'replace', path: '/*/*/logging/loglevel', value: 'OFF' }],
    }),
  ],
  [
    'access logs of buckets switched off',
    'role',
    's3 PutBucketLogging',
    (at) => ({ bucketName: `b${at}`, BucketLoggingStatus: {} }),
  ],
  ['clusters', 'user', 'eks CreateCluster', (at) => ({ name: `c${at}` })],
  [
    'warehouses',
    'federated',
    'redshift CreateCluster',
    (at) => ({ clusterIdentifier: `w${at}`, nodeType: 'ra3.16xlarge' }),
  ],
  ['pools of users', 'user', 'cognito-idp CreateUserPool', (at) => ({ poolName: `p${at}` })],
  [
    'fleets of games',
    'user',
    'gamelift CreateFleet',
    (at) => ({ name: `f${at}`, eC2InstanceType: 'c5.9xlarge' }),
  ],
  [
    'fleets of desktops',
    'role',
    'appstream CreateFleet',
    (at) => ({ name: `f${at}`, instanceType: 'stream.graphics.g4dn.xlarge' }),
  ],
  [
    'desktops',
    'user',
    'workspaces CreateWorkspaces',
    (at) => ({ workspaces: [{ userName: `u${at}`, bundleId: 'wsb-1' }] }),
  ],
  [
    'telephone calls',
    'user',
    'connect StartOutboundVoiceContact',
    (at) => ({ DestinationPhoneNumber: `+90000000${at}` }),
  ],
  ['databases stopped', 'user', 'rds StopDBInstance', (at) => ({ dBInstanceIdentifier: `d${at}` })],
  [
    'customers shut out',
    'role',
    'cognito-idp AdminDisableUser',
    (at) => ({ userPoolId: 'p', username: `u${at}` }),
  ],
]);

/** Deletions of kinds that nobody listed. */
const DELETED: readonly Sequence[] = (
  [
    ['things of the field', 'user', 'iot DeleteThing', (at) => ({ thingName: `t${at}` })],
    ['contact centers', 'role', 'connect DeleteInstance', (at) => ({ instanceId: `i${at}` })],
    ['fleets of games', 'user', 'gamelift DeleteFleet', (at) => ({ fleetId: `f${at}` })],
    ['channels of video', 'person', 'medialive DeleteChannel', (at) => ({ channelId: `c${at}` })],
    ['streams of video', 'user', 'kinesisvideo DeleteStream', (at) => ({ streamARN: `s${at}` })],
    ['trackers', 'instance', 'geo DeleteTracker', (at) => ({ trackerName: `t${at}` })],
  ] as readonly (readonly [string, Who, string, Parameters])[]
).map(([name, by, call, of]) => ({
  ...{ name: `${name} deleted`, by, calls: times(10, call, of), raises: 'many-resources-deleted' },
  twin: PIPELINE,
}));

/** A call that decides by its value, and its twin with another. */
function one(name: string, raises: string, by: Who, attack: Call, twin: Call | 'pipeline'): Sequence {
  return {
    ...{ name, by, calls: [attack], raises },
    twin: twin === 'pipeline' ? PIPELINE : { calls: [twin] },
  };
}

const permission = (principal: string, more: object = {}): Call => [
  'lambda AddPermission20150331v2',
  { functionName: 'pay', action: 'lambda:InvokeFunction', statementId: 's', principal, ...more },
];
const port = (fromPort: number): Call => [
  'gamelift UpdateFleetPortSettings',
  {
    fleetId: 'fleet-1',
    inboundPermissionAuthorizations: [{ fromPort, toPort: fromPort, ipRange: '0.0.0.0/0', protocol: 'TCP' }],
  },
];
const mailbox = (right: string): Call => [
  'workmail PutMailboxPermissions',
  { organizationId: 'm-1', entityId: 'ceo', granteeId: 'eve', permissionValues: [right] },
];
const channel = (policy: string): Call => [
  'chatbot CreateSlackChannelConfiguration',
  { configurationName: 'ops', guardrailPolicyArns: [`arn:aws:iam::aws:policy/${policy}`] },
];
const topicOf = (account: string): Call =>
  permission('sns.amazonaws.com', { sourceArn: `arn:aws:sns:eu-west-1:${account}:orders` });
const bucketOf = (sourceAccount: string): Call =>
  permission('s3.amazonaws.com', { sourceArn: 'arn:aws:s3:::drop', sourceAccount });

const SINGLE: readonly Sequence[] = [
  one('a mailbox opened', 'mailbox-opened', 'user', mailbox('FULL_ACCESS'), mailbox('SEND_ON_BEHALF')),
  one(
    'every mailbox opened to a program',
    'mailbox-opened',
    'role',
    ['workmail CreateImpersonationRole', { type: 'FULL_ACCESS', rules: [{ effect: 'ALLOW' }] }],
    'pipeline',
  ),
  one('a port for games that is SSH', 'fleet-admin-port-opened-to-the-world', 'user', port(22), port(7777)),
  one(
    'a chat channel of administrators',
    'chat-channel-may-do-everything',
    'user',
    channel('AdministratorAccess'),
    channel('ReadOnlyAccess'),
  ),
  one(
    'desktops that sign in elsewhere',
    'desktop-sign-in-changed',
    'role',
    [
      'workspaces ModifySamlProperties',
      { samlProperties: { status: 'ENABLED', userAccessUrl: 'https://login.example.net/saml' } },
    ],
    ['workspaces ModifySamlProperties', { samlProperties: { status: 'DISABLED' } }],
  ),
  one(
    'a topic of a stranger calls a function',
    'function-shared-with-another-account',
    'user',
    topicOf(FOREIGN),
    topicOf(OWN),
  ),
  one(
    'a bucket of a stranger does',
    'function-shared-with-another-account',
    'role',
    bucketOf(FOREIGN),
    bucketOf(OWN),
  ),
  one(
    'a stranger does',
    'function-shared-with-another-account',
    'user',
    permission(FOREIGN),
    permission(OWN),
  ),
];

const user: Call = ['identitystore CreateUser', { identityStoreId: 'd-1', userName: 'support' }];
const group: Call = ['identitystore CreateGroupMembership', { groupId: 'g', memberId: { userId: 'u' } }];
const registered: Call = ['workmail RegisterToWorkMail', { entityId: 'u', email: 'billing@example.com' }];
const keyOn = (instance: (at: number) => string) =>
  times(5, 'ec2-instance-connect SendSSHPublicKey', (at) => ({ instanceId: instance(at) }));

/** Steps of which each alone is ordinary. */
const STEPS: readonly Sequence[] = [
  {
    ...{ name: 'a way back by Identity Center', by: 'user', calls: [user, group] },
    ...{ raises: 'identity-center-user-with-group-made-with-key', twin: { by: 'console' } },
  },
  {
    ...{ name: 'an account of one’s own', by: 'user', raises: 'account-created-and-entered' },
    ...{ calls: [['organizations CreateAccount', {}], ENTERED], twin: { calls: [ENTERED] } },
  },
  {
    ...{ name: 'an account that a pipeline makes', by: 'role', raises: 'account-created-and-entered' },
    ...{ calls: [['organizations CreateAccount', {}], ENTERED], twin: PIPELINE },
  },
  {
    ...{ name: 'a post office for phishing', by: 'user', raises: 'mail-organization-put-to-use' },
    ...{ calls: [['workmail CreateOrganization', {}], registered], twin: { calls: [registered] } },
  },
  {
    ...{ name: 'a key on every server', by: 'user', calls: keyOn((at) => `i-${at}`) },
    ...{ raises: 'access-keys-pushed-to-many-instances', twin: { calls: keyOn(() => 'i-0') } },
  },
];

/** Kinds of attacks that were told low or not at all, each as a mechanism. */
export const MISSING_KINDS: readonly Sequence[] = [...BULK, ...DELETED, ...SINGLE, ...STEPS];
