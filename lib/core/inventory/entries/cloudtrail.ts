import { list } from '../judges/lists';
import { flow, ref, text } from '../judges/references';
import { selectors } from '../judges/selectors';
import { more, on, onByDefault, rank } from '../judges/words';
import {
  type Deciding,
  type InventoryEntry,
  type Link,
  RENAMED,
  SERVICE_TIMEOUT,
  SHOWN,
  TAGS,
  worksAs,
} from '../model';

const TRAIL: Readonly<Record<string, Deciding>> = {
  IsLogging: { area: 'logging', says: 'logging', judge: on, weaker: 'the trail records no calls' },
  IsMultiRegionTrail: {
    ...{ area: 'logging', says: 'logging of every Region', judge: on },
    weaker: 'calls in other Regions are not recorded',
  },
  IsOrganizationTrail: {
    ...{ area: 'logging', says: 'logging of every account', judge: on },
    weaker: 'calls in other accounts are not recorded',
  },
  IncludeGlobalServiceEvents: {
    ...{ area: 'logging', says: 'events of global services', judge: onByDefault },
    weaker: 'calls of IAM, STS and other global services are not recorded',
  },
  AdvancedEventSelectors: { area: 'logging', says: 'advanced event selectors', judge: selectors },
  EventSelectors: { area: 'logging', says: 'event selectors', judge: selectors },
  InsightSelectors: { area: 'logging', says: 'Insights selectors', judge: selectors },
  AggregationConfigurations: { area: 'logging', says: 'aggregated events', judge: selectors },
  EnableLogFileValidation: {
    ...{ area: 'integrity', says: 'log file validation', judge: on },
    weaker: 'changed or deleted log files are not detected',
  },
  KMSKeyId: {
    ...{ area: 'encryption', says: 'key of log files', judge: ref },
    weaker: 'whoever may read the bucket can read log files',
  },
  S3BucketName: {
    ...{ area: 'delivery', says: 'bucket', judge: ref },
    weaker: 'log files are no longer delivered to the bucket',
  },
  S3KeyPrefix: {
    ...{ area: 'delivery', says: 'prefix of keys', judge: text },
    weaker: 'log files are no longer delivered where they are searched',
  },
  CloudWatchLogsLogGroupArn: {
    ...{ area: 'delivery', says: 'log group', judge: ref },
    weaker: 'metric filters and their alarms get no records',
  },
  CloudWatchLogsRoleArn: {
    ...{ area: 'delivery', says: 'role that writes to the log group', judge: ref },
    weaker: 'metric filters and their alarms get no records',
  },
  SnsTopicName: {
    ...{ area: 'delivery', says: 'topic of deliveries', judge: ref },
    weaker: 'deliveries are no longer announced',
  },
};

const TRAIL_LINKS: readonly Link[] = [
  {
    ...{ path: 'S3BucketName', to: 'evidence', sends: true },
    needs: [
      {
        ...{ who: 'cloudtrail.amazonaws.com', actions: ['s3:PutObject'], inside: true },
        prefix: { property: 'S3KeyPrefix', follows: '/AWSLogs/' },
        refused: 'CloudTrail cannot deliver log files',
      },
      {
        ...{ who: 'cloudtrail.amazonaws.com', actions: ['s3:GetBucketAcl'] },
        refused: 'CloudTrail cannot deliver log files',
      },
    ],
  },
  {
    ...{ path: 'KMSKeyId', to: 'evidence' },
    needs: [
      {
        ...{ who: 'cloudtrail.amazonaws.com', actions: ['kms:GenerateDataKey'] },
        refused: 'CloudTrail cannot encrypt log files, and delivers none',
      },
    ],
  },
  {
    ...{ path: 'CloudWatchLogsLogGroupArn', to: 'evidence', sends: true },
    needs: [
      {
        ...{ who: 'role', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], inside: true },
        refused: 'CloudTrail cannot write to the log group: metric filters and their alarms get no records',
      },
    ],
  },
  {
    ...{ path: 'CloudWatchLogsRoleArn', to: 'works-as' },
    needs: worksAs('cloudtrail.amazonaws.com', 'records no longer reach the log group'),
  },
  {
    ...{ path: 'SnsTopicName', to: 'evidence', sends: true },
    needs: [
      {
        ...{ who: 'cloudtrail.amazonaws.com', actions: ['sns:Publish'] },
        refused: 'CloudTrail cannot announce deliveries',
      },
    ],
  },
];

