import { oneOrMany, type PolicyStatementData } from './policy-statement-data';
import {
  groupByOwner,
  isOfOrganization,
  type TrailCoordinates,
  type TrailSource,
  toKeyRoot,
  toSourceArns,
  toSources,
} from './trail-coordinates';

/** A bucket that trails deliver to. */
export interface ArchiveBucket {
  /** May be a CDK token. */
  readonly bucketArn: string;
  /** Without slashes at its ends. */
  readonly keyPrefix?: string;
}

/**
 * The bucket policy statements that the trails need, with AWS's own Sids: the probe of the bucket's ACL, the folders of
 * the owners' accounts, and the folders of organizations if there are any. No trail, no statement.
 *
 * AWS's samples list the folders and the trails of several owners side by side in one statement, which would let a trail
 * of one owner write to the folder of another. Here every owner has a separate statement; its account is added to the Sid
 * when there are several. Trails of all accounts of an organization write below the folder of the account that AWS says they are of.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
 */
export function toBucketStatements(
  bucket: ArchiveBucket,
  trails: readonly TrailCoordinates[],
): readonly PolicyStatementData[] {
  const sources = toSources(trails);
  const own = groupByOwner(trails).map(({ trails: group, sidEnd, ownerAccount }) =>
    toWrite(bucket, {
      sid: `AWSCloudTrailWrite20150319${sidEnd}`,
      folders: [ownerAccount],
      ...fromArns(group),
    }),
  );
  const ofOrganizations = groupByOwner(trails.filter(isOfOrganization)).map(({ trails: group, sidEnd }) =>
    toWrite(bucket, {
      sid: `AWSCloudTrailOrganizationWrite20150319${sidEnd}`,
      folders: group.map(({ organizationId }) => organizationId),
      ...fromArns(group),
    }),
  );
  const ofMembers = sources.flatMap(({ membersOf, condition, sidEnd }) =>
    membersOf === undefined
      ? []
      : toWrite(bucket, { sid: `AWSCloudTrailWrite20150319${sidEnd}`, folders: [SOURCE_ACCOUNT], condition }),
  );
  return [...sources.map((source) => toAclCheck(bucket, source)), ...own, ...ofOrganizations, ...ofMembers];
}

/** The account that CloudTrail acts for: a trail writes to no other account's folder. */
const SOURCE_ACCOUNT = `\${aws:SourceAccount}`;

function fromArns(trails: readonly TrailCoordinates[]): Pick<WriteAccess, 'condition'> {
  return { condition: { StringEquals: { 'aws:SourceArn': toSourceArns(trails) } } };
}

function toAclCheck(bucket: ArchiveBucket, { condition, sidEnd }: TrailSource): PolicyStatementData {
  return {
    Sid: `AWSCloudTrailAclCheck20150319${sidEnd}`,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:GetBucketAcl',
    Resource: bucket.bucketArn,
    Condition: condition,
  };
}

interface WriteAccess {
  readonly sid: string;
  /** Right below `AWSLogs/`. */
  readonly folders: readonly string[];
  readonly condition: TrailSource['condition'];
}

function toWrite(bucket: ArchiveBucket, { sid, folders, condition }: WriteAccess): PolicyStatementData {
  const start = `${bucket.bucketArn}/${toKeyRoot(bucket.keyPrefix)}`;
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: oneOrMany(folders.map((folder) => `${start}${folder}/*`)),
    Condition: {
      ...condition,
      StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...condition.StringEquals },
    },
  };
}

/**
 * Lets S3 write server access logs of one bucket into another, whose ACLs are off.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function toAccessLogStatement(
  logBucketArn: string,
  source: { readonly bucketArn: string; readonly account: string },
): PolicyStatementData {
  return {
    Sid: 'S3ServerAccessLogsPolicy',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${logBucketArn}/*`,
    Condition: {
      ArnLike: { 'aws:SourceArn': source.bucketArn },
      StringEquals: { 'aws:SourceAccount': source.account },
    },
  };
}

/**
 * Lets S3 write inventories of one bucket below a prefix of another.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-s3-inventory-1
 */
export function toInventoryStatement(
  reportBucketArn: string,
  source: { readonly bucketArn: string; readonly account: string; readonly prefix: string },
): PolicyStatementData {
  return {
    Sid: 'S3InventoryPolicy',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${reportBucketArn}/${source.prefix}/*`,
    Condition: {
      ArnLike: { 'aws:SourceArn': source.bucketArn },
      StringEquals: { 'aws:SourceAccount': source.account, 's3:x-amz-acl': 'bucket-owner-full-control' },
    },
  };
}

/** The trails of an archive, and the part of its keys before `AWSLogs/`. */
export interface DigestedArchive {
  readonly keyPrefix?: string;
  readonly trails: readonly TrailCoordinates[];
}

/**
 * The prefixes of the keys of the digest files that each trail writes for its owner in its home Region: one every hour, even
 * if nothing happened. Ends with a slash, and has `*` in place of the account of trails that are not listed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export function toHomeDigestPrefixes({ keyPrefix, trails }: DigestedArchive): readonly string[] {
  const folders = trails.map(({ organizationId, ownerAccount, homeRegion }) => [
    ...(organizationId === undefined ? [] : [organizationId]),
    ownerAccount,
    'CloudTrail-Digest',
    homeRegion,
  ]);
  return [...new Set(folders.map((names) => `${toKeyRoot(keyPrefix)}${names.join('/')}/`))];
}

/** How an EventBridge pattern recognizes an object key. */
export type KeyMatcher = { readonly prefix: string } | { readonly wildcard: string };

/**
 * Maximum number of characters in the matchers of one rule: EventBridge's 2,048 for a whole pattern, less the
 * rest of the pattern with a bucket name of 63 characters.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MATCHERS_LENGTH = 1_850;

/**
 * Key patterns with `*` as the matchers of the EventBridge rules that they need; no key fits two of them unless it
 * fits two patterns.
 *
 * A pattern whose only `*` is its last character is a prefix, of which a rule takes as many as there is room for. Any
 * other is a wildcard and gets a separate rule: EventBridge refuses rules whose wildcards continue alike after a `*`
 * ("Rule is too complex"), and does not document its limit. Four of the shape `start/*` + `/name/*` were too many.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function toDeliveryMatchers(keyPatterns: readonly string[]): readonly (readonly KeyMatcher[])[] {
  const matchers = keyPatterns.map(toMatcher);
  const prefixes = matchers.filter((matcher) => 'prefix' in matcher);
  const wildcards = matchers.filter((matcher) => 'wildcard' in matcher);
  return [...packed(prefixes), ...wildcards.map((wildcard) => [wildcard])];
}

function toMatcher(keyPattern: string): KeyMatcher {
  const start = keyPattern.slice(0, -1);
  return start.includes('*') ? { wildcard: keyPattern } : { prefix: start };
}

function packed(matchers: readonly KeyMatcher[]): readonly (readonly KeyMatcher[])[] {
  const groups: KeyMatcher[][] = [];
  for (const matcher of matchers) {
    const last = groups.at(-1);
    if (last === undefined || JSON.stringify([...last, matcher]).length > MATCHERS_LENGTH) {
      groups.push([matcher]);
    } else last.push(matcher);
  }
  return groups;
}
