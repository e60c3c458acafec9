import { LAKE_QUERY_ACTIONS } from '../lake/lake-statements';
import { type OneOrMany, oneOrMany, type PolicyStatementData } from '../policy-statement-data';

/** The resources to administer. Every ARN may be a CDK token; a list may be empty. */
export interface AdministeredResources {
  readonly partition: string;
  readonly trailArns: readonly string[];
  readonly eventDataStoreArns: readonly string[];
  readonly channelArns: readonly string[];
  readonly dashboardArns: readonly string[];
  /** Whether one of the trails logs an organization. */
  readonly hasOrganizationTrail: boolean;
  /** Roles that trails write to CloudWatch Logs with. */
  readonly logsRoleArns: readonly string[];
  /** The keys that the trails encrypt with. */
  readonly keyArns: readonly string[];
}

/**
 * Actions by job and type of resource, each named in full: a wildcard would include actions that AWS adds
 * later.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
const TRAIL = {
  view: ['GetTrail', 'GetTrailStatus', 'GetEventSelectors', 'GetInsightSelectors', 'GetEventConfiguration'],
  operate: ['StartLogging', 'StopLogging'],
  administer: [
    'CreateTrail',
    'UpdateTrail',
    'DeleteTrail',
    'PutEventSelectors',
    'PutInsightSelectors',
    'PutEventConfiguration',
    'AddTags',
    'RemoveTags',
  ],
};
const EVENT_DATA_STORE = {
  view: ['GetEventDataStore', 'GetInsightSelectors', 'GetEventConfiguration', 'GetResourcePolicy'],
  operate: ['StartEventDataStoreIngestion', 'StopEventDataStoreIngestion'],
  administer: [
    'UpdateEventDataStore',
    'DeleteEventDataStore',
    'RestoreEventDataStore',
    'PutInsightSelectors',
    'PutEventConfiguration',
    'PutResourcePolicy',
    'DeleteResourcePolicy',
    'AddTags',
    'RemoveTags',
  ],
};
const CHANNEL = {
  view: ['GetChannel', 'GetResourcePolicy'],
  operate: [],
  administer: [
    'UpdateChannel',
    'DeleteChannel',
    'PutResourcePolicy',
    'DeleteResourcePolicy',
    'AddTags',
    'RemoveTags',
  ],
};
const DASHBOARD = {
  view: ['GetDashboard', 'GetResourcePolicy'],
  operate: ['StartDashboardRefresh'],
  administer: [
    'CreateDashboard',
    'UpdateDashboard',
    'DeleteDashboard',
    'PutResourcePolicy',
    'DeleteResourcePolicy',
    'AddTags',
    'RemoveTags',
  ],
};
/** Imports into stores, which AWS knows no resource for. */
const IMPORT = {
  view: ['ListImports', 'GetImport', 'ListImportFailures'],
  operate: ['StartImport', 'StopImport'],
};

/** Sees how trails, stores, channels and dashboards are set and doing, and the event history; changes nothing. */
export function toViewerStatements(resources: AdministeredResources): readonly PolicyStatementData[] {
  const { trailArns, eventDataStoreArns, channelArns, dashboardArns } = resources;
  return [
    ...onEach('SeeTrails', trailArns, [...TRAIL.view, 'ListTags']),
    ...onEach('SeeEventDataStores', eventDataStoreArns, [...EVENT_DATA_STORE.view, 'ListTags']),
    ...onEach('SeeChannels', channelArns, [...CHANNEL.view, 'ListTags']),
    ...onEach('SeeDashboards', dashboardArns, [...DASHBOARD.view, 'ListTags']),
    toFindStatement(resources, { imports: IMPORT.view, others: ['LookupEvents', 'ListPublicKeys'] }),
  ];
}

/** Starts and stops trails, stores and imports, refreshes dashboards, and sees whether they run. */
export function toOperatorStatements(resources: AdministeredResources): readonly PolicyStatementData[] {
  const { trailArns, eventDataStoreArns, dashboardArns } = resources;
  return [
    ...onEach('StartAndStopTrails', trailArns, [...TRAIL.operate, 'GetTrail', 'GetTrailStatus']),
    ...onEach('StartAndStopEventDataStores', eventDataStoreArns, [
      ...EVENT_DATA_STORE.operate,
      'GetEventDataStore',
    ]),
    ...onEach('RefreshDashboards', dashboardArns, [...DASHBOARD.operate, 'GetDashboard']),
    toFindStatement(resources, { imports: [...IMPORT.operate, ...IMPORT.view] }),
  ];
}

/**
 * Creates, changes, stops and deletes the named trails; changes, stops and deletes the named stores and channels,
 * whose ARNs AWS generates, so creation cannot be restricted to certain ones. Includes what these calls require:
 * service-linked roles, the keys' description, handing over the role for CloudWatch Logs.
 */
