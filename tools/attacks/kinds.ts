import { type Call, FOREIGN, OWN, type Sequence, type Who } from './sequence';

const ADMIN = `arn:aws:iam::${OWN}:role/OrganizationAdmin`;
const WORKER = `arn:aws:iam::${OWN}:role/worker`;

type Parameters = (value: string) => object;

/** A call with a value that decides, and its twin with another. */
function decided(
  raises: string,
  [bad, good]: readonly [bad: string, good: string],
  rows: readonly (readonly [name: string, by: Who, call: string, parameters: Parameters])[],
): readonly Sequence[] {
  return rows.map(([name, by, call, parameters]) => ({
    ...{ name, by, raises, calls: [[call, parameters(bad)]] as readonly Call[] },
    twin: { calls: [[call, parameters(good)]] as readonly Call[] },
  }));
}

const PASSED = decided(
  'administrator-role-passed',
  [ADMIN, WORKER],
  [
    ['a pipe runs as an administrator', 'user', 'pipes CreatePipe', (roleArn) => ({ name: 'p', roleArn })],
    [
      'images are built as one',
      'role',
      'imagebuilder CreateLifecyclePolicy',
      (executionRole) => ({ executionRole }),
    ],
    [
      'nodes of Kubernetes are',
      'person',
      'eks CreateNodegroup',
      (nodeRole) => ({ nodegroupName: 'n', nodeRole }),
    ],
    [
      'a domain for notebooks is',
      'user',
      'sagemaker CreateDomain',
      (executionRole) => ({ defaultUserSettings: { executionRole } }),
    ],
    [
      'a space of a notebook is',
      'instance',
      'sagemaker CreateUserProfile',
      (executionRole) => ({ userSettings: { executionRole } }),
    ],
    [
      'a chat channel is',
      'user',
      'chatbot CreateSlackChannelConfiguration',
      (iamRoleArn) => ({ configurationName: 'ops', iamRoleArn }),
    ],
    [
      'an application from an image is',
      'role',
      'apprunner CreateService',
      (instanceRoleArn) => ({ instanceConfiguration: { instanceRoleArn } }),
    ],
    [
      'a canary is',
      'user',
      'synthetics CreateCanary',
      (executionRoleArn) => ({ name: 'c', executionRoleArn }),
    ],
    [
      'a cluster of jobs is',
      'user',
      'elasticmapreduce RunJobFlow',
      (serviceRole) => ({ name: 'j', serviceRole }),
    ],
    [
      'jobs without servers are',
      'federated',
      'emr-serverless StartJobRun',
      (executionRoleArn) => ({ applicationId: 'a', executionRoleArn }),
    ],
    [
      'a launch template is',
      'user',
      'ec2 CreateLaunchTemplate',
      (arn) => ({
        CreateLaunchTemplateRequest: {
          LaunchTemplateData: { IamInstanceProfile: { Arn: arn.replace(':role/', ':instance-profile/') } },
        },
      }),
    ],
    [
      'an environment of an application is',
      'role',
      'elasticbeanstalk CreateEnvironment',
      (value) => ({
        optionSettings: [
          { namespace: 'aws:autoscaling:launchconfiguration', optionName: 'IamInstanceProfile', value },
        ],
      }),
    ],
    [
      'a pipeline of data is',
      'user',
      'datapipeline PutPipelineDefinition',
      (stringValue) => ({
        pipelineObjects: [{ id: 'Default', fields: [{ key: 'resourceRole', stringValue }] }],
      }),
    ],
    [
      'a rule of devices is',
      'user',
      'iot CreateTopicRule',
      (roleArn) => ({ ruleName: 'r', topicRulePayload: { actions: [{ lambda: { roleArn } }] } }),
    ],
    [
      'an experiment is',
      'role',
      'fis CreateExperimentTemplate',
      (roleArn) => ({ description: 'd', roleArn }),
    ],
    [
      'an Airflow is',
      'user',
      'airflow CreateEnvironment',
      (executionRoleArn) => ({ name: 'e', executionRoleArn }),
    ],
    [
      'a connector of Kafka is',
      'user',
      'kafkaconnect CreateConnector',
      (serviceExecutionRoleArn) => ({ serviceExecutionRoleArn }),
    ],
    ['a workflow of genomics is', 'user', 'omics StartRun', (roleArn) => ({ workflowId: '1', roleArn })],
    [
      'an automation is',
      'user',
      'ssm StartAutomationExecution',
      (role) => ({ documentName: 'Fix', parameters: { AutomationAssumeRole: [role] } }),
    ],
    [
      'guests of a pool are',
      'user',
      'cognito-identity SetIdentityPoolRoles',
      (unauthenticated) => ({ identityPoolId: 'p', roles: { unauthenticated } }),
    ],
    ['a space of code is', 'user', 'm2 CreateApplication', (roleArn) => ({ name: 'a', roleArn })],
    [
      'a server for builds is',
      'person',
      'codebuild CreateFleet',
      (fleetServiceRole) => ({ name: 'f', fleetServiceRole }),
    ],
  ],
);

