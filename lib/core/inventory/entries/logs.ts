import { guests, list, sources } from '../judges/lists';
import { metricFilterPattern } from '../judges/parsed-text';
import { flow, ref, source, text } from '../judges/references';
import { selectors } from '../judges/selectors';
import { more, moreOrForever, off, on, rank } from '../judges/words';
import {
  access,
  type Deciding,
  delivery,
  encryption,
  type InventoryEntry,
  integrity,
  logging,
  pipeline,
  RENAMED,
  retention,
  TAGS,
  worksAs,
} from '../model';

const UNSENT = 'log events no longer reach the destination';
const UNSEEN = 'records that the filter no longer matches raise no alarm';

/** Log groups of trails and functions, and the filters on them. */
export const LOGS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Logs::LogGroup': {
    ...{ noun: 'log group', roles: ['keeps'], holds: 'evidence' },
    kinds: ['logGroup', 'logAccount'],
    fixed: { replacedBy: ['LogGroupName'], name: 'LogGroupName' },
    ...{
      gone: 'weaker',
      goneWords: 'log events are lost, and metric filters and subscriptions receive nothing',
    },
    decides: {
      RetentionInDays: retention('retention', moreOrForever, { weaker: 'log events are deleted sooner' }),
      KmsKeyId: encryption('key', ref, { weaker: 'anyone who may read the log group can read log events' }),
      DeletionProtectionEnabled: integrity('deletion protection', on, {
        weaker: 'one call deletes the log group',
      }),
      LogGroupClass: pipeline('log class', rank(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']), {
        weaker: 'metric filters and subscriptions receive nothing',
      }),
      DataProtectionPolicy: pipeline('data protection policy', guests, {
        weaker: 'parts of log events are masked before filters receive them',
      }),
      ResourcePolicyDocument: access('resource policy', flow),
      BearerTokenAuthenticationEnabled: access('writing with bearer tokens', off, {
        weaker: 'log events can be written with a token alone',
      }),
    },
    neutral: { FieldIndexPolicies: 'an index makes queries cheaper; it changes no log event', Tags: TAGS },
    links: [
      {
        ...{ path: 'KmsKeyId', to: 'evidence' },
        needs: [
          {
            ...{ who: 'logs.{region}.amazonaws.com', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
            refused: 'CloudWatch Logs cannot encrypt log events, and takes none',
          },
        ],
      },
    ],
  },
  'AWS::Logs::LogStream': {
    ...{ noun: 'log stream', roles: ['keeps'] },
    kinds: ['logGroup'],
    fixed: { replacedBy: ['LogGroupName', 'LogStreamName'], name: 'LogStreamName' },
    ...{ gone: 'weaker', goneWords: 'failed deliveries are no longer logged' },
    decides: { LogGroupName: integrity('log group', ref) },
    neutral: { LogStreamName: RENAMED },
    links: [{ path: 'LogGroupName', to: 'evidence', needs: [] }],
  },
  'AWS::Logs::MetricFilter': {
    ...{ noun: 'metric filter', roles: ['searches'] },
    kinds: ['logGroup'],
    fixed: { replacedBy: ['FilterName', 'LogGroupName'], name: 'FilterName' },
    ...{ gone: 'weaker', goneWords: 'the alarm on its metric never fires' },
    decides: {
      LogGroupName: pipeline('log group', source, { weaker: UNSEEN }),
      FilterPattern: pipeline('filter pattern', metricFilterPattern, { weaker: UNSEEN }),
      FieldSelectionCriteria: pipeline('field selection criteria', metricFilterPattern, { weaker: UNSEEN }),
      MetricTransformations: pipeline('metrics', text, { weaker: 'the alarm on its metric never fires' }),
      EmitSystemFieldDimensions: pipeline('dimensions of the metric', text),
      ApplyOnTransformedLogs: pipeline('filtering of transformed log events', text),
    },
    neutral: { FilterName: RENAMED },
    links: [{ path: 'LogGroupName', to: 'watches', receives: true, needs: [] }],
  },
  'AWS::Logs::SubscriptionFilter': {
    ...{ noun: 'subscription filter', roles: ['carries'] },
    kinds: ['logGroup'],
    fixed: { replacedBy: ['FilterName', 'LogGroupName'], name: 'FilterName' },
    ...{ gone: 'weaker', goneWords: UNSENT },
    added: { verdict: 'unknown', words: '{DestinationArn} receives log events of {LogGroupName}' },
    decides: {
      LogGroupName: pipeline('log group', source, { weaker: UNSENT }),
      DestinationArn: pipeline('destination', ref, { weaker: UNSENT }),
      FilterPattern: pipeline('filter pattern', metricFilterPattern, { weaker: UNSENT }),
      FieldSelectionCriteria: pipeline('field selection criteria', metricFilterPattern, { weaker: UNSENT }),
      RoleArn: pipeline('role', ref, { weaker: UNSENT }),
      EmitSystemFields: pipeline('system fields', list),
      ApplyOnTransformedLogs: pipeline('filtering of transformed log events', text),
    },
    neutral: { FilterName: RENAMED, Distribution: 'which shard of a stream gets a log event' },
    links: [
      { path: 'LogGroupName', to: 'watches', receives: true, needs: [] },
      {
        ...{ path: 'DestinationArn', to: 'evidence', sends: true },
        needs: [
          {
            ...{ who: 'logs.amazonaws.com', actions: ['lambda:InvokeFunction'] },
            refused: 'CloudWatch Logs cannot send log events to the function',
          },
        ],
      },
      worksAs('RoleArn', 'logs.amazonaws.com', 'CloudWatch Logs cannot send log events'),
    ],
  },
};

