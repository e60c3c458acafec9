import { FOREIGN, OWN, type Sequence, times } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const READ = { readOnly: true };
const role = (name: string, account = OWN) => `arn:aws:iam::${account}:role/${name}`;
const task = (container: object, others: object = {}) => ({
  family: 'debug',
  containerDefinitions: [{ name: 'd', image: 'alpine', ...container }],
  ...others,
});

/** Family 8: Kubernetes and containers. */
export const CONTAINERS: readonly Sequence[] = [
  {
    name: 'an entry puts a user into a group',
    by: 'user',
    calls: [
      ['eks ListClusters', {}, READ],
      [
        'eks CreateAccessEntry',
        { name: 'shop', principalArn: `arn:aws:iam::${OWN}:user/bob`, kubernetesGroups: ['ops'] },
      ],
    ],
    raises: 'cluster-access-entry-made',
    twin: PIPELINE,
  },
  {
    name: 'an entry gets another group',
    by: 'role',
    calls: [['eks UpdateAccessEntry', { name: 'shop', principalArn: role('x'), kubernetesGroups: ['ops'] }]],
    raises: 'cluster-access-entry-made',
    twin: { calls: [['eks DescribeAccessEntry', { name: 'shop', principalArn: role('x') }, READ]] },
  },
  {
    name: 'an entry is for a foreign account, by a pipeline',
    by: 'pipeline',
    calls: [['eks CreateAccessEntry', { name: 'shop', principalArn: role('x', FOREIGN) }]],
    raises: 'cluster-access-entry-made',
    twin: { calls: [['eks CreateAccessEntry', { name: 'shop', principalArn: role('x') }]] },
  },
  {
    name: 'an entry gets a policy that reads secrets',
    by: 'person',
    calls: [
      ['eks CreateAccessEntry', { name: 'shop', principalArn: role('x') }],
      [
        'eks AssociateAccessPolicy',
        {
          name: 'shop',
          principalArn: role('x'),
          policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy',
        },
      ],
    ],
    raises: 'cluster-access-entry-made',
    twin: PIPELINE,
  },
  {
    name: 'a cluster trusts another issuer',
    by: 'user',
    calls: [
      [
        'eks AssociateIdentityProviderConfig',
        { name: 'shop', oidc: { issuerUrl: 'https://id.example.net', clientId: 'c' } },
      ],
    ],
    raises: 'cluster-sign-in-changed',
    twin: PIPELINE,
  },
  {
    name: 'a cluster takes entries of the API',
    by: 'instance',
    calls: [
      [
        'eks UpdateClusterConfig',
        { name: 'shop', accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } },
      ],
    ],
    raises: 'cluster-sign-in-changed',
    twin: {
      calls: [['eks UpdateClusterConfig', { name: 'shop', upgradePolicy: { supportType: 'STANDARD' } }]],
    },
  },
  {
    name: 'pods get the role of administrators, by a pipeline',
    by: 'pipeline',
    calls: [
      [
        'eks CreatePodIdentityAssociation',
        { name: 'shop', namespace: 'default', serviceAccount: 's', roleArn: role('PlatformAdmin') },
      ],
    ],
    raises: 'pod-given-role',
    twin: {
      calls: [
        [
          'eks CreatePodIdentityAssociation',
          { name: 'shop', namespace: 'default', serviceAccount: 's', roleArn: role('shop-web') },
        ],
      ],
    },
  },
  {
    name: 'pods get a role, with a key',
    by: 'user',
    calls: [
      ['eks UpdatePodIdentityAssociation', { name: 'shop', associationId: 'a-1', roleArn: role('payments') }],
    ],
    raises: 'pod-given-role',
    twin: PIPELINE,
  },
  {
    name: 'an add-on gets the role of administrators',
    by: 'role',
    calls: [
      [
        'eks UpdateAddon',
        {
          name: 'shop',
          addonName: 'a',
          podIdentityAssociations: [{ serviceAccount: 's', roleArn: role('admin') }],
        },
      ],
    ],
    raises: 'pod-given-role',
    twin: {
      calls: [
        ['eks UpdateAddon', { name: 'shop', addonName: 'vpc-cni', serviceAccountRoleArn: role('cni') }],
      ],
    },
  },
  {
    name: 'nodes accept SSH from everywhere',
    by: 'pipeline',
    calls: [
      ['eks CreateNodegroup', { clusterName: 'shop', nodegroupName: 'n', remoteAccess: { ec2SshKey: 'k' } }],
    ],
    raises: 'node-group-opened-to-the-world',
    twin: {
      calls: [
        [
          'eks CreateNodegroup',
          {
            clusterName: 'shop',
            nodegroupName: 'n',
            remoteAccess: { ec2SshKey: 'k', sourceSecurityGroups: ['sg-1'] },
          },
        ],
      ],
    },
  },
  {
    name: 'a privileged container',
    by: 'user',
    calls: [
      ['ecs ListClusters', {}, READ],
      ['ecs RegisterTaskDefinition', task({ privileged: true })],
      ['ecs RunTask', { taskDefinition: 'debug' }],
    ],
    raises: 'privileged-container-defined',
    twin: PIPELINE,
  },
  {
    name: 'a container with the socket of the host',
    by: 'role',
    calls: [
      [
        'ecs RegisterTaskDefinition',
        task({}, { volumes: [{ name: 's', host: { sourcePath: '/var/run/docker.sock' } }] }),
      ],
    ],
    raises: 'privileged-container-defined',
    twin: {
      calls: [
        ['ecs RegisterTaskDefinition', task({}, { volumes: [{ name: 's', host: { sourcePath: '/data' } }] })],
      ],
    },
  },
  {
    name: 'a container with the processes of the host',
    by: 'instance',
    calls: [['ecs RegisterTaskDefinition', task({}, { pidMode: 'host' })]],
    raises: 'privileged-container-defined',
    twin: { calls: [['ecs RegisterTaskDefinition', task({}, { pidMode: 'task' })]] },
  },
  {
    name: 'a container with capabilities',
    by: 'person',
    calls: [
      [
        'ecs RegisterTaskDefinition',
        task({ linuxParameters: { capabilities: { add: ['SYS_PTRACE', 'SYS_ADMIN'] } } }),
      ],
    ],
    raises: 'privileged-container-defined',
    twin: {
      calls: [
        [
          'ecs RegisterTaskDefinition',
          task({ linuxParameters: { capabilities: { add: ['NET_BIND_SERVICE'] } } }),
        ],
      ],
    },
  },
  {
    name: 'a privileged job',
    by: 'user',
    calls: [
      [
        'batch RegisterJobDefinition',
        { jobDefinitionName: 'd', containerProperties: { image: 'alpine', privileged: true } },
      ],
      ['batch SubmitJob', { jobDefinition: 'd' }],
    ],
    raises: 'privileged-container-defined',
    twin: PIPELINE,
  },
  {
    name: 'a job with the files of the host, on Kubernetes',
    by: 'role',
    calls: [
      [
        'batch RegisterJobDefinition',
        {
          jobDefinitionName: 'd',
          eksProperties: { podProperties: { volumes: [{ name: 'h', hostPath: { path: '/' } }] } },
        },
      ],
    ],
    raises: 'privileged-container-defined',
    twin: PIPELINE,
  },
  {
    name: 'a task with another role',
    by: 'instance',
    calls: [
      ['iam ListRoles', {}, READ],
      ['ecs RunTask', { taskDefinition: 'web', overrides: { taskRoleArn: role('payments') } }],
    ],
    raises: 'task-run-with-other-role',
    twin: { calls: [['ecs RunTask', { taskDefinition: 'web' }]] },
  },
  {
    name: 'shells are no longer logged',
    by: 'user',
    calls: [
      [
        'ecs UpdateCluster',
        { cluster: 'shop', configuration: { executeCommandConfiguration: { logging: 'NONE' } } },
      ],
    ],
    raises: 'container-watch-switched-off',
    twin: {
      calls: [
        [
          'ecs UpdateCluster',
          { cluster: 'shop', configuration: { executeCommandConfiguration: { logging: 'OVERRIDE' } } },
        ],
      ],
    },
  },
  {
    name: 'GuardDuty may not watch tasks',
    by: 'role',
    calls: [['ecs PutAccountSettingDefault', { name: 'guardDutyActivate', value: 'off' }]],
    raises: 'container-watch-switched-off',
    twin: { calls: [['ecs PutAccountSettingDefault', { name: 'containerInsights', value: 'enabled' }]] },
  },
  {
    name: 'shells in many tasks',
    by: 'person',
    calls: times(5, 'ecs ExecuteCommand', (at) => ({ cluster: 'shop', task: `t${at}`, command: 'env' })),
    raises: 'shells-in-many-containers-opened',
    twin: { calls: times(5, 'ecs ExecuteCommand', () => ({ cluster: 'shop', task: 't', command: 'env' })) },
  },
  {
    name: 'a shell is allowed, then opened',
    by: 'user',
    calls: [
      ['ecs UpdateService', { cluster: 'shop', service: 'web', enableExecuteCommand: true }],
      ['ecs ExecuteCommand', { cluster: 'shop', task: 't', command: '/bin/sh' }],
    ],
    raises: 'shell-allowed-and-opened',
    twin: PIPELINE,
  },
  {
    name: 'a server pushes an image',
    by: 'instance',
    calls: [
      ['ecr GetAuthorizationToken', {}, READ],
      ['ecr InitiateLayerUpload', { repositoryName: 'shop' }],
      ['ecr PutImage', { repositoryName: 'shop', imageTag: 'latest' }],
    ],
    raises: 'image-pushed-by-workload',
    twin: PIPELINE,
  },
  {
    name: 'tags become changeable',
    by: 'user',
    calls: [['ecr PutImageTagMutability', { repositoryName: 'shop', imageTagMutability: 'MUTABLE' }]],
    raises: 'image-pushed-by-workload',
    twin: {
      calls: [['ecr PutImageTagMutability', { repositoryName: 'shop', imageTagMutability: 'IMMUTABLE' }]],
    },
  },
];
