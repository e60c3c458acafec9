import { awsEnvironment } from '../aws-environment';
import {
  type BucketAnswer,
  type BucketRequest,
  type PlaceRequest,
  type PlacesFault,
  type ServedPlaces,
  servePlaces,
} from '../places/serve-places';
import { type Outcome, runTrailwatch, type Surroundings } from '../run-trailwatch';

const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000;

export const ACCOUNT = '111122223333';
export const TRAIL_ARN = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/audit`;
export const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const STORE_ARN = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:eventdatastore/EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE`;
const LOG_GROUP_ARN = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:audit:*`;

const ON = { IsLogging: true, StartLoggingTime: NOW - 1e6 };
export const LOGS = { ...ON, LatestDeliveryTime: NOW - 300, LatestDigestDeliveryTime: NOW - 1800 };
const EVERYTHING = [
  { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  {
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::logs/'] },
    ],
  },
];

/** A trail with what CloudTrail answers about it. */
export interface LiveTrailAnswers {
  /** As DescribeTrails answers. */
  readonly described: Readonly<Record<string, unknown>> & { readonly TrailARN: string };
  readonly status: object;
  readonly selectors: object;
  readonly insights: readonly object[];
  readonly tags: readonly object[];
}

export const TRAIL: LiveTrailAnswers = {
  described: {
    ...{ Name: 'audit', TrailARN: TRAIL_ARN, HomeRegion: 'eu-west-1', S3BucketName: 'logs' },
    ...{ IsMultiRegionTrail: true, IsOrganizationTrail: false, IncludeGlobalServiceEvents: true },
    ...{ LogFileValidationEnabled: true, KmsKeyId: KEY_ARN, CloudWatchLogsLogGroupArn: LOG_GROUP_ARN },
    CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/delivery`,
  },
  status: LOGS,
  selectors: { AdvancedEventSelectors: EVERYTHING },
  insights: [{ InsightType: 'ApiCallRateInsight' }],
  tags: [{ Key: 'owner', Value: 'security' }],
};

