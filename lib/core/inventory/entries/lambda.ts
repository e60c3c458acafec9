import { openFilter } from '../judges/filters';
import { architectures, codeList, list } from '../judges/lists';
import { asset, concurrency, enough } from '../judges/parsed-text';
import { flow, outerSource, ref, source, text } from '../judges/references';
import { variable } from '../judges/variables';
import { onByDefault } from '../judges/words';
import {
  AS_ACCESS,
  access,
  DESCRIPTION,
  encryption,
  type InventoryEntry,
  integrity,
  type Link,
  type Need,
  PERMITS,
  pipeline,
  RENAMED,
  TAGS,
  worksAs,
} from '../model';

const STOPPED = 'it no longer does its work';
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
      Code: pipeline('code', asset, { isCode: true }),
      Layers: pipeline('layers', codeList, { weaker: 'rules and settings are no longer there' }),
      Handler: pipeline('handler', text),
      Runtime: pipeline('runtime', text),
      RuntimeManagementConfig: pipeline('updates of the runtime', text),
      ImageConfig: pipeline('image', text),
      ReservedConcurrentExecutions: pipeline('reserved concurrency', concurrency, {
        weaker: 'the function is invoked late or never',
      }),
      RecursiveLoop: pipeline('recursive loops', text),
      'Environment.Variables.*': pipeline('variable', variable),
      Role: pipeline('role', ref, { weaker: STOPPED }),
      'DeadLetterConfig.TargetArn': pipeline('dead-letter queue', ref, {
        weaker: 'events that fail are lost',
      }),
      KmsKeyArn: encryption('key of variables', ref),
      CodeSigningConfigArn: integrity('code signing', ref, { weaker: 'code that is not signed is accepted' }),
      LoggingConfig: integrity('logs', text),
      Timeout: pipeline('timeout', enough, { weaker: 'work ends before it is done' }),
      MemorySize: pipeline('memory', enough, { weaker: 'large log files may not be read' }),
      EphemeralStorage: pipeline('storage', text),
      FileSystemConfigs: pipeline('file systems', text),
      Architectures: pipeline('architecture', architectures),
      VpcConfig: pipeline('network', text),
      PackageType: pipeline('kind of package', text),
      TenancyConfig: pipeline('tenancy', text),
      SnapStart: pipeline('snapshots', text),
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
      worksAs('Role', 'lambda.amazonaws.com', 'the function cannot start'),
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
      Enabled: pipeline('state', onByDefault, { weaker: UNREAD }),
      FilterCriteria: pipeline('filter', openFilter, {
        weaker: 'messages that do not match it are deleted unread',
      }),
      EventSourceArn: pipeline('source', source, { weaker: UNREAD }),
      FunctionName: pipeline('function', ref, { weaker: UNREAD }),
      FunctionResponseTypes: pipeline('answers', list, {
        weaker: 'messages that fail are deleted with the others of their batch',
      }),
      'ScalingConfig.MaximumConcurrency': pipeline('concurrency', enough, {
        weaker: 'log files are searched later',
      }),
      MaximumBatchingWindowInSeconds: pipeline('batch window', text),
      DestinationConfig: pipeline('destination of failures', text),
      ProvisionedPollerConfig: pipeline('pollers', text),
      KmsKeyArn: encryption('key', ref),
      MaximumRecordAgeInSeconds: pipeline('age of records', text),
      MaximumRetryAttempts: pipeline('retries', text),
      BisectBatchOnFunctionError: pipeline('bisection', text),
      StartingPositionTimestamp: pipeline('start', text),
      AmazonManagedKafkaEventSourceConfig: pipeline('source', text),
      SelfManagedEventSource: pipeline('source', text),
      SelfManagedKafkaEventSourceConfig: pipeline('source', text),
      StartingPosition: pipeline('start', text),
    },
    neutral: {
      Tags: TAGS,
      MetricsConfig: 'further metrics',
      BatchSize: 'how many messages the function gets at a time; it works on all of them',
    },
    drift: ['Enabled', 'FilterCriteria', 'FunctionResponseTypes'],
    links: [
      {
        ...{ path: 'EventSourceArn', to: 'watches', receives: true },
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
      Content: pipeline('content of the layer', asset, { isCode: true }),
      CompatibleRuntimes: pipeline('runtimes', text),
      CompatibleArchitectures: pipeline('architectures', architectures),
    },
    neutral: { Description: DESCRIPTION, LayerName: 'a name', LicenseInfo: 'a description only' },
    links: [],
  },
  'AWS::Lambda::Permission': {
    ...{ noun: 'permission', kinds: ['function'], ...PERMITS },
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
      Action: access('policy', flow),
      Principal: pipeline('caller', outerSource),
      PrincipalOrgID: access('policy', flow),
      SourceArn: pipeline('source', outerSource),
      SourceAccount: access('policy', flow),
      FunctionUrlAuthType: access('policy', flow),
      InvokedViaFunctionUrl: access('policy', flow),
      EventSourceToken: access('policy', flow),
    },
    neutral: { FunctionName: AS_ACCESS },
    links: [
      { path: 'FunctionName', to: 'works-as', needs: [] },
      { path: 'SourceArn', to: 'works-as', receives: true, needs: [] },
      { path: 'Principal', to: 'works-as', receives: true, needs: [] },
    ],
  },
};
