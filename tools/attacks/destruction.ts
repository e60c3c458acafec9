import { type Call, type Sequence, times } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const arn = (kind: string) => `arn:aws:${kind}`;
const DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';
const LARGE: readonly Call[] = [
  ['cloudformation DeleteStack', { stackName: 'shop' }],
  ['dynamodb DeleteTable', { tableName: 'orders' }],
  ['ecr DeleteRepository', { repositoryName: 'shop', force: true }],
  ['cognito-idp DeleteUserPool', { userPoolId: 'eu-west-1_x' }],
];

/** Family 6: many deletions by one actor, and people who are locked out. */
export const DESTRUCTION: readonly Sequence[] = [
  {
    name: 'one large thing of each kind',
    by: 'user',
    calls: LARGE,
    raises: 'many-large-resources-deleted',
    twin: { calls: LARGE.slice(1, 3) },
  },
  {
    name: 'stacks one after the other',
    by: 'role',
    calls: times(5, 'cloudformation DeleteStack', (at) => ({ stackName: `s${at}` })),
    raises: 'many-large-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'clusters of Kubernetes',
    by: 'person',
    calls: times(4, 'eks DeleteCluster', (at) => ({ name: `c${at}` })),
    raises: 'many-large-resources-deleted',
    twin: { by: 'stack' },
  },
  {
    name: 'user pools',
    by: 'federated',
    calls: times(4, 'cognito-idp DeleteUserPool', (at) => ({ userPoolId: `eu-west-1_${at}` })),
    raises: 'many-large-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'knowledge bases and agents',
    by: 'instance',
    calls: [
      ...times(2, 'bedrock DeleteKnowledgeBase', (at) => ({ knowledgeBaseId: `K${at}` })),
      ...times(2, 'bedrock DeleteAgent', (at) => ({ agentId: `A${at}` })),
    ],
    raises: 'many-large-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'clusters and streams of events',
    by: 'role',
    calls: [
      ...times(2, 'kafka DeleteCluster', (at) => ({ clusterArn: `c${at}` })),
      ...times(2, 'kinesis DeleteStream', (at) => ({ streamName: `s${at}` })),
    ],
    raises: 'many-large-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'hosted zones',
    by: 'user',
    calls: times(4, 'route53 DeleteHostedZone', (at) => ({ id: `Z${at}` })),
    raises: 'many-large-resources-deleted',
    twin: { by: 'stack' },
  },
  {
    name: 'directories and desktops',
    by: 'role',
    calls: [
      ...times(2, 'ds DeleteDirectory', (at) => ({ directoryId: `d-${at}` })),
      ...times(2, 'workspaces TerminateWorkspaces', (at) => ({
        terminateWorkspaceRequests: [{ workspaceId: `ws-${at}` }],
      })),
    ],
    raises: 'many-large-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'functions',
    by: 'user',
    calls: times(12, 'lambda DeleteFunction20150331', (at) => ({ functionName: `f${at}` })),
    raises: 'many-resources-deleted',
    twin: { calls: times(5, 'lambda DeleteFunction20150331', (at) => ({ functionName: `f${at}` })) },
  },
  {
    name: 'services of containers',
    by: 'role',
    calls: times(10, 'ecs DeleteService', (at) => ({ cluster: 'shop', service: `s${at}`, force: true })),
    raises: 'many-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'roles and policies',
    by: 'person',
    calls: times(10, 'iam DeleteRole', (at) => ({ roleName: `r${at}` })),
    raises: 'many-resources-deleted',
    twin: { by: 'stack' },
  },
  {
    name: 'alarms, rules and topics',
    by: 'instance',
    calls: [
      ...times(4, 'monitoring DeleteAlarms', (at) => ({ alarmNames: [`a${at}`] })),
      ...times(3, 'events DeleteRule', (at) => ({ name: `r${at}` })),
      ...times(3, 'sns DeleteTopic', (at) => ({ topicArn: arn(`sns:eu-west-1:111122223333:t${at}`) })),
    ],
    raises: 'many-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'networks and load balancers',
    by: 'user',
    calls: [
      ...times(5, 'ec2 DeleteSubnet', (at) => ({ subnetId: `subnet-${at}` })),
      ...times(5, 'elasticloadbalancing DeleteLoadBalancer', (at) => ({
        loadBalancerArn: arn(`elasticloadbalancing:eu-west-1:111122223333:loadbalancer/${at}`),
      })),
    ],
    raises: 'many-resources-deleted',
    twin: PIPELINE,
  },
  {
    name: 'passwords of all',
    by: 'user',
    calls: times(6, 'iam UpdateLoginProfile', (at) => ({ userName: `u${at}` })),
    raises: 'people-locked-out',
    twin: { calls: [['iam DeleteAccessKey', { userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }]] },
  },
  {
    name: 'keys of all',
    by: 'role',
    calls: times(6, 'iam UpdateAccessKey', (at) => ({ userName: `u${at}`, status: 'Inactive' })),
    raises: 'people-locked-out',
    twin: { calls: times(6, 'iam UpdateAccessKey', () => ({ userName: 'bob', status: 'Inactive' })) },
  },
  {
    name: 'groups of all, from root',
    by: 'root',
    calls: times(5, 'iam RemoveUserFromGroup', (at) => ({ userName: `u${at}`, groupName: 'ops' })),
    raises: 'people-locked-out',
    twin: PIPELINE,
  },
  {
    name: 'assignments of Identity Center',
    by: 'person',
    calls: times(7, 'sso DeleteAccountAssignment', (at) => ({
      targetId: '444455556666',
      principalId: `p${at}`,
    })),
    raises: 'people-locked-out-of-identity-center',
    twin: {
      calls: times(2, 'sso DeleteAccountAssignment', (at) => ({
        targetId: '444455556666',
        principalId: `p${at}`,
      })),
    },
  },
  {
    name: 'responders may do nothing',
    by: 'user',
    calls: [['iam PutRolePolicy', { roleName: 'responder', policyName: 'x', policyDocument: DENY_ALL }]],
    raises: 'everything-denied-to-identity',
    twin: PIPELINE,
  },
  {
    name: 'a certificate is gone',
    by: 'user',
    calls: [
      ['acm ListCertificates', {}, { readOnly: true }],
      ['acm DeleteCertificate', { certificateArn: arn('acm:eu-west-1:111122223333:certificate/x') }],
    ],
    raises: 'certificate-deleted-or-revoked',
    twin: PIPELINE,
  },
];
