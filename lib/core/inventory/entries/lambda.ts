import { openFilter } from '../judges/filters';
import { codeList, list } from '../judges/lists';
import { asset, concurrency, enough, variable } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { onByDefault } from '../judges/words';
import { DESCRIPTION, type InventoryEntry, type Link, type Need, RENAMED, TAGS, worksAs } from '../model';

const STOPPED = 'what it does no longer happens';
const UNREAD = 'what arrives in its source is no longer processed';

/** A permission of the function on the resource that a variable names. */
function uses(name: string, actions: Need['actions'], refused: string): Link {
  return {
    path: `Environment.Variables.${name}`,
    to: 'evidence',
    needs: [{ who: 'role', actions, refused }],
  };
}

/** Functions of trailwatch, and what invokes them. */
export const LAMBDA: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Lambda::Function': {
    ...{ noun: 'function', roles: ['searches', 'tells', 'responds'] },
    kinds: ['function', 'responseFunction', 'silence'],
    fixed: { replacedBy: ['FunctionName', 'PackageType', 'TenancyConfig'], name: 'FunctionName' },
    ...{ gone: 'weaker', goneWords: STOPPED },
    decides: {
      Code: { area: 'pipeline', says: 'code', judge: asset, isCode: true },
      Layers: {
        area: 'pipeline',
        says: 'layers',
        judge: codeList,
        weaker: 'rules and settings are no longer there',
      },
      Handler: { area: 'pipeline', says: 'handler', judge: text },
      Runtime: { area: 'pipeline', says: 'runtime', judge: text },
      RuntimeManagementConfig: { area: 'pipeline', says: 'updates of the runtime', judge: text },
      ImageConfig: { area: 'pipeline', says: 'image', judge: text },
      ReservedConcurrentExecutions: {
        ...{ area: 'pipeline', says: 'reserved concurrency', judge: concurrency },
        weaker: 'the function runs later, or never',
      },
      RecursiveLoop: { area: 'pipeline', says: 'recursive loops', judge: text },
      'Environment.Variables.*': { area: 'pipeline', says: 'variable', judge: variable, weaker: STOPPED },
      Role: { area: 'pipeline', says: 'role', judge: ref, weaker: STOPPED },
      'DeadLetterConfig.TargetArn': {
        ...{ area: 'pipeline', says: 'dead-letter queue', judge: ref },
        weaker: 'events that fail are lost',
      },
      KmsKeyArn: { area: 'encryption', says: 'key of variables', judge: ref },
      CodeSigningConfigArn: {
        ...{ area: 'integrity', says: 'code signing', judge: ref },
        weaker: 'code that is not signed is accepted',
      },
      LoggingConfig: { area: 'integrity', says: 'logs', judge: text },
      Timeout: { area: 'pipeline', says: 'timeout', judge: enough, weaker: 'work ends before it is done' },
      MemorySize: {
        area: 'pipeline',
        says: 'memory',
        judge: enough,
        weaker: 'large log files may not be read',
      },
      EphemeralStorage: { area: 'pipeline', says: 'storage', judge: text },
      FileSystemConfigs: { area: 'pipeline', says: 'file systems', judge: text },
      Architectures: { area: 'pipeline', says: 'architecture', judge: text },
      VpcConfig: { area: 'pipeline', says: 'network', judge: text },
      PackageType: { area: 'pipeline', says: 'kind of package', judge: text },
      TenancyConfig: { area: 'pipeline', says: 'tenancy', judge: text },
      SnapStart: { area: 'pipeline', says: 'snapshots', judge: text },
    },
    neutral: {
      FunctionName: RENAMED,
      Description: DESCRIPTION,
      Tags: TAGS,
      TracingConfig: 'how invocations are traced',
    },
    drift: ['ReservedConcurrentExecutions', 'Layers'],
    links: [
      uses('TRAILWATCH_TOPIC_ARN', ['sns:Publish'], 'alerts cannot be published'),
      uses('TRAILWATCH_ALERT_TOPIC_ARN', ['sns:Publish'], 'alerts cannot be published'),
      uses('TRAILWATCH_CHAT_TOPIC_ARN', ['sns:Publish'], 'alerts cannot be sent to chat'),
      uses('TRAILWATCH_TABLE_NAME', ['dynamodb:PutItem'], 'alerts cannot be claimed, and are not sent'),
      uses(
        'TRAILWATCH_CLAIM_TABLE',
        ['dynamodb:UpdateItem'],
        'responses cannot be claimed, and do not start',
      ),
      uses('TRAILWATCH_MAC_KEY_ARN', ['kms:GenerateMac'], 'alerts are sent without a signature'),
      { path: 'Environment.Variables.TRAILWATCH_BUCKET_NAME', to: 'evidence', needs: [] },
      { path: 'Environment.Variables.TRAILWATCH_RESULTS_BUCKET_NAME', to: 'evidence', needs: [] },
      { path: 'Environment.Variables.TRAILWATCH_QUEUE_URL', to: 'evidence', needs: [] },
      { path: 'Environment.Variables.TRAILWATCH_HEARTBEAT_TABLE', to: 'evidence', needs: [] },
      uses('TRAILWATCH_EVENT_BUS_NAME', ['events:PutEvents'], 'alerts cannot be sent to the event bus'),
      { path: 'Environment.Variables.TRAILWATCH_DELIVERY_STREAM_NAME', to: 'evidence', needs: [] },
      {
        ...{ path: 'Role', to: 'works-as' },
        needs: worksAs('lambda.amazonaws.com', 'the function cannot start'),
      },
      { path: 'Layers[]', to: 'evidence', needs: [] },
      { path: 'DeadLetterConfig.TargetArn', to: 'evidence', sends: true, needs: [] },
      { path: 'KmsKeyArn', to: 'evidence', needs: [] },
      { path: 'LoggingConfig.LogGroup', to: 'evidence', needs: [] },
      { path: 'VpcConfig.SecurityGroupIds[]', to: 'evidence', needs: [] },
    ],
  },
  'AWS::Lambda::EventSourceMapping': {
    ...{ noun: 'event source mapping', roles: ['carries'] },
    kinds: ['eventSource'],
    fixed: {
      replacedBy: [
        'AmazonManagedKafkaEventSourceConfig',
        'EventSourceArn',
        'SelfManagedEventSource',
        'SelfManagedKafkaEventSourceConfig',
        'StartingPosition',
        'StartingPositionTimestamp',
      ],
    },
    ...{ gone: 'weaker', goneWords: UNREAD },
    // Each message goes to one of the readers of a queue.
    added: { verdict: 'unknown', words: '{FunctionName} takes messages from {EventSourceArn}' },
    decides: {
      Enabled: { area: 'pipeline', says: 'state', judge: onByDefault, weaker: UNREAD },
      FilterCriteria: {
        area: 'pipeline',
        says: 'filter',
        judge: openFilter,
        weaker: 'messages that it leaves out are deleted unread',
      },
      EventSourceArn: { area: 'pipeline', says: 'source', judge: ref, weaker: UNREAD },
      FunctionName: { area: 'pipeline', says: 'function', judge: ref, weaker: UNREAD },
      FunctionResponseTypes: {
        ...{ area: 'pipeline', says: 'answers', judge: list },
        weaker: 'messages that fail are deleted with the others of their batch',
      },
      'ScalingConfig.MaximumConcurrency': {
        ...{ area: 'pipeline', says: 'concurrency', judge: enough },
        weaker: 'log files are searched later',
      },
      BatchSize: { area: 'pipeline', says: 'batch size', judge: text },
      MaximumBatchingWindowInSeconds: { area: 'pipeline', says: 'batch window', judge: text },
      DestinationConfig: { area: 'pipeline', says: 'destination of failures', judge: text },
      ProvisionedPollerConfig: { area: 'pipeline', says: 'pollers', judge: text },
      KmsKeyArn: { area: 'encryption', says: 'key', judge: ref },
      MaximumRecordAgeInSeconds: { area: 'pipeline', says: 'age of records', judge: text },
      MaximumRetryAttempts: { area: 'pipeline', says: 'retries', judge: text },
      BisectBatchOnFunctionError: { area: 'pipeline', says: 'bisection', judge: text },
      StartingPositionTimestamp: { area: 'pipeline', says: 'start', judge: text },
      AmazonManagedKafkaEventSourceConfig: { area: 'pipeline', says: 'source', judge: text },
      SelfManagedEventSource: { area: 'pipeline', says: 'source', judge: text },
      SelfManagedKafkaEventSourceConfig: { area: 'pipeline', says: 'source', judge: text },
      StartingPosition: { area: 'pipeline', says: 'start', judge: text },
    },
    neutral: { Tags: TAGS, MetricsConfig: 'further metrics' },
    drift: ['Enabled', 'FilterCriteria', 'FunctionResponseTypes'],
    links: [
      {
        ...{ path: 'EventSourceArn', to: 'watches' },
        needs: [
          {
            ...{
              who: 'role',
              actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            },
            refused: 'the function cannot read its queue',
          },
        ],
      },
      { path: 'FunctionName', to: 'evidence', needs: [] },
    ],
  },
  'AWS::Lambda::LayerVersion': {
    ...{
      noun: 'layer',
      kinds: ['layer'],
      roles: ['searches'],
      gone: 'weaker',
      goneWords: 'functions lose the rules or settings in it',
    },
    fixed: {
      replacedBy: [
        'CompatibleArchitectures',
        'CompatibleRuntimes',
        'Content',
        'Description',
        'LayerName',
        'LicenseInfo',
      ],
      name: 'LayerName',
    },
    decides: {
      Content: { area: 'pipeline', says: 'content of the layer', judge: asset, isCode: true },
      CompatibleRuntimes: { area: 'pipeline', says: 'runtimes', judge: text },
      CompatibleArchitectures: { area: 'pipeline', says: 'architectures', judge: text },
    },
    neutral: { Description: DESCRIPTION, LayerName: 'a name', LicenseInfo: 'a text for people' },
    links: [],
  },
  'AWS::Lambda::Permission': {
    ...{
      noun: 'permission',
      kinds: ['function'],
      roles: ['permits'],
      gone: 'same',
      goneWords: 'what it permits is compared as access',
    },
    fixed: {
      replacedBy: [
        'Action',
        'EventSourceToken',
        'FunctionName',
        'FunctionUrlAuthType',
        'InvokedViaFunctionUrl',
        'Principal',
        'PrincipalOrgID',
        'SourceAccount',
        'SourceArn',
      ],
    },
    decides: {
      Action: { area: 'access', says: 'policy', judge: flow },
      Principal: { area: 'access', says: 'policy', judge: flow },
      PrincipalOrgID: { area: 'access', says: 'policy', judge: flow },
      SourceArn: { area: 'access', says: 'policy', judge: flow },
      SourceAccount: { area: 'access', says: 'policy', judge: flow },
      FunctionUrlAuthType: { area: 'access', says: 'policy', judge: flow },
      InvokedViaFunctionUrl: { area: 'access', says: 'policy', judge: flow },
      EventSourceToken: { area: 'access', says: 'policy', judge: flow },
    },
    neutral: { FunctionName: 'what it permits is compared as access' },
    links: [{ path: 'FunctionName', to: 'works-as', needs: [] }],
  },
};