export const BUCKET_POLICY = [
  {
    ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::logs/*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  {
    ...{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' },
    ...{
      Resource: 'arn:aws:s3:::logs/AWSLogs/*',
      Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
    },
  },
];

/** What S3 answers by subresource; undefined for what a bucket has none of. */
export type BucketAnswers = Readonly<Record<string, string | undefined>> & { readonly owner: string };

export const BUCKET: BucketAnswers = {
  owner: ACCOUNT,
  policy: JSON.stringify({ Version: '2012-10-17', Statement: BUCKET_POLICY }),
  policyStatus: '<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>',
  acl: aclOf([]),
  publicAccessBlock:
    '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
  versioning:
    '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
  'object-lock':
    '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
  encryption: encryptionOf(['SSE-C']),
  lifecycle:
    '<LifecycleConfiguration><Rule><ID>old</ID><Filter><Prefix>AWSLogs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>2555</Days></Expiration></Rule></LifecycleConfiguration>',
  logging:
    '<BucketLoggingStatus><LoggingEnabled><TargetBucket>access</TargetBucket><TargetPrefix>logs/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>',
};

/** A default encryption with AWS's key in KMS, and the types that S3 refuses. */
export function encryptionOf(blocked: readonly string[]): string {
  const types = blocked.map((type) => `<EncryptionType>${type}</EncryptionType>`).join('');
  const switched = blocked.length === 0 ? '' : `<BlockedEncryptionTypes>${types}</BlockedEncryptionTypes>`;
  return `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>${switched}</Rule></ServerSideEncryptionConfiguration>`;
}

/** An ACL with grants to the groups. */
export function aclOf(groups: readonly string[]): string {
  const grants = groups.map(
    (group) =>
      `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/${group}</URI></Grantee><Permission>READ</Permission></Grant>`,
  );
  return `<AccessControlPolicy><Owner><ID>owner</ID></Owner><AccessControlList>${grants.join('')}</AccessControlList></AccessControlPolicy>`;
}

/** What S3 says a bucket has none of. */
const MISSING: Readonly<Record<string, string>> = {
  ...{ policy: 'NoSuchBucketPolicy', policyStatus: 'NoSuchBucketPolicy' },
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  ...{ 'object-lock': 'ObjectLockConfigurationNotFoundError', lifecycle: 'NoSuchLifecycleConfiguration' },
  ...{ tagging: 'NoSuchTagSet', ownershipControls: 'OwnershipControlsNotFoundError' },
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  replication: 'ReplicationConfigurationNotFoundError',
};

/** The name of the permission that a read of S3 takes. */
export const BUCKET_READS: Readonly<Record<string, string>> = {
  ...{ '': 's3:ListBucket', policy: 's3:GetBucketPolicy', policyStatus: 's3:GetBucketPolicyStatus' },
  ...{ acl: 's3:GetBucketAcl', publicAccessBlock: 's3:GetBucketPublicAccessBlock' },
  ...{ versioning: 's3:GetBucketVersioning', 'object-lock': 's3:GetBucketObjectLockConfiguration' },
  ...{ lifecycle: 's3:GetLifecycleConfiguration', logging: 's3:GetBucketLogging' },
  ...{ encryption: 's3:GetEncryptionConfiguration', ownershipControls: 's3:GetBucketOwnershipControls' },
  ...{ replication: 's3:GetReplicationConfiguration', tagging: 's3:GetBucketTagging' },
};

/** A key with what KMS answers about it. */
export interface KeyAnswers {
  readonly metadata: object;
  readonly isRotated: boolean;
  readonly policy: readonly object[];
  readonly tags?: readonly object[];
  readonly aliases?: readonly string[];
}

export const KEY: KeyAnswers = {
  metadata: { ...{ KeyId: KEY_ARN.split('/')[1], Arn: KEY_ARN }, KeyState: 'Enabled', Origin: 'AWS_KMS' },
  isRotated: true,
  policy: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

/** What there is, and who may ask for it. */
export interface LiveAnswers {
  readonly trails: readonly LiveTrailAnswers[];
  readonly buckets: Readonly<Record<string, BucketAnswers>>;
  readonly keys: Readonly<Record<string, KeyAnswers>>;
  readonly logGroups: readonly object[];
  readonly stores: readonly object[];
  /** Whether access is denied to an operation, such as `cloudtrail:ListTags` or `s3:GetBucketAcl`. */
  readonly isDenied: (permission: string, accessKeyId: string) => boolean;
  /** The trails that an account knows in a Region; those of all Regions and those at home there if absent. */
  readonly isKnown?: (trail: LiveTrailAnswers, request: PlaceRequest) => boolean;
}

/** An account in which every check passes. */
export const LIVE: LiveAnswers = {
  trails: [TRAIL],
  buckets: { logs: BUCKET },
  keys: { [KEY_ARN]: KEY },
  logGroups: [
    { logGroupName: 'audit-of-others', retentionInDays: 1 },
    { logGroupName: 'audit', retentionInDays: 365, arn: LOG_GROUP_ARN },
  ],
  stores: [{ EventDataStoreArn: STORE_ARN, KmsKeyId: KEY_ARN, TerminationProtectionEnabled: true }],
  isDenied: () => false,
};

const SERVICES: Readonly<Record<string, string>> = {
  ...{ DescribeKey: 'kms', GetKeyRotationStatus: 'kms', GetKeyPolicy: 'kms', ListResourceTags: 'kms' },
  ...{ ListAliases: 'kms', DescribeLogGroups: 'logs', ListTagsForResource: 'logs' },
};

/** The accounts of the credentials: that of the caller, and of the roles in {@link ROLES}. */
const OWNERS: Readonly<Record<string, string>> = { AKIAEXAMPLE: ACCOUNT, AuditTwo: '222222222222' };
export const ROLES = ['arn:aws:iam::222222222222:role/AuditTwo', `arn:aws:iam::${ACCOUNT}:role/AuditOne`];

/** What answers for {@link LiveAnswers}, and everything that was asked. */
export function serveLive(
  live: LiveAnswers,
  asked: string[] = [],
): Pick<ServedPlaces, 'answer' | 'answerBucket'> {
  return {
    answer: (request) => {
      const permission = `${SERVICES[request.operation] ?? 'cloudtrail'}:${request.operation}`;
      asked.push(permission);
      if (live.isDenied(permission, request.accessKeyId)) return { code: 'AccessDeniedException' };
      return answerJson(live, request);
    },
    answerBucket: (request) => {
      const permission = BUCKET_READS[request.subresource] ?? `s3:?${request.subresource}`;
      asked.push(`${permission} ${request.bucket}`);
      if (live.isDenied(permission, request.accessKeyId)) return s3Fault(403, 'AccessDenied');
      return answerBucket(live, request);
    },
  };
}

function answerJson(live: LiveAnswers, request: PlaceRequest): { readonly body: object } | PlacesFault {
  const input = JSON.parse(request.body) as Readonly<Record<string, string & readonly string[]>>;
  const trail = live.trails.find(({ described }) =>
    [input.Name, input.TrailName, input.ResourceIdList?.[0]].includes(described.TrailARN as never),
  );
  const key = live.keys[input.KeyId ?? ''];
  const store = live.stores.find((one) => Object.values(one).includes(input.EventDataStore)) ?? {};
  const {
    isKnown = ({ described }) =>
      described.IsMultiRegionTrail === true || described.HomeRegion === request.region,
  } = live;
  const atHome = live.stores.filter((one) => JSON.stringify(one).includes(`:cloudtrail:${request.region}:`));
  switch (request.operation) {
    case 'DescribeTrails':
      return {
        body: {
          trailList: live.trails.filter((one) => isKnown(one, request)).map(({ described }) => described),
        },
      };
    case 'ListEventDataStores':
      return { body: { EventDataStores: request.accessKeyId === 'AKIAEXAMPLE' ? atHome : [] } };
    case 'GetEventDataStore':
      return { body: store };
    case 'GetInsightSelectors': {
      if (trail !== undefined) break;
      const { insights } = store as { readonly insights?: object };
      return insights === undefined ? { code: 'InsightNotEnabledException' } : { body: insights };
    }
    case 'DescribeLogGroups':
      return { body: { logGroups: live.logGroups } };
    case 'ListTagsForResource':
      return { body: { tags: { owner: 'security' } } };
  }
  if (trail !== undefined) return answerTrail(trail, request.operation);
  if (request.operation === 'ListTags') return { body: { ResourceTagList: [{ TagsList: [] }] } };
  if (key === undefined) return { code: 'NotFoundException' };
  switch (request.operation) {
    case 'DescribeKey':
      return { body: { KeyMetadata: key.metadata } };
    case 'GetKeyRotationStatus':
      return { body: { KeyRotationEnabled: key.isRotated, RotationPeriodInDays: 365 } };
    case 'ListResourceTags':
      return { body: { Tags: key.tags ?? [] } };
    case 'ListAliases':
      return { body: { Aliases: (key.aliases ?? []).map((AliasName) => ({ AliasName })) } };
    default:
      return { body: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: key.policy }) } };
  }
}

