import { type CallCatalogue, SOURCE_END } from './call-catalogue';

/** IAM's prefixes of event sources that no model has. */
const PREFIXES: Readonly<Record<string, string>> = {
  rdsdata: 'rds-data',
  'api.ecr': 'ecr',
  'api.ecr-public': 'ecr-public',
  'elasticmapreduce-serverless': 'emr-serverless',
  opensearch: 'es',
};

/** Services whose calls everyone may make, or that are not APIs. */
export const UNGRANTED: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  'sts:GetAccessKeyInfo',
]);
const NO_API = new Set(['signin', 'console', 'health.console']);

/**
 * Calls that IAM authorizes by an action of another name, by service. Of a call that is authorized by several, all.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (2026-11)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    HeadObject: 'GetObject',
    SelectObjectContent: 'GetObject',
    GetObjectAttributes: 'GetObject GetObjectAttributes',
    CopyObject: 'PutObject GetObject',
    UploadPartCopy: 'PutObject GetObject',
    CreateMultipartUpload: 'PutObject',
    UploadPart: 'PutObject',
    CompleteMultipartUpload: 'PutObject',
    PostObject: 'PutObject',
    DeleteObjects: 'DeleteObject',
    HeadBucket: 'ListBucket',
    ListObjects: 'ListBucket',
    ListObjectsV2: 'ListBucket',
    ListObjectVersions: 'ListBucketVersions',
    ListBuckets: 'ListAllMyBuckets',
    ListParts: 'ListMultipartUploadParts',
    ListMultipartUploads: 'ListBucketMultipartUploads',
    GetBucketEncryption: 'GetEncryptionConfiguration',
    PutBucketEncryption: 'PutEncryptionConfiguration',
    DeleteBucketEncryption: 'PutEncryptionConfiguration',
    GetBucketLifecycle: 'GetLifecycleConfiguration',
    GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
    PutBucketLifecycle: 'PutLifecycleConfiguration',
    PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
    DeleteBucketLifecycle: 'PutLifecycleConfiguration',
    GetBucketReplication: 'GetReplicationConfiguration',
    PutBucketReplication: 'PutReplicationConfiguration',
    DeleteBucketReplication: 'PutReplicationConfiguration',
    GetBucketCors: 'GetBucketCORS',
    PutBucketCors: 'PutBucketCORS',
    DeleteBucketCors: 'PutBucketCORS',
    GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
    PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeleteBucketPublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeleteAccountPublicAccessBlock: 'PutAccountPublicAccessBlock',
    GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
    ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
    PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
    DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
    GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
    ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
    PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
    DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
    GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
    ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
    PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
    DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
    GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
    ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
    PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
    DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
    GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
    PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
    DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
    DeleteBucketTagging: 'PutBucketTagging',
    GetBucketNotificationConfiguration: 'GetBucketNotification',
    PutBucketNotificationConfiguration: 'PutBucketNotification',
  },
  lambda: {
    Invoke: 'InvokeFunction',
    InvokeAsync: 'InvokeFunction',
    GetLayerVersionByArn: 'GetLayerVersion',
    InvokeWithResponseStream: 'InvokeFunction',
  },
  dynamodb: {
    TransactGetItems: 'GetItem',
    TransactWriteItems: 'PutItem UpdateItem DeleteItem ConditionCheckItem',
    ExecuteStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    BatchExecuteStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    ExecuteTransaction: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
  },
  kms: { ReEncrypt: 'ReEncryptFrom ReEncryptTo' },
  sqs: {
    SendMessageBatch: 'SendMessage',
    DeleteMessageBatch: 'DeleteMessage',
    ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  },
  sns: { PublishBatch: 'Publish' },
  bedrock: { Converse: 'InvokeModel', ConverseStream: 'InvokeModelWithResponseStream' },
};

/**
 * How AWS Budgets authorizes calls on budgets; those on budget actions have their own names.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_budgets.html
 */
const OF_BUDGETS: readonly (readonly [RegExp, string])[] = [
  [/^(?!.*BudgetAction)(?:Create|Update|Delete)(?:Budget|Notification|Subscriber)/, 'budgets:ModifyBudget'],
  [/^(?!.*BudgetAction)Describe(?:Budget|Notification|Subscriber)/, 'budgets:ViewBudget'],
];

/** How API Gateway authorizes calls: by the method of HTTP. */
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^Get/, 'apigateway:GET'],
  [/^(?:Create|Import|Flush|Test|Generate)/, 'apigateway:POST'],
  [/^Update/, 'apigateway:PATCH'],
  [/^Put/, 'apigateway:PUT'],
  [/^Delete/, 'apigateway:DELETE'],
];

/**
 * The IAM actions that authorize a call, as policies name them. None where no policy applies: sign-ins, events of AWS services,
 * calls that everyone may make.
 */
export function iamActions(eventSource: string, eventName: string, calls: CallCatalogue): readonly string[] {
  const source = eventSource.replace(SOURCE_END, '');
  if (NO_API.has(source)) return [];
  const prefix = prefixOf(source, calls);
  if (prefix === 'apigateway')
    return METHODS.flatMap(([call, action]) => (call.test(eventName) ? [action] : []));
  const ofBudgets = prefix === 'budgets' ? OF_BUDGETS.find(([call]) => call.test(eventName)) : undefined;
  if (ofBudgets !== undefined) return [ofBudgets[1]];
  const name = withoutVersion(prefix, eventName);
  const others = Object.hasOwn(ACTIONS, prefix) ? ACTIONS[prefix] : undefined;
  const names = others !== undefined && Object.hasOwn(others, name) ? (others[name] as string) : name;
  return names
    .split(' ')
    .flatMap((each) => (UNGRANTED.has(`${prefix}:${each}`) ? [] : [`${prefix}:${each}`]));
}

/** Some services share an event source: IAM's service of its name goes first. */
function prefixOf(source: string, calls: CallCatalogue): string {
  if (Object.hasOwn(PREFIXES, source)) return PREFIXES[source] as string;
  return calls.hasPrefix(source) ? source : (calls.prefixOf(source) ?? source);
}

/** Lambda and CloudFront write the version of their API behind the call: `ListFunctions20150331`, `CreateDistribution2020_05_31`. */
function withoutVersion(prefix: string, eventName: string): string {
  if (prefix === 'lambda') return eventName.replace(/\d{8}(?:v\d+)?$/, '');
  return prefix === 'cloudfront' ? eventName.replace(/\d{4}_\d\d_\d\d$/, '') : eventName;
}

/** The calls that an action authorizes under another name: `ListBuckets` of `s3:ListAllMyBuckets`. */
export function callsAuthorizedBy(prefix: string, action: string): readonly string[] {
  return Object.entries(ACTIONS[prefix] ?? {}).flatMap(([call, actions]) =>
    actions.toLowerCase().split(' ').includes(action.toLowerCase()) ? [call] : [],
  );
}
