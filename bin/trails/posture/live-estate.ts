import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { GetKeyRotationStatusResponse, KeyMetadata } from '@aws-sdk/client-kms';
import type {
  GetBucketAclOutput,
  GetBucketEncryptionOutput,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLoggingOutput,
  GetBucketVersioningOutput,
  GetObjectLockConfigurationOutput,
  GetPublicAccessBlockOutput,
} from '@aws-sdk/client-s3';
import type { TrailStatus } from '../../../lib/core/delivery/trail-status';
import type { Selection } from '../../../lib/core/selector/selection';
import type { Known } from '../../places/ask-place';

/** Trails, and what they need, as AWS answers. Each is there once, however many accounts and Regions know it. */
export interface LiveEstate {
  readonly accounts: readonly LiveAccount[];
  readonly trails: readonly LiveTrail[];
  readonly buckets: readonly LiveBucket[];
  readonly keys: readonly LiveKey[];
  readonly logGroups: readonly LiveLogGroup[];
  readonly stores: readonly LiveStore[];
}

/** An account that was asked. */
export interface LiveAccount {
  readonly id: string;
  readonly regions: readonly string[];
  /** The ARNs of the trails that each Region knows; a trail of all Regions may be missing in one. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** The trails that log events of the account: its own and those of its organization. */
  readonly trails: readonly LiveTrail[];
  /** Regions whose trails are not known, with the reason. */
  readonly unreadRegions: readonly UnreadRegion[];
  /** Regions whose event data stores are not known, with the reason. */
  readonly unreadStores: readonly UnreadRegion[];
}

/** A Region that did not answer. */
export interface UnreadRegion {
  readonly region: string;
  readonly why: string;
}

/** What every resource has. */
export interface LiveResource {
  /** The ARN; of a bucket that is not there, what would be its ARN. */
  readonly arn: string;
  /** The account that owns it; empty if that is not known. */
  readonly account: string;
  /** Where it is; empty if that is not known. */
  readonly region: string;
}

/** A trail, in its home Region. */
export interface LiveTrail extends LiveResource {
  readonly name: string;
  /** As DescribeTrails gives it. */
  readonly described: Trail;
  readonly status: Known<TrailStatus>;
  /** Its status in the other Regions that were asked and know it: it may deliver in one and fail in another. */
  readonly elsewhere: readonly { readonly region: string; readonly status: Known<TrailStatus> }[];
  readonly selection: Known<Selection>;
  /** Whether it has any selector of Insights. */
  readonly hasInsights: Known<boolean>;
  readonly tags: Known<readonly Tag[]>;
}

/** A tag of any service. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A bucket that trails deliver to. */
export interface LiveBucket extends LiveResource {
  readonly name: string;
  /** How the keys of its trails' log files begin. */
  readonly keyRoots: readonly string[];
  /** False where S3 says that there is none. */
  readonly exists: Known<boolean>;
  /** Of a bucket that is there; absent of one that is not, or may not be asked. */
  readonly settings?: BucketSettings;
}

/** Each is undefined inside where the bucket has none. */
export interface BucketSettings {
  readonly policy: Known<string | undefined>;
  readonly isPolicyPublic: Known<boolean>;
  readonly acl: Known<GetBucketAclOutput>;
  readonly publicAccess: Known<GetPublicAccessBlockOutput | undefined>;
  readonly versioning: Known<GetBucketVersioningOutput>;
  readonly lock: Known<GetObjectLockConfigurationOutput | undefined>;
  readonly encryption: Known<GetBucketEncryptionOutput | undefined>;
  readonly lifecycle: Known<GetBucketLifecycleConfigurationOutput | undefined>;
  readonly logging: Known<GetBucketLoggingOutput>;
}

/** A KMS key that trails encrypt with. */
export interface LiveKey extends LiveResource {
  readonly metadata: Known<KeyMetadata>;
  readonly rotation: Known<GetKeyRotationStatusResponse>;
  readonly policy: Known<string>;
}

/** A log group that a trail delivers to. */
export interface LiveLogGroup extends LiveResource {
  readonly name: string;
  /** Undefined inside where there is none of this name. */
  readonly group: Known<LogGroup | undefined>;
}

/** An event data store. */
export interface LiveStore extends LiveResource {
  readonly store: Known<{ readonly kmsKeyArn?: string | undefined; readonly isProtected: boolean }>;
}