const UNCOLLECTED = 'events of CloudTrail are no longer collected there';

const TELEMETRY: Readonly<Record<string, Deciding>> = {
  'Rule.AllRegions': logging('every Region', on, { weaker: UNCOLLECTED }),
  'Rule.Regions': logging('Regions', sources, { weaker: UNCOLLECTED }),
  'Rule.DestinationConfiguration.CloudtrailParameters.AdvancedEventSelectors': logging(
    'advanced event selectors',
    selectors,
    { weaker: UNCOLLECTED },
  ),
  'Rule.DestinationConfiguration.DestinationType': delivery('kind of destination', text),
  'Rule.DestinationConfiguration.DestinationPattern': delivery('name of the destination', text),
  'Rule.DestinationConfiguration.RetentionInDays': retention('retention', more, {
    weaker: 'events are deleted sooner',
  }),
  'Rule.ResourceType': logging('type of resources', text, { weaker: UNCOLLECTED }),
  'Rule.TelemetryType': logging('type of telemetry', text, { weaker: UNCOLLECTED }),
  'Rule.TelemetrySourceTypes': logging('sources', list, { weaker: UNCOLLECTED }),
  'Rule.SelectionCriteria': logging('resources', text, { weaker: UNCOLLECTED }),
};

const RULE: Omit<InventoryEntry, 'noun' | 'decides'> = {
  roles: ['collects'],
  kinds: ['telemetryRule', 'telemetryAccount'],
  fixed: { replacedBy: ['RuleName'], name: 'RuleName' },
  gone: 'weaker',
  goneWords: UNCOLLECTED,
  neutral: { Tags: TAGS },
  links: [],
};

const RULE_NAME: Deciding = logging('name', text);

/** Rules that have CloudTrail's events sent to CloudWatch. */
export const OBSERVABILITY_ADMIN: Readonly<Record<string, InventoryEntry>> = {
  'AWS::ObservabilityAdmin::TelemetryRule': {
    ...{ noun: 'telemetry rule', ...RULE },
    decides: { RuleName: RULE_NAME, ...TELEMETRY },
  },
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule': {
    ...{ noun: 'organization telemetry rule', ...RULE },
    decides: {
      ...{ RuleName: RULE_NAME, ...TELEMETRY },
      'Rule.Scope': logging('accounts', text, { weaker: UNCOLLECTED }),
    },
  },
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': {
    ...{ noun: 'centralization rule', ...RULE },
    decides: {
      RuleName: RULE_NAME,
      'Rule.Source.Regions': logging('Regions', sources, { weaker: UNCOLLECTED }),
      'Rule.Source.Scope': logging('accounts', text, { weaker: UNCOLLECTED }),
      'Rule.Source.SourceLogsConfiguration': logging('log groups', text, { weaker: UNCOLLECTED }),
      'Rule.Destination.Account': delivery('account', text, { weaker: UNCOLLECTED }),
      'Rule.Destination.Region': delivery('Region', text, { weaker: UNCOLLECTED }),
      'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.Region': delivery(
        'Region of the backup',
        text,
        { weaker: 'events are no longer copied to a second Region' },
      ),
      'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.KmsKeyArn': encryption(
        'key of the backup',
        ref,
      ),
      'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.EncryptionStrategy':
        encryption('kind of key', rank(['CUSTOMER_MANAGED', 'AWS_OWNED'])),
      'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.KmsKeyArn': encryption(
        'key',
        ref,
      ),
    },
  },
  'AWS::ObservabilityAdmin::S3TableIntegration': {
    ...{ noun: 'S3 table integration', roles: ['collects'] },
    fixed: { replacedBy: ['Encryption', 'RoleArn'] },
    ...{ gone: 'weaker', goneWords: 'events are no longer in the table' },
    decides: {
      LogSources: logging('sources', list, { weaker: 'events are no longer in the table' }),
      RoleArn: delivery('role', ref),
      'Encryption.SseAlgorithm': encryption('algorithm', rank(['aws:kms', 'AES256'])),
      'Encryption.KmsKeyArn': encryption('key', ref),
    },
    neutral: { Tags: TAGS },
    links: [
      { path: 'RoleArn', to: 'works-as', needs: [] },
      { path: 'Encryption.KmsKeyArn', to: 'evidence', needs: [] },
    ],
  },
};
