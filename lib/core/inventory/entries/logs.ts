import { guests, list } from '../judges/lists';
import { metricFilterPattern } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { selectors } from '../judges/selectors';
import { more, moreOrForever, off, on, rank } from '../judges/words';
import { type Deciding, type InventoryEntry, RENAMED, TAGS } from '../model';

const UNSEEN = 'records that the filter no longer matches raise no alarm';

/** Log groups of trails and functions, and the filters on them. */
export const LOGS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Logs::LogGroup': {
    ...{ noun: 'log group', roles: ['keeps'], holds: 'evidence' },
    kinds: ['logGroup', 'logAccount'],
    fixed: { replacedBy: ['LogGroupName'], name: 'LogGroupName' },
    ...{ gone: 'weaker', goneWords: 'what is written to the log group is lost, and its filters see nothing' },
    decides: {
      RetentionInDays: {
        area: 'retention',
        says: 'retention',
        judge: moreOrForever,
        weaker: 'log events are deleted sooner',
      },
      KmsKeyId: {
        area: 'encryption',
        says: 'key',
        judge: ref,
        weaker: 'whoever may read the log group can read log events',
      },
      DeletionProtectionEnabled: {
        ...{ area: 'integrity', says: 'deletion protection', judge: on },
        weaker: 'one call deletes the log group',
      },
      LogGroupClass: {
        ...{
          area: 'pipeline',
          says: 'log class',
          judge: rank(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']),
        },
        weaker: 'metric filters and subscriptions see nothing',
      },
      DataProtectionPolicy: {
        ...{ area: 'pipeline', says: 'data protection policy', judge: guests },
        weaker: 'parts of log events are masked before filters see them',
      },
      ResourcePolicyDocument: { area: 'access', says: 'resource policy', judge: flow },
      BearerTokenAuthenticationEnabled: {
        ...{ area: 'access', says: 'writing with bearer tokens', judge: off },
        weaker: 'log events can be written with a token alone',
      },
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
    decides: { LogGroupName: { area: 'integrity', says: 'log group', judge: ref } },
    neutral: { LogStreamName: RENAMED },
    links: [{ path: 'LogGroupName', to: 'evidence', needs: [] }],
  },
  'AWS::Logs::MetricFilter': {
    ...{ noun: 'metric filter', roles: ['searches'] },
    kinds: ['logGroup'],
    fixed: { replacedBy: ['FilterName', 'LogGroupName'], name: 'FilterName' },
    ...{ gone: 'weaker', goneWords: 'the alarm on its metric never fires' },
    decides: {
      LogGroupName: { area: 'pipeline', says: 'log group', judge: ref, weaker: UNSEEN },
      FilterPattern: { area: 'pipeline', says: 'filter pattern', judge: metricFilterPattern, weaker: UNSEEN },
      FieldSelectionCriteria: {
        area: 'pipeline',
        says: 'field selection criteria',
        judge: metricFilterPattern,
        weaker: UNSEEN,
      },
      MetricTransformations: {
        ...{ area: 'pipeline', says: 'metrics', judge: text },
        weaker: 'the alarm on its metric never fires',
      },
      EmitSystemFieldDimensions: { area: 'pipeline', says: 'dimensions of the metric', judge: text },
      ApplyOnTransformedLogs: { area: 'pipeline', says: 'filtering of transformed log events', judge: text },
    },
    neutral: { FilterName: RENAMED },
    links: [{ path: 'LogGroupName', to: 'watches', needs: [] }],
  },
};

const UNCOLLECTED = 'events of CloudTrail are no longer collected there';

const TELEMETRY: Readonly<Record<string, Deciding>> = {
  'Rule.AllRegions': { area: 'logging', says: 'every Region', judge: on, weaker: UNCOLLECTED },
  'Rule.Regions': { area: 'logging', says: 'Regions', judge: list, weaker: UNCOLLECTED },
  'Rule.DestinationConfiguration.CloudtrailParameters.AdvancedEventSelectors': {
    ...{ area: 'logging', says: 'advanced event selectors', judge: selectors },
    weaker: UNCOLLECTED,
  },
  'Rule.DestinationConfiguration.DestinationType': {
    area: 'delivery',
    says: 'kind of destination',
    judge: text,
  },
  'Rule.DestinationConfiguration.DestinationPattern': {
    area: 'delivery',
    says: 'name of the destination',
    judge: text,
  },
  'Rule.DestinationConfiguration.RetentionInDays': {
    ...{ area: 'retention', says: 'retention', judge: more },
    weaker: 'events are deleted sooner',
  },
  'Rule.ResourceType': { area: 'logging', says: 'type of resources', judge: text, weaker: UNCOLLECTED },
  'Rule.TelemetryType': { area: 'logging', says: 'type of telemetry', judge: text, weaker: UNCOLLECTED },
  'Rule.TelemetrySourceTypes': { area: 'logging', says: 'sources', judge: list, weaker: UNCOLLECTED },
  'Rule.SelectionCriteria': { area: 'logging', says: 'resources', judge: text, weaker: UNCOLLECTED },
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

const RULE_NAME: Deciding = { area: 'logging', says: 'name', judge: text };

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
      'Rule.Scope': { area: 'logging', says: 'accounts', judge: text, weaker: UNCOLLECTED },
    },
  },
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': {
    ...{ noun: 'centralization rule', ...RULE },
    decides: {
      RuleName: RULE_NAME,
      'Rule.Source.Regions': { area: 'logging', says: 'Regions', judge: list, weaker: UNCOLLECTED },
      'Rule.Source.Scope': { area: 'logging', says: 'accounts', judge: text, weaker: UNCOLLECTED },
      'Rule.Source.SourceLogsConfiguration': {
        ...{ area: 'logging', says: 'log groups', judge: text },
        weaker: UNCOLLECTED,
      },
      'Rule.Destination.Account': { area: 'delivery', says: 'account', judge: text, weaker: UNCOLLECTED },
      'Rule.Destination.Region': { area: 'delivery', says: 'Region', judge: text, weaker: UNCOLLECTED },
      'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.Region': {
        ...{ area: 'delivery', says: 'Region of the backup', judge: text },
        weaker: 'events are no longer copied to a second Region',
      },
      'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.KmsKeyArn': {
        ...{ area: 'encryption', says: 'key of the backup', judge: ref },
      },
      'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.EncryptionStrategy': {
        ...{ area: 'encryption', says: 'kind of key', judge: rank(['CUSTOMER_MANAGED', 'AWS_OWNED']) },
      },
      'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.KmsKeyArn': {
        ...{ area: 'encryption', says: 'key', judge: ref },
      },
    },
  },
  'AWS::ObservabilityAdmin::S3TableIntegration': {
    ...{ noun: 'S3 table integration', roles: ['collects'] },
    fixed: { replacedBy: ['Encryption', 'RoleArn'] },
    ...{ gone: 'weaker', goneWords: 'events are no longer in the table' },
    decides: {
      LogSources: {
        ...{ area: 'logging', says: 'sources', judge: list },
        weaker: 'events are no longer in the table',
      },
      RoleArn: { area: 'delivery', says: 'role', judge: ref },
      'Encryption.SseAlgorithm': {
        area: 'encryption',
        says: 'algorithm',
        judge: rank(['aws:kms', 'AES256']),
      },
      'Encryption.KmsKeyArn': { area: 'encryption', says: 'key', judge: ref },
    },
    neutral: { Tags: TAGS },
    links: [
      { path: 'RoleArn', to: 'works-as', needs: [] },
      { path: 'Encryption.KmsKeyArn', to: 'evidence', needs: [] },
    ],
  },
};
