import { type OneOrMany, oneOrMany, type PolicyStatementData } from '../policy-statement-data';

/** Where event data stores are, as ARNs have it. Every text may be a CDK token. */
export interface StoreCoordinates {
  readonly partition: string;
  readonly region: string;
  /** The account that owns the stores: for those of an organization its management account. */
  readonly account: string;
}

/** Actions that start, answer and stop queries on an event data store; read-only. */
export const LAKE_QUERY_ACTIONS: readonly string[] = [
  'cloudtrail:StartQuery',
  'cloudtrail:DescribeQuery',
  'cloudtrail:GetQueryResults',
  'cloudtrail:CancelQuery',
  'cloudtrail:ListQueries',
  'cloudtrail:GetEventDataStore',
];

/**
 * The only actions that the resource policy of an event data store takes.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html
 */
export const STORE_POLICY_ACTIONS: readonly string[] = [
  ...LAKE_QUERY_ACTIONS,
  'cloudtrail:GenerateQuery',
  'cloudtrail:GenerateQueryResultsSummary',
];

/** The only action that the resource policy of a channel takes. */
export const CHANNEL_POLICY_ACTIONS: readonly string[] = ['cloudtrail-data:PutAuditEvents'];

/** The only action that the resource policy of a dashboard takes. */
export const DASHBOARD_POLICY_ACTIONS: readonly string[] = ['cloudtrail:StartDashboardRefresh'];

/** Every event data store of an account and Region: a new one's id is known only once it is there. */
export function toAnyStoreArn({ partition, region, account }: StoreCoordinates): string {
  return `arn:${partition}:cloudtrail:${region}:${account}:eventdatastore/*`;
}

/**
 * The key policy statements that event data stores need. AWS's sample names one store; the policy of a key that a new store is
 * created with can only name any store of the account and Region.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html#create-kms-key-policy-for-cloudtrail-encrypt-eds
 */
export function toStoreKeyStatements(stores: StoreCoordinates): readonly PolicyStatementData[] {
  const Condition = fromStores(stores, toAnyStoreArn(stores));
  return [
    {
      ...toServiceStatement('AllowCloudTrailEncryptEventDataStores', '*'),
      Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
      Condition,
    },
  ];
}

/** The bucket that results of queries are saved in, and the event data stores whose results it takes. */
export interface QueryResults {
  readonly bucketArn: string;
  readonly stores: StoreCoordinates;
  /** Any store of the account and Region if absent. */
  readonly storeArns?: readonly string[];
}

/**
 * The bucket policy statements that CloudTrail needs to save results of queries and their sign files.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/s3-bucket-policy-lake-query-results.html
 */
export function toQueryResultsStatements({
  bucketArn,
  stores,
  storeArns = [toAnyStoreArn(stores)],
}: QueryResults): readonly PolicyStatementData[] {
  const Condition = fromStores(stores, oneOrMany(storeArns));
  return [
    {
      ...toServiceStatement('AWSCloudTrailLake1', [bucketArn, `${bucketArn}/*`]),
      Action: ['s3:PutObject*', 's3:Abort*'],
      Condition,
    },
    { ...toServiceStatement('AWSCloudTrailLake2', bucketArn), Action: 's3:GetBucketAcl', Condition },
  ];
}

/**
 * The key policy statement that CloudTrail needs to save results in a bucket that is encrypted with the key. It names no single
 * store: a store may be encrypted with the same key, and would have to wait for itself.
 *
 * @param regions the Regions of the stores
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function toQueryResultsKeyStatement(
  stores: StoreCoordinates,
  regions: readonly string[] = [stores.region],
): PolicyStatementData {
  const arns = regions.map((region) => toAnyStoreArn({ ...stores, region }));
  return {
    ...toServiceStatement('AllowCloudTrailSaveQueryResults', '*'),
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Condition: fromStores(stores, oneOrMany(arns)),
  };
}

/** A dashboard as the policies of its stores and its own know it. Every text may be a CDK token. */
export interface DashboardSource {
  readonly dashboardArn: string;
  readonly account: string;
}

/**
 * What the policy of an event data store needs so that refreshes of a dashboard may run its queries. The operator and the spelling
 * of the keys are those of AWS's sample, which CloudTrail checks. The sample names dashboards as resources; as in every policy
 * of a store, it is the store here.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html#security_iam_resource-based-policy-examples-eds-dashboard
 */
export function toDashboardQueryStatement(
  storeArn: string,
  { dashboardArn, account }: DashboardSource,
): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'cloudtrail:StartQuery',
    Resource: storeArn,
    Condition: { StringLike: { 'AWS:SourceArn': dashboardArn, 'AWS:SourceAccount': account } },
  };
}

/**
 * What the policy of a dashboard needs so that CloudTrail refreshes it by its schedule; no other condition or principal is taken.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html#security_iam_resource-based-policy-examples-dashboards
 */
export function toDashboardRefreshStatement({ dashboardArn, account }: DashboardSource): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'cloudtrail:StartDashboardRefresh',
    Resource: dashboardArn,
    Condition: { StringEquals: { 'AWS:SourceArn': dashboardArn, 'AWS:SourceAccount': account } },
  };
}

function fromStores({ account }: StoreCoordinates, arns: OneOrMany): PolicyStatementData['Condition'] {
  return { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': arns } };
}

function toServiceStatement(sid: string, resource: OneOrMany) {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Resource: resource,
  } as const;
}
