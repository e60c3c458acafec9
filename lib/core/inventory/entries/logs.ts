import { guests } from '../judges/lists';
import { metricFilterPattern } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { moreOrForever, off, on, rank } from '../judges/words';
import { type InventoryEntry, RENAMED, TAGS } from '../model';

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
