import { isOpen } from '../../estate/values/value';
import { list } from '../judges/lists';
import { flow, ref, text } from '../judges/references';
import { selectors } from '../judges/selectors';
import { more, on, onByDefault, rank } from '../judges/words';
import {
  access,
  type Deciding,
  delivery,
  encryption,
  type InventoryEntry,
  integrity,
  type Link,
  logging,
  RENAMED,
  type Refusal,
  retention,
  SERVICE_TIMEOUT,
  SHOWN,
  TAGS,
  worksAs,
} from '../model';

const TRAIL: Readonly<Record<string, Deciding>> = {
  IsLogging: logging('logging', on, { weaker: 'the trail records no calls' }),
  IsMultiRegionTrail: logging('logging of every Region', on, {
    weaker: 'calls in other Regions are not recorded',
  }),
  IsOrganizationTrail: logging('logging of every account', on, {
    weaker: 'calls in other accounts are not recorded',
  }),
  IncludeGlobalServiceEvents: logging('events of global services', onByDefault, {
    weaker: 'calls of IAM, STS and other global services are not recorded',
  }),
  AdvancedEventSelectors: logging('advanced event selectors', selectors),
  EventSelectors: logging('event selectors', selectors),
  InsightSelectors: logging('Insights selectors', selectors),
  AggregationConfigurations: logging('aggregated events', selectors),
  EnableLogFileValidation: integrity('log file validation', on, {
    weaker: 'changed or deleted log files are not detected',
  }),
  KMSKeyId: encryption('key of log files', ref, {
    weaker: 'anyone who may read the bucket can read log files',
  }),
  S3BucketName: delivery('bucket', ref, { weaker: 'log files are no longer delivered to the bucket' }),
  S3KeyPrefix: delivery('prefix of keys', text, {
    weaker: 'log files are no longer delivered where they are searched',
  }),
  CloudWatchLogsLogGroupArn: delivery('log group', ref, {
    weaker: 'metric filters and their alarms get no records',
  }),
  CloudWatchLogsRoleArn: delivery('role that writes to the log group', ref, {
    weaker: 'metric filters and their alarms get no records',
  }),
  SnsTopicName: delivery('topic of deliveries', ref, { weaker: 'deliveries are no longer announced' }),
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
  worksAs('CloudWatchLogsRoleArn', 'cloudtrail.amazonaws.com', 'records no longer reach the log group'),
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

/**
 * What an event data store keeps once it is set.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-manage-costs.html
 */
const LAKE_REFUSALS: readonly Refusal[] = [
  {
    path: 'BillingMode',
    isRefused: (before, after) =>
      (before ?? 'EXTENDABLE_RETENTION_PRICING') === 'EXTENDABLE_RETENTION_PRICING' &&
      after === 'FIXED_RETENTION_PRICING',
    why: 'an event data store with one-year extendable retention pricing cannot get seven-year retention pricing',
  },
  {
    path: 'KmsKeyId',
    isRefused: (before, after) =>
      before !== undefined && (after === undefined || !(isOpen(before) || isOpen(after) || before === after)),
    why: 'the key of an event data store cannot be removed or changed',
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
      TrailArn: logging('account and Region of the trail', text),
      ServiceToken: logging('function that makes the trail', ref),
    },
    neutral: { ServiceTimeout: SERVICE_TIMEOUT },
    links: TRAIL_LINKS,
  },
  'AWS::CloudTrail::EventDataStore': {
    ...{ noun: 'event data store', roles: ['collects', 'keeps'], holds: 'evidence' },
    kinds: ['eventDataStore'],
    fixed: { name: 'Name', refused: LAKE_REFUSALS },
    ...{ gone: 'weaker', goneWords: 'the store records no events, and what it kept cannot be queried' },
    decides: {
      IngestionEnabled: logging('ingestion', onByDefault, { weaker: 'the store records no events' }),
      MultiRegionEnabled: logging('events of every Region', onByDefault, {
        weaker: 'events of other Regions are not recorded',
      }),
      OrganizationEnabled: logging('events of every account', on, {
        weaker: 'events of other accounts are not recorded',
      }),
      AdvancedEventSelectors: logging('advanced event selectors', selectors),
      InsightSelectors: logging('Insights selectors', selectors),
      InsightsDestination: delivery('store of Insights events', ref, {
        weaker: 'Insights events are not recorded',
      }),
      ContextKeySelectors: logging('context keys', selectors, {
        weaker: 'events have fewer tags and context keys',
      }),
      MaxEventSize: logging('maximum size of events', rank(['Large', 'Standard']), {
        weaker: 'large events are cut off',
      }),
      RetentionPeriod: retention('retention', more, { weaker: 'events are deleted sooner' }),
      TerminationProtectionEnabled: integrity('termination protection', onByDefault, {
        weaker: 'one call deletes the store',
      }),
      KmsKeyId: encryption('key', ref, { weaker: 'anyone who may query the store can read events' }),
      BillingMode: retention('billing mode', text),
      FederationEnabled: access('federation with Athena', text),
      FederationRoleArn: access('role of the federation', text),
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
    kinds: ['channel', 'sentEvent'],
    fixed: { replacedBy: ['Source'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'events of sources outside of AWS are not recorded' },
    decides: {
      Destinations: delivery('event data stores', list, {
        weaker: 'events of sources outside of AWS are not recorded',
      }),
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
      ResourceArn: access('resource', ref),
      ResourcePolicy: access('policy', flow),
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