const to = (account: string) => (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:${account}:${resource}`;

const GIVEN = decided(
  'given-to-another-account',
  [FOREIGN, OWN],
  [
    [
      'changes of a table go to others',
      'user',
      'dynamodb UpdateKinesisStreamingDestination',
      (id) => ({ tableName: 't', streamArn: to(id)('kinesis', 'stream/s') }),
    ],
    [
      'a contact centre streams to others',
      'role',
      'connect AssociateInstanceStorageConfig',
      (id) => ({ storageConfig: { kinesisStreamConfig: { streamArn: to(id)('kinesis', 'stream/s') } } }),
    ],
    [
      'a contact centre calls a function of others',
      'user',
      'connect AssociateLambdaFunction',
      (id) => ({ functionArn: to(id)('lambda', 'function:f') }),
    ],
    [
      'a game fleet peers with others',
      'role',
      'gamelift CreateVpcPeeringAuthorization',
      (id) => ({ gameLiftAwsAccountId: id, peerVpcId: 'vpc-1' }),
    ],
    [
      'logs of a distribution go to others',
      'user',
      'cloudfront CreateRealtimeLogConfig2020_05_31',
      (id) => ({
        name: 'l',
        endPoints: [{ kinesisStreamConfig: { streamARN: to(id)('kinesis', 'stream/s') } }],
      }),
    ],
    [
      'notifications of mail go to others',
      'user',
      'ses CreateConfigurationSetEventDestination',
      (id) => ({ eventDestination: { snsDestination: { topicArn: to(id)('sns', 't') } } }),
    ],
    [
      'a master of a search domain is of others',
      'user',
      'es UpdateDomainConfig',
      (id) => ({
        domainName: 'd',
        advancedSecurityOptions: { masterUserOptions: { masterUserARN: `arn:aws:iam::${id}:role/r` } },
      }),
    ],
    [
      'a collaboration takes in others',
      'user',
      'cleanrooms CreateCollaboration',
      (accountId) => ({ name: 'c', members: [{ accountId, memberAbilities: ['CAN_QUERY'] }] }),
    ],
    [
      'a certificate authority signs for others',
      'role',
      'acm-pca CreatePermission',
      (principal) => ({ certificateAuthorityArn: 'ca', principal }),
    ],
  ],
);

const SENT = decided(
  'data-sent-outside',
  [FOREIGN, OWN],
  [
    [
      'findings are administered by others',
      'user',
      'macie2 AcceptInvitation',
      (administratorAccountId) => ({ administratorAccountId, invitationId: 'i' }),
    ],
    [
      'backups go to others',
      'user',
      'backup CreateBackupPlan',
      (id) => ({
        backupPlan: {
          rules: [{ copyActions: [{ destinationBackupVaultArn: to(id)('backup', 'backup-vault:v') }] }],
        },
      }),
    ],
    [
      'queries of others are answered',
      'user',
      'athena CreateWorkGroup',
      (expectedBucketOwner) => ({ configuration: { resultConfiguration: { expectedBucketOwner } } }),
    ],
    [
      'events of a bucket go to others',
      'role',
      's3 PutBucketNotification',
      (id) => ({ NotificationConfiguration: { QueueConfiguration: { Queue: to(id)('sqs', 'q') } } }),
    ],
    [
      'a secret is replicated to others',
      'user',
      'secretsmanager AssociateCrossAccountReplica',
      (id) => ({ secretId: 's', crossAccountReplicaARN: to(id)('secretsmanager', 'secret:s-a1b2c3') }),
    ],
    [
      'messages of a queue fall to others',
      'user',
      'lambda PutFunctionEventInvokeConfig',
      (id) => ({ destinationConfig: { onFailure: { destination: to(id)('sqs', 'q') } } }),
    ],
    [
      'a scheduler calls others',
      'instance',
      'scheduler CreateSchedule',
      (id) => ({ target: { arn: to(id)('sqs', 'q') } }),
    ],
    [
      'metrics stream to others',
      'person',
      'monitoring PutMetricStream',
      (id) => ({ name: 'm', firehoseArn: to(id)('firehose', 'deliverystream/d') }),
    ],
  ],
);

const GIVEN_BY_CALL = decided(
  'resource-shared-by-call',
  [FOREIGN, OWN],
  [
    [
      'snapshots are shared by a schedule',
      'role',
      'dlm CreateLifecyclePolicy',
      (id) => ({ policyDetails: { schedules: [{ shareRules: [{ targetAccounts: [id] }] }] } }),
    ],
    [
      'a grant of lakes',
      'user',
      'lakeformation GrantPermissions',
      (dataLakePrincipalIdentifier) => ({ principal: { dataLakePrincipalIdentifier } }),
    ],
    [
      'desktops are shared',
      'user',
      'workspaces UpdateWorkspaceImagePermission',
      (sharedAccountId) => ({ imageId: 'wsi-1', allowCopyImage: true, sharedAccountId }),
    ],
    [
      'images of desktops are',
      'user',
      'appstream UpdateImagePermissions',
      (sharedAccountId) => ({ name: 'i', sharedAccountId }),
    ],
    [
      'a portfolio is shared',
      'user',
      'servicecatalog CreatePortfolioShare',
      (accountId) => ({ portfolioId: 'p', accountId }),
    ],
    [
      'a data set is granted to others',
      'user',
      'dataexchange CreateDataGrant',
      (receiverPrincipal) => ({ name: 'g', receiverPrincipal }),
    ],
    [
      'a directory is shared',
      'user',
      'ds ShareDirectory',
      (id) => ({ directoryId: 'd-1', shareTarget: { id, type: 'ACCOUNT' } }),
    ],
    [
      'an address moves to others',
      'user',
      'ec2 EnableAddressTransfer',
      (transferAccountId) => ({ allocationId: 'eipalloc-1', transferAccountId }),
    ],
  ],
);

const statement = (principal: string, condition: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: '*', Resource: '*', ...condition }],
  });
const POLICIES = [statement(`arn:aws:iam::${FOREIGN}:root`), statement(`arn:aws:iam::${OWN}:root`)] as const;

const SHARED = decided('resource-policy-shared-outside', POLICIES, [
  ['a cluster without servers', 'user', 'dsql PutClusterPolicy', (policy) => ({ identifier: 'c', policy })],
  [
    'an area of vectors',
    'role',
    's3vectors PutVectorBucketPolicy',
    (policy) => ({ vectorBucketName: 'v', policy }),
  ],
  [
    'a group of models',
    'user',
    'sagemaker PutModelPackageGroupPolicy',
    (resourcePolicy) => ({ modelPackageGroupName: 'm', resourcePolicy }),
  ],
  [
    'a store of events',
    'user',
    'cloudtrail PutResourcePolicy',
    (resourcePolicy) => ({ resourceArn: 'a', resourcePolicy }),
  ],
  [
    'a repository of packages',
    'person',
    'codeartifact PutRepositoryPermissionsPolicy',
    (policyDocument) => ({ repository: 'r', policyDocument }),
  ],
  [
    'a stack of messages',
    'user',
    'sqs SetQueueAttributes',
    (Policy) => ({ queueUrl: 'q', attributes: { Policy } }),
  ],
  [
    'a point for several Regions',
    'user',
    's3 PutMultiRegionAccessPointPolicy',
    (Policy) => ({ PutMultiRegionAccessPointPolicyRequest: { Details: { Name: 'm', Policy } } }),
  ],
  [
    'a fleet of renderers',
    'user',
    'logs PutResourcePolicy',
    (policyDocument) => ({ policyName: 'p', policyDocument }),
  ],
]);

const PUBLISHED = decided(
  'service-published',
  ['true', 'false'],
  [
    ['a broker', 'user', 'mq CreateBroker', (is) => ({ brokerName: 'b', publiclyAccessible: is === 'true' })],
    [
      'a graph',
      'role',
      'neptune-graph CreateGraph',
      (is) => ({ graphName: 'g', publicConnectivity: is === 'true' }),
    ],
    [
      'a database of time series',
      'user',
      'timestream-influxdb CreateDbInstance',
      (is) => ({ name: 't', publiclyAccessible: is === 'true' }),
    ],
    [
      'dashboards',
      'user',
      'quicksight UpdatePublicSharingSettings',
      (is) => ({ awsAccountId: OWN, publicSharingEnabled: is === 'true' }),
    ],
    [
      'a search domain for nobody in particular',
      'user',
      'es UpdateDomainConfig',
      (is) => ({ domainName: 'd', advancedSecurityOptions: { anonymousAuthEnabled: is === 'true' } }),
    ],
    [
      'a migration',
      'person',
      'dms ModifyInstanceProfile',
      (is) => ({ instanceProfileIdentifier: 'm', publiclyAccessible: is === 'true' }),
    ],
  ],
);

/** What a call can do by a member of its request, whatever the service. */
export const KINDS: readonly Sequence[] = [...[PASSED, GIVEN, SENT, GIVEN_BY_CALL, SHARED, PUBLISHED].flat()];