/** The pipeline's resources of CloudTrail. */
export const CLOUDTRAIL: Readonly<Record<string, InventoryEntry>> = {
  'AWS::CloudTrail::Trail': {
    ...{ noun: 'trail', roles: ['collects'], holds: 'source' },
    kinds: ['trail'],
    fixed: { replacedBy: ['TrailName'], name: 'TrailName' },
    ...{ gone: 'weaker', goneWords: 'the trail records no calls' },
    decides: TRAIL,
    neutral: { Tags: TAGS },
    links: TRAIL_LINKS,
  },
  'Custom::TrailwatchOrganizationTrail': {
    ...{ noun: 'organization trail', roles: ['collects'], holds: 'source' },
    kinds: ['trail'],
    fixed: { replacedBy: ['TrailName'], name: 'TrailName' },
    ...{ gone: 'weaker', goneWords: 'the trail records no calls of the organization' },
    decides: {
      ...TRAIL,
      TrailArn: { area: 'logging', says: 'account and Region of the trail', judge: text },
      ServiceToken: { area: 'logging', says: 'function that makes the trail', judge: ref },
    },
    neutral: { ServiceTimeout: SERVICE_TIMEOUT },
    links: TRAIL_LINKS,
  },
  'AWS::CloudTrail::EventDataStore': {
    ...{ noun: 'event data store', roles: ['collects', 'keeps'], holds: 'evidence' },
    kinds: ['eventDataStore'],
    fixed: { name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'the store records no events, and what it kept cannot be queried' },
    decides: {
      IngestionEnabled: {
        area: 'logging',
        says: 'ingestion',
        judge: onByDefault,
        weaker: 'the store records no events',
      },
      MultiRegionEnabled: {
        ...{ area: 'logging', says: 'events of every Region', judge: onByDefault },
        weaker: 'events of other Regions are not recorded',
      },
      OrganizationEnabled: {
        ...{ area: 'logging', says: 'events of every account', judge: on },
        weaker: 'events of other accounts are not recorded',
      },
      AdvancedEventSelectors: { area: 'logging', says: 'advanced event selectors', judge: selectors },
      InsightSelectors: { area: 'logging', says: 'Insights selectors', judge: selectors },
      InsightsDestination: {
        ...{ area: 'delivery', says: 'store of Insights events', judge: ref },
        weaker: 'Insights events are not recorded',
      },
      ContextKeySelectors: {
        ...{ area: 'logging', says: 'context keys', judge: selectors },
        weaker: 'events have fewer tags and context keys',
      },
      MaxEventSize: {
        ...{
          area: 'logging',
          says: 'maximum size of events',
          judge: rank(['Large', 'Standard']),
        },
        weaker: 'large events are cut off',
      },
      RetentionPeriod: {
        ...{ area: 'retention', says: 'retention', judge: more },
        weaker: 'events are deleted sooner',
      },
      TerminationProtectionEnabled: {
        ...{ area: 'integrity', says: 'termination protection', judge: onByDefault },
        weaker: 'one call deletes the store',
      },
      KmsKeyId: {
        ...{ area: 'encryption', says: 'key', judge: ref },
        weaker: 'whoever may query the store can read events',
      },
      BillingMode: { area: 'retention', says: 'billing mode', judge: text },
      FederationEnabled: { area: 'access', says: 'federation with Athena', judge: text },
      FederationRoleArn: { area: 'access', says: 'role of the federation', judge: text },
    },
    neutral: { Name: RENAMED, Tags: TAGS },
    links: [
      {
        ...{ path: 'KmsKeyId', to: 'evidence' },
        needs: [
          {
            ...{ who: 'cloudtrail.amazonaws.com', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
            refused: 'CloudTrail cannot encrypt events, and records none',
          },
        ],
      },
      { path: 'InsightsDestination', to: 'evidence', needs: [] },
      { path: 'FederationRoleArn', to: 'works-as', needs: [] },
    ],
  },
  'AWS::CloudTrail::Channel': {
    ...{ noun: 'channel', roles: ['carries'], holds: 'source' },
    kinds: ['channel'],
    fixed: { replacedBy: ['Source'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'events of sources outside of AWS are not recorded' },
    decides: {
      Destinations: {
        ...{ area: 'delivery', says: 'event data stores', judge: list },
        weaker: 'events of sources outside of AWS are not recorded',
      },
    },
    neutral: { Name: RENAMED, Tags: TAGS },
    links: [{ path: 'Destinations[].Location', to: 'evidence', needs: [] }],
  },
  'AWS::CloudTrail::ResourcePolicy': {
    ...{ noun: 'resource policy', roles: ['permits'] },
    kinds: ['eventDataStore', 'channel'],
    fixed: { replacedBy: ['ResourceArn'] },
    ...{ gone: 'weaker', goneWords: 'CloudTrail, or a source of events, may be refused' },
    decides: {
      ResourceArn: { area: 'access', says: 'resource', judge: ref },
      ResourcePolicy: { area: 'access', says: 'policy', judge: flow },
    },
    neutral: {},
    links: [{ path: 'ResourceArn', to: 'works-as', needs: [] }],
  },
  'AWS::CloudTrail::Dashboard': {
    ...{ noun: 'dashboard', roles: ['shows'] },
    fixed: { name: 'Name' },
    ...{ gone: 'changed', goneWords: 'the dashboard is gone; events are kept' },
    decides: {},
    neutral: {
      Name: RENAMED,
      Widgets: SHOWN,
      RefreshSchedule: SHOWN,
      TerminationProtectionEnabled: 'a dashboard keeps no events',
      Tags: TAGS,
    },
    links: [],
  },
};