function answerTrail(trail: LiveTrailAnswers, operation: string): { readonly body: object } | PlacesFault {
  switch (operation) {
    case 'GetTrailStatus':
      return { body: trail.status };
    case 'GetEventSelectors':
      return { body: trail.selectors };
    case 'GetInsightSelectors':
      return trail.insights.length === 0
        ? { code: 'InsightNotEnabledException' }
        : { body: { InsightSelectors: trail.insights } };
    default:
      return { body: { ResourceTagList: [{ TagsList: trail.tags }] } };
  }
}

function answerBucket({ buckets }: LiveAnswers, request: BucketRequest): BucketAnswer {
  const { bucket, subresource, owner, accessKeyId } = request;
  const found = buckets[bucket];
  if (found === undefined) return s3Fault(404, 'NoSuchBucket');
  // S3 answers a request to another Region with that of the bucket.
  if (found.region !== undefined && found.region !== request.region) {
    return { ...s3Fault(301, 'PermanentRedirect'), region: found.region };
  }
  const asker = OWNERS[accessKeyId] ?? accessKeyId;
  if (asker !== found.owner || (owner !== '' && owner !== found.owner)) return s3Fault(403, 'AccessDenied');
  if (subresource === '') return { status: 200 };
  const body = found[subresource];
  return body === undefined ? s3Fault(404, MISSING[subresource] ?? subresource) : { status: 200, body };
}

function s3Fault(status: number, code: string): BucketAnswer {
  return { status, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` };
}

/** Runs `trailwatch trails` with options in what is there. */
export async function trailsOn(
  live: LiveAnswers,
  options: readonly string[],
  { asked, places, more }: { asked?: string[]; places?: Partial<ServedPlaces>; more?: Surroundings } = {},
): Promise<Outcome> {
  const before = { ...process.env };
  const server = await servePlaces({
    ...{ regions: ['eu-west-1', 'us-east-1'], roles: ROLES, ...serveLive(live, asked) },
    ...places,
  });
  const environment = awsEnvironment(server.url);
  Object.assign(process.env, environment);
  try {
    return await runTrailwatch(['trails', ...options], { environment, ...more });
  } finally {
    process.env = before;
    await server.stop();
  }
}

/** A line of `ndjson`. */
export interface CheckRow {
  readonly check: string;
  readonly status: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly found?: string;
  readonly remedy?: string;
}

/** What the checks said, as `ndjson`. */
export function rowsOf({ stdout }: Outcome): readonly CheckRow[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CheckRow);
}