export function toAdministratorStatements(resources: AdministeredResources): readonly PolicyStatementData[] {
  const { trailArns, eventDataStoreArns, channelArns, dashboardArns } = resources;
  const all = (jobs: typeof TRAIL) => [...jobs.administer, ...jobs.operate, ...jobs.view, 'ListTags'];
  return [
    ...onEach('AdministerTrails', trailArns, all(TRAIL)),
    ...onEach('AdministerEventDataStores', eventDataStoreArns, all(EVENT_DATA_STORE)),
    ...onEach('AdministerChannels', channelArns, all(CHANNEL)),
    ...onEach('AdministerDashboards', dashboardArns, all(DASHBOARD)),
    toFindStatement(resources, {
      imports: [...IMPORT.operate, ...IMPORT.view],
      others: ['LookupEvents', 'ListPublicKeys'],
    }),
    ...toServiceLinkedRoleStatements(resources),
    ...toDependencyStatements(resources),
  ];
}

/**
 * Queries the named stores and uses their keys: reads their events, and changes nothing.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-required-permissions.html
 */
export function toLakeQueryStatements(
  eventDataStoreArns: readonly string[],
  keyArns: readonly string[],
): readonly PolicyStatementData[] {
  const useKeys = allow(
    'UseKeysOfEventDataStores',
    ['kms:Decrypt', 'kms:GenerateDataKey'],
    oneOrMany(keyArns),
  );
  return [
    allow('QueryEventDataStores', LAKE_QUERY_ACTIONS, oneOrMany(eventDataStoreArns)),
    allow('FindEventDataStores', ['cloudtrail:ListEventDataStores'], '*'),
    ...(keyArns.length === 0 ? [] : [useKeys]),
  ];
}

/**
 * Denies access to the event history and to Insights events, which show the activity of the whole account.
 * `LookupEvents` has no resource type.
 */
export function toEventHistoryDenial(): PolicyStatementData {
  return {
    Sid: 'DenyEventHistory',
    Effect: 'Deny',
    Action: ['cloudtrail:LookupEvents', 'cloudtrail:ListInsightsData'],
    Resource: '*',
  };
}

function onEach(
  sid: string,
  arns: readonly string[],
  actions: readonly string[],
): readonly PolicyStatementData[] {
  return arns.length === 0 ? [] : [allow(sid, cloudTrail(actions), oneOrMany(arns))];
}

/**
 * Lists and imports cannot be limited: AWS defines no resource for them. Lists show names and ARNs, and no event; a new import
 * also needs a role, which is passed to it.
 */
function toFindStatement(
  { eventDataStoreArns, channelArns, dashboardArns }: AdministeredResources,
  { imports, others = [] }: { readonly imports: readonly string[]; readonly others?: readonly string[] },
): PolicyStatementData {
  const actions = [
    'DescribeTrails',
    'ListTrails',
    ...(eventDataStoreArns.length === 0 ? [] : ['ListEventDataStores', ...imports]),
    ...(channelArns.length === 0 ? [] : ['ListChannels']),
    ...(dashboardArns.length === 0 ? [] : ['ListDashboards']),
    ...others,
  ];
  return allow('WithoutResources', cloudTrail(actions), '*');
}

/** In any account: IAM makes roles in the caller's own and nowhere else, and these have one name everywhere. */
function toServiceLinkedRoleStatements({ partition }: AdministeredResources): readonly PolicyStatementData[] {
  const start = `arn:${partition}:iam::*:role/aws-service-role`;
  const roles = [
    `${start}/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`,
    `${start}/context.cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrailEventContext`,
  ];
  const services = ['cloudtrail.amazonaws.com', 'context.cloudtrail.amazonaws.com'];
  return [
    allow('CreateServiceLinkedRoles', ['iam:CreateServiceLinkedRole'], roles, {
      StringEquals: { 'iam:AWSServiceName': services },
    }),
    allow('SeeServiceLinkedRoles', ['iam:GetRole'], roles),
  ];
}

function toDependencyStatements(resources: AdministeredResources): readonly PolicyStatementData[] {
  const { hasOrganizationTrail, logsRoleArns, keyArns } = resources;
  const organization = allow('SeeTrustedAccess', ['organizations:ListAWSServiceAccessForOrganization'], '*');
  const passRole = allow('HandOverLogsRoles', ['iam:PassRole'], oneOrMany(logsRoleArns), {
    StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' },
  });
  return [
    ...(hasOrganizationTrail ? [organization] : []),
    ...(logsRoleArns.length === 0 ? [] : [passRole]),
    ...(keyArns.length === 0 ? [] : [allow('SeeKeys', ['kms:DescribeKey'], oneOrMany(keyArns))]),
  ];
}

function allow(
  sid: string,
  actions: readonly string[],
  resource: OneOrMany,
  condition?: PolicyStatementData['Condition'],
): PolicyStatementData {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: oneOrMany(actions),
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function cloudTrail(actions: readonly string[]): readonly string[] {
  return actions.map((action) => `cloudtrail:${action}`);
}
