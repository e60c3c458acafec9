import { FOREIGN, OWN, type Sequence, times } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const functionOf = (account: string) => `arn:aws:lambda:eu-west-1:${account}:function:tools`;
const withTool = (account: string) => ({
  ...{ agentId: 'ABCDEF1234', agentVersion: 'DRAFT', actionGroupName: 'tools' },
  actionGroupExecutor: { lambda: functionOf(account) },
});
const READ = { readOnly: true };
const DATA = { readOnly: true, managementEvent: false, eventCategory: 'Data' };
const LOGS = { s3Config: { bucketName: 'prompts' } };

/** Family 2: models, agents and notebooks of AI services. */
export const AI_SERVICES: readonly Sequence[] = [
  {
    name: 'a tool of an agent runs in a foreign account, set by a pipeline',
    by: 'pipeline',
    calls: [
      ['bedrock ListAgents', {}, READ],
      ['bedrock CreateAgentActionGroup', withTool(FOREIGN)],
      ['bedrock PrepareAgent', { agentId: 'ABCDEF1234' }],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      calls: [
        ['bedrock CreateAgentActionGroup', withTool(OWN)],
        ['bedrock PrepareAgent', { agentId: 'ABCDEF1234' }],
      ],
    },
  },
  {
    name: 'the loop of an agent is a foreign function',
    by: 'role',
    calls: [
      [
        'bedrock UpdateAgent',
        {
          agentId: 'ABCDEF1234',
          orchestrationType: 'CUSTOM_ORCHESTRATION',
          customOrchestration: { executor: { lambda: functionOf(FOREIGN) } },
        },
      ],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      by: 'pipeline',
      calls: [
        [
          'bedrock UpdateAgent',
          { agentId: 'ABCDEF1234', customOrchestration: { executor: { lambda: functionOf(OWN) } } },
        ],
      ],
    },
  },
  {
    name: 'a knowledge base answers from a bucket of another account',
    by: 'user',
    calls: [
      ['bedrock ListKnowledgeBases', {}, READ],
      [
        'bedrock CreateDataSource',
        {
          knowledgeBaseId: 'KB12345678',
          dataSourceConfiguration: {
            type: 'S3',
            s3Configuration: { bucketArn: 'arn:aws:s3:::docs', bucketOwnerAccountId: FOREIGN },
          },
        },
      ],
      ['bedrock StartIngestionJob', { knowledgeBaseId: 'KB12345678' }],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      by: 'pipeline',
      calls: [
        [
          'bedrock CreateDataSource',
          {
            knowledgeBaseId: 'KB12345678',
            dataSourceConfiguration: {
              type: 'S3',
              s3Configuration: { bucketArn: 'arn:aws:s3:::docs', bucketOwnerAccountId: OWN },
            },
          },
        ],
      ],
    },
  },
  {
    name: 'an agent hands over to an agent of another account',
    by: 'person',
    calls: [
      [
        'bedrock AssociateAgentCollaborator',
        {
          agentId: 'ABCDEF1234',
          agentDescriptor: { aliasArn: `arn:aws:bedrock:eu-west-1:${FOREIGN}:agent-alias/A/B` },
        },
      ],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      by: 'stack',
      calls: [
        [
          'bedrock AssociateAgentCollaborator',
          {
            agentId: 'ABCDEF1234',
            agentDescriptor: { aliasArn: `arn:aws:bedrock:eu-west-1:${OWN}:agent-alias/A/B` },
          },
        ],
      ],
    },
  },
  {
    name: 'answers of a batch go to a bucket of another account',
    by: 'pipeline',
    calls: [
      [
        'bedrock CreateModelInvocationJob',
        {
          jobName: 'j',
          outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://elsewhere/', s3BucketOwner: FOREIGN } },
        },
      ],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      calls: [
        [
          'bedrock CreateModelInvocationJob',
          { jobName: 'j', outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://ours/' } } },
        ],
      ],
    },
  },
  {
    name: 'a gateway calls a foreign function',
    by: 'user',
    calls: [
      [
        'bedrock-agentcore CreateGatewayTarget',
        {
          gatewayIdentifier: 'tools-1a2b3c4d5e',
          targetConfiguration: { mcp: { lambda: { lambdaArn: functionOf(FOREIGN) } } },
        },
      ],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      by: 'pipeline',
      calls: [
        [
          'bedrock-agentcore CreateGatewayTarget',
          {
            gatewayIdentifier: 'tools-1a2b3c4d5e',
            targetConfiguration: { mcp: { lambda: { lambdaArn: functionOf(OWN) } } },
          },
        ],
      ],
    },
  },
  {
    name: 'a data accessor of Q Business is a role of another account',
    by: 'console',
    calls: [
      [
        'qbusiness CreateDataAccessor',
        { applicationId: 'a', principal: `arn:aws:iam::${FOREIGN}:role/reader` },
      ],
    ],
    raises: 'ai-resource-pointed-outside',
    twin: {
      calls: [
        [
          'qbusiness CreateDataAccessor',
          { applicationId: 'a', principal: `arn:aws:iam::${OWN}:role/reader` },
        ],
      ],
    },
  },
  {
    name: 'documents of a knowledge base are poisoned from an instance',
    by: 'instance',
    calls: [
      ['bedrock ListDataSources', {}, READ],
      ['bedrock IngestKnowledgeBaseDocuments', { knowledgeBaseId: 'KB12345678', dataSourceId: 'DS12345678' }],
    ],
    raises: 'agent-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'the prompt of an agent is replaced with a key',
    by: 'user',
    calls: [
      ['bedrock GetAgent', { agentId: 'ABCDEF1234' }, READ],
      ['bedrock UpdateAgent', { agentId: 'ABCDEF1234', instruction: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
      ['bedrock PrepareAgent', { agentId: 'ABCDEF1234' }],
    ],
    raises: 'agent-changed-outside-pipeline',
    twin: { by: 'console' },
  },
  {
    name: 'a flow is changed by a federated user',
    by: 'federated',
    calls: [['bedrock UpdateFlow', { flowIdentifier: 'F123456789' }]],
    raises: 'agent-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'a prompt that others use is changed by a role',
    by: 'role',
    calls: [['bedrock UpdatePrompt', { promptIdentifier: 'P123456789' }]],
    raises: 'agent-changed-outside-pipeline',
    twin: { by: 'stack' },
  },
  {
    name: 'texts are no longer logged',
    by: 'pipeline',
    calls: [
      ['bedrock GetModelInvocationLoggingConfiguration', null, READ],
      [
        'bedrock PutModelInvocationLoggingConfiguration',
        { loggingConfig: { ...LOGS, textDataDeliveryEnabled: false } },
      ],
    ],
    raises: 'prompt-logging-reduced',
    twin: {
      calls: [
        [
          'bedrock PutModelInvocationLoggingConfiguration',
          { loggingConfig: { ...LOGS, textDataDeliveryEnabled: true, embeddingDataDeliveryEnabled: false } },
        ],
      ],
    },
  },
  {
    name: 'images are no longer logged',
    by: 'user',
    calls: [
      [
        'bedrock PutModelInvocationLoggingConfiguration',
        { loggingConfig: { ...LOGS, textDataDeliveryEnabled: true, imageDataDeliveryEnabled: false } },
      ],
    ],
    raises: 'prompt-logging-reduced',
    twin: PIPELINE,
  },
  {
    name: 'logs of prompts have no destination',
    by: 'role',
    calls: [
      [
        'bedrock PutModelInvocationLoggingConfiguration',
        { loggingConfig: { textDataDeliveryEnabled: true } },
      ],
    ],
    raises: 'prompt-logging-reduced',
    twin: {
      calls: [
        [
          'bedrock PutModelInvocationLoggingConfiguration',
          { loggingConfig: { ...LOGS, textDataDeliveryEnabled: true } },
        ],
      ],
    },
  },
  {
    name: 'filters of a guardrail are set to NONE',
    by: 'role',
    calls: [
      [
        'bedrock UpdateGuardrail',
        {
          guardrailIdentifier: 'g',
          contentPolicyConfig: {
            filtersConfig: [
              { type: 'HATE', inputStrength: 'HIGH' },
              { type: 'PROMPT_ATTACK', inputStrength: 'NONE' },
            ],
          },
        },
      ],
    ],
    raises: 'model-safeguards-weakened',
    twin: {
      calls: [
        [
          'bedrock UpdateGuardrail',
          {
            guardrailIdentifier: 'g',
            contentPolicyConfig: { filtersConfig: [{ type: 'HATE', inputStrength: 'LOW' }] },
          },
        ],
      ],
    },
  },
  {
    name: 'a guardrail loses all of its policies',
    by: 'user',
    calls: [
      ['bedrock UpdateGuardrail', { guardrailIdentifier: 'g', name: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ],
    raises: 'model-safeguards-weakened',
    twin: { by: 'stack' },
  },
  {
    name: 'the guardrail of the account is lifted',
    by: 'person',
    calls: [['bedrock DeleteEnforcedGuardrailConfiguration', { configId: 'c' }]],
    raises: 'model-safeguards-weakened',
    twin: { by: 'stack' },
  },
  {
    name: 'a policy of a gateway only logs',
    by: 'user',
    calls: [
      ['bedrock-agentcore UpdatePolicy', { policyEngineId: 'e', policyId: 'p', enforcementMode: 'LOG_ONLY' }],
    ],
    raises: 'model-safeguards-weakened',
    twin: {
      calls: [
        ['bedrock-agentcore UpdatePolicy', { policyEngineId: 'e', policyId: 'p', enforcementMode: 'ACTIVE' }],
      ],
    },
  },
  {
    name: 'chat controls are removed',
    by: 'console',
    calls: [['qbusiness DeleteChatControlsConfiguration', { applicationId: 'a' }]],
    raises: 'model-safeguards-weakened',
    twin: {
      calls: [
        [
          'qbusiness UpdateChatControlsConfiguration',
          { applicationId: 'a', responseScope: 'ENTERPRISE_CONTENT_ONLY' },
        ],
      ],
    },
  },
  {
    name: 'a guardrail is deleted before models are called',
    by: 'user',
    calls: [
      ['bedrock DeleteGuardrail', { guardrailIdentifier: 'g' }],
      ...times(5, 'bedrock InvokeModel', () => ({ modelId: 'm' })),
    ],
    raises: 'model-safeguards-removed',
    twin: { calls: times(5, 'bedrock InvokeModel', () => ({ modelId: 'm' })) },
  },
  {
    name: 'a gateway answers everyone',
    by: 'role',
    calls: [['bedrock-agentcore UpdateGateway', { gatewayIdentifier: 'g', authorizerType: 'NONE' }]],
    raises: 'ai-endpoint-without-sign-in',
    twin: {
      calls: [['bedrock-agentcore UpdateGateway', { gatewayIdentifier: 'g', authorizerType: 'CUSTOM_JWT' }]],
    },
  },
  {
    name: 'an application answers everyone',
    by: 'person',
    calls: [['qbusiness CreateApplication', { displayName: 'a', identityType: 'ANONYMOUS' }]],
    raises: 'ai-endpoint-without-sign-in',
    twin: { calls: [['qbusiness CreateApplication', { displayName: 'a', identityType: 'AWS_IAM_IDC' }]] },
  },
  {
    name: 'a runtime gets another image',
    by: 'user',
    calls: [
      [
        'bedrock-agentcore UpdateAgentRuntime',
        {
          agentRuntimeId: 'r',
          agentRuntimeArtifact: {
            containerConfiguration: { containerUri: `${OWN}.dkr.ecr.eu-west-1.amazonaws.com/x` },
          },
        },
      ],
    ],
    raises: 'agent-runtime-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'an interpreter is made for the role of another',
    by: 'instance',
    calls: [
      [
        'bedrock-agentcore CreateCodeInterpreter',
        { name: 'x', executionRoleArn: `arn:aws:iam::${OWN}:role/payments` },
      ],
      ['bedrock-agentcore StartCodeInterpreterSession', { codeInterpreterIdentifier: 'x-1a2b3c4d5e' }, DATA],
    ],
    raises: 'agent-runtime-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'tokens are returned elsewhere',
    by: 'role',
    calls: [
      [
        'bedrock-agentcore UpdateWorkloadIdentity',
        { name: 'w', allowedResourceOauth2ReturnUrls: ['https://example.net'] },
      ],
    ],
    raises: 'agent-runtime-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'a plugin points elsewhere',
    by: 'user',
    calls: [
      ['qbusiness UpdatePlugin', { applicationId: 'a', pluginId: 'p', serverUrl: 'https://example.net' }],
    ],
    raises: 'agent-runtime-changed-outside-pipeline',
    twin: { by: 'console' },
  },
  {
    name: 'stored tokens of all providers are read',
    by: 'role',
    calls: times(5, 'bedrock-agentcore GetResourceOauth2Token', (at) => ({
      resourceCredentialProviderName: `p${at}`,
    })),
    raises: 'stored-tokens-of-many-providers-read',
    twin: {
      calls: times(40, 'bedrock-agentcore GetResourceOauth2Token', (at) => ({
        resourceCredentialProviderName: `p${at % 2}`,
      })),
    },
  },
  {
    name: 'a stored key is read from an instance',
    by: 'instance',
    calls: [['bedrock-agentcore GetResourceApiKey', { resourceCredentialProviderName: 'crm' }, DATA]],
    raises: 'agent-tool-used-by-hand',
    twin: { by: 'role' },
  },
  {
    name: 'a command runs in an agent with a key',
    by: 'user',
    calls: [
      [
        'bedrock-agentcore InvokeAgentRuntimeCommand',
        { agentRuntimeArn: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/x' },
        DATA,
      ],
    ],
    raises: 'agent-tool-used-by-hand',
    twin: { by: 'role' },
  },
  {
    name: 'a stolen key calls a model without pause',
    by: 'user',
    calls: times(60, 'bedrock InvokeModelWithResponseStream', () => ({ modelId: 'anthropic.claude' })),
    raises: 'models-called-in-bursts-by-person',
    twin: { by: 'role' },
  },
  {
    name: 'a stolen key tries out every model',
    by: 'user',
    calls: times(7, 'bedrock Converse', (at) => ({ modelId: `model-${at}` })),
    raises: 'many-models-called-by-person',
    twin: { calls: times(7, 'bedrock Converse', (at) => ({ modelId: `model-${at % 2}` })) },
  },
  {
    name: 'a role calls models in every Region',
    by: 'role',
    calls: ['us-east-1', 'us-west-2', 'ap-northeast-1'].map(
      (awsRegion) => ['bedrock InvokeModel', { modelId: 'm' }, { awsRegion }] as const,
    ),
    raises: 'models-called-in-several-regions',
    twin: {
      calls: ['us-east-1', 'us-west-2', 'us-east-1'].map(
        (awsRegion) => ['bedrock InvokeModel', { modelId: 'm' }, { awsRegion }] as const,
      ),
    },
  },
  {
    name: 'a model is imported from elsewhere',
    by: 'user',
    calls: [
      [
        'bedrock CreateModelImportJob',
        { jobName: 'i', modelDataSource: { s3DataSource: { s3Uri: 's3://elsewhere/' } } },
      ],
    ],
    raises: 'model-job-started-outside-pipeline',
    twin: { by: 'console' },
  },
  {
    name: 'an API key is made for a new user',
    by: 'user',
    calls: [
      ['iam CreateUser', { userName: 'BedrockAPIKey-x' }],
      [
        'iam AttachUserPolicy',
        { userName: 'BedrockAPIKey-x', policyArn: 'arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess' },
      ],
    ],
    raises: 'model-access-given-to-user',
    twin: {
      calls: [
        ['iam AttachUserPolicy', { userName: 'x', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      ],
    },
  },
  {
    name: 'a secret of an API key is made anew',
    by: 'person',
    calls: [
      ['iam ResetServiceSpecificCredential', { userName: 'bob', serviceSpecificCredentialId: 'ACCAEXAMPLE' }],
    ],
    raises: 'service-api-key-created',
    twin: { calls: [['iam ListServiceSpecificCredentials', { userName: 'bob' }]] },
  },
  {
    name: 'a script is attached to a stopped notebook',
    by: 'user',
    calls: [
      ['sagemaker StopNotebookInstance', { notebookInstanceName: 'n' }],
      ['sagemaker CreateNotebookInstanceLifecycleConfig', { notebookInstanceLifecycleConfigName: 's' }],
      ['sagemaker UpdateNotebookInstance', { notebookInstanceName: 'n', lifecycleConfigName: 's' }],
      ['sagemaker StartNotebookInstance', { notebookInstanceName: 'n' }],
    ],
    raises: 'notebook-script-attached',
    twin: PIPELINE,
  },
  {
    name: 'a profile gets a script',
    by: 'role',
    calls: [
      [
        'sagemaker UpdateUserProfile',
        {
          domainId: 'd',
          userProfileName: 'bob',
          userSettings: {
            jupyterLabAppSettings: {
              lifecycleConfigArns: ['arn:aws:sagemaker:eu-west-1:111122223333:studio-lifecycle-config/s'],
            },
          },
        },
      ],
    ],
    raises: 'notebook-script-attached',
    twin: {
      calls: [
        [
          'sagemaker UpdateUserProfile',
          { domainId: 'd', userProfileName: 'bob', userSettings: { securityGroups: ['sg-0a1b2c3d'] } },
        ],
      ],
    },
  },
  {
    name: 'a notebook of someone else is opened by a link',
    by: 'user',
    calls: [
      ['sagemaker ListNotebookInstances', {}, READ],
      ['sagemaker CreatePresignedNotebookInstanceUrl', { notebookInstanceName: 'n' }],
    ],
    raises: 'notebook-opened-outside-console',
    twin: { by: 'console' },
  },
];
