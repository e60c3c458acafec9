import { Aws } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { toArchiveListStatement } from '../../core/archive-search/search-statements';
import { RECORD_FOLDERS, toLogKeyPatterns } from '../../core/policy/log-key-patterns';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import {
  toDecryptStatement,
  toDecryptThroughS3Statement,
  toGetStatement,
  toListStatement,
} from '../../core/policy/reader-statements';
import { toKeyRoot } from '../../core/policy/trail-coordinates';
import { checkRegionHere } from '../identity/check-region';
import { onlyOrganization, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { grantStatement } from '../statement/grant-statement';
import { type ITrailKey, readingKeyOf } from './trail-key-interface';

/**
 * The kinds of files that a trail writes. Each has its own folder under the account.
 * @stability stable
 */
export enum LogFolder {
  /** Management and data events. */
  RECORDS = 'CloudTrail',
  /** Insights events. */
  INSIGHTS = 'CloudTrail-Insight',
  /** Network activity events. */
  NETWORK_ACTIVITY = 'CloudTrail-NetworkActivity',
  /** Aggregated data events. */
  AGGREGATED = 'CloudTrail-Aggregated',
  /** Digest files, which prove the integrity of the other files and contain no records. */
  DIGESTS = 'CloudTrail-Digest',
}

/** The option that asserts that the policy of another account's bucket or key contains the statements. */
export const REMEDIES = {
  bucket: 'policyManagedElsewhere: true of LogArchive.fromBucket',
  key: 'policyManagedElsewhere: true of TrailKey.fromKey',
} as const;

/**
 * The part of an archive that a grantee may read.
 * @stability stable
 */
export interface LogReadOptions {
  /**
   * The accounts whose files may be read, 12 digits each.
   *
   * @default - every account that the archive's trails log
   */
  readonly accounts?: string[];

  /**
   * The Regions whose files may be read.
   *
   * @default - every Region
   */
  readonly regions?: string[];

  /**
   * The kinds of files that may be read. Replaces `includeDigests`; the two cannot be combined.
   *
   * @default - every kind
   */
  readonly folders?: LogFolder[];

  /**
   * Whether digest files may be read as well. They are required to verify that log files are unmodified.
   *
   * @default true
   */
  readonly includeDigests?: boolean;

  /**
   * Whether the policies of an imported bucket and key already allow the reader of another account. Otherwise, such a grant is
   * an error that shows the statements to add.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/** The properties of an archive that reading depends on. */
export interface ReadableArchive {
  readonly bucket: IBucket;
  readonly keyPrefix?: string;
  readonly trails: TrailIdentity[];
  readonly encryptionKey?: ITrailKey;
  readonly formerKey?: ITrailKey;
}

/** The keys of the archive that the options select, as patterns with `*`. */
export function toKeyPatterns(archive: ReadableArchive, options: LogReadOptions): readonly string[] {
  for (const account of options.accounts ?? []) checkName('accounts', 'account id', account);
  for (const region of options.regions ?? []) checkRegionHere(archive.bucket, 'regions', region);
  return toLogKeyPatterns({
    ...(archive.keyPrefix === undefined ? {} : { keyPrefix: archive.keyPrefix }),
    ...(options.accounts === undefined ? {} : { accounts: options.accounts }),
    ...(options.regions === undefined ? {} : { regions: options.regions }),
    trails: archive.trails.map((trail) => trail._toCoordinates()),
    folders: toFolders(options),
  });
}

function toFolders({ folders, includeDigests }: LogReadOptions): readonly `${LogFolder}`[] {
  if (folders === undefined) {
    return (includeDigests ?? true) ? [...RECORD_FOLDERS, LogFolder.DIGESTS] : RECORD_FOLDERS;
  }
  if (includeDigests !== undefined) {
    throw new Error('folders and includeDigests are both given; name LogFolder.DIGESTS among the folders');
  }
  return folders;
}

/** Grants permission to get and decrypt the selected files, in any version. */
export function grantGet(archive: ReadableArchive, grantee: IGrantable, options: LogReadOptions): Grant {
  return grantGetting(archive, grantee, {
    statement: toGetStatement(archive.bucket, toKeyPatterns(archive, options)),
    options,
  });
}

/** Grants permission to get and decrypt the current versions of the selected files. */
export function grantObjects(archive: ReadableArchive, grantee: IGrantable, options: LogReadOptions): Grant {
  const statement = toGetStatement(archive.bucket, toKeyPatterns(archive, options));
  return grantGetting(archive, grantee, { statement: { ...statement, Action: 's3:GetObject' }, options });
}

/** The actions and resources that are granted. */
interface Getting {
  readonly statement: PolicyStatementData;
  readonly options: LogReadOptions;
}

function grantGetting(archive: ReadableArchive, grantee: IGrantable, { statement, options }: Getting): Grant {
  const { bucket } = archive;
  const get = grantOnBucket(archive, grantee, { statement, options });
  const key = readingKeyOf(archive)?.key;
  if (key === undefined) return get;
  const decrypt = grantStatement(toDecryptStatement(key.keyArn, bucket), {
    grantee,
    resource: key,
    organizationId: onlyOrganization(archive.trails),
    ...reportOn('key', key.keyArn, options),
    ownStatement: toDecryptThroughS3Statement(`s3.${key.env.region}.${Aws.URL_SUFFIX}`),
  });
  return get.combine(decrypt);
}

/** Grants permission to list the selected files. */
export function grantList(archive: ReadableArchive, grantee: IGrantable, options: LogReadOptions): Grant {
  const statement = toListStatement(archive.bucket, toKeyPatterns(archive, options));
  return grantOnBucket(archive, grantee, { statement, options });
}

/** Grants permission to list the folders of accounts and Regions, which the patterns of a reader do not include. */
export function grantFolderList(archive: ReadableArchive, grantee: IGrantable): Grant {
  const statement = toArchiveListStatement(archive.bucket.bucketArn, toKeyRoot(archive.keyPrefix));
  return grantOnBucket(archive, grantee, { statement, options: {} });
}

/**
 * Grants permission to list the whole bucket. Without a condition on the prefix: S3 returns 404 for a missing object only to
 * callers that may list it.
 */
export function grantListing(
  archive: BucketOfTrails,
  grantee: IGrantable,
  actions: readonly string[],
): Grant {
  const statement = { Effect: 'Allow', Action: actions, Resource: archive.bucket.bucketArn } as const;
  return grantOnBucket(archive, grantee, { statement, options: {} });
}

type BucketOfTrails = Pick<ReadableArchive, 'bucket' | 'trails'>;

function grantOnBucket(
  { bucket, trails }: BucketOfTrails,
  grantee: IGrantable,
  { statement, options }: Getting,
): Grant {
  return grantStatement(statement, {
    ...{ grantee, resource: bucket, organizationId: onlyOrganization(trails) },
    ...reportOn('bucket', bucket.bucketArn, options),
  });
}

function reportOn(
  noun: keyof typeof REMEDIES,
  arn: string,
  { policyManagedElsewhere = false }: LogReadOptions,
) {
  if (policyManagedElsewhere) return {};
  return { reported: { noun, arn, remedy: REMEDIES[noun] } };
}
