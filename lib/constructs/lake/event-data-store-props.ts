import type { IResource, RemovalPolicy } from 'aws-cdk-lib';
import type { IEventDataStoreRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LakeEvents } from './lake-events';
import type { LakeFederation } from './lake-federation';
import type { LakeRetention } from './lake-retention';

/** An event data store of CloudTrail Lake. */
export interface IEventDataStore extends IResource, IEventDataStoreRef {
  /** The store's ARN. */
  readonly eventDataStoreArn: string;

  /** The last part of the ARN, which queries have after `FROM`. */
  readonly eventDataStoreId: string;

  /** The key that the store is encrypted with; undefined if it has none, or none that is known. */
  readonly encryptionKey?: IKey;

  /**
   * Grants permission to query the store: to start, follow and cancel queries, to read their results, and to use the store's
   * key. A principal of another account is admitted by the store's policy as well.
   */
  grantQuery(grantee: IGrantable): Grant;

  /**
   * Adds a statement to the store's policy, which takes actions of queries only. The policy of an imported store cannot be changed
   * from here: the result says so.
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;
}

/**
 * What CloudTrail adds to each event of a store. Events with additions may have up to 1 MB.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-context-events.html
 */
export interface LakeEnrichment {
  /**
   * Keys of tags of resources and principals, at most 50, each of 1 to 128 characters.
   *
   * @default - no tags
   */
  readonly tagKeys?: string[];

  /**
   * Keys of IAM's global conditions, such as `aws:SourceVpc`, at most 50, each of 1 to 128 characters.
   *
   * @default - no conditions
   */
  readonly conditionKeys?: string[];
}

/** Properties of `EventDataStore`. */
export interface EventDataStoreProps {
  /**
   * The store's name.
   *
   * @default - a name derived from the construct's path
   */
  readonly eventDataStoreName?: string;

  /**
   * What the store collects.
   *
   * @default LakeEvents.cloudTrail()
   */
  readonly events?: LakeEvents;

  /**
   * How long events are kept, and how that is paid.
   *
   * @default LakeRetention.extendable()
   */
  readonly retention?: LakeRetention;

  /**
   * Whether events of every Region are collected.
   *
   * @default true
   */
  readonly multiRegion?: boolean;

  /**
   * The management account of the organization whose accounts' events are collected. The stack is one of that account, or of a
   * delegated administrator for CloudTrail; the store belongs to the management account either way.
   *
   * @default - events of the stack's own account
   */
  readonly organizationManagementAccount?: string;

  /**
   * The key that events are encrypted with. It cannot be changed or removed later. A key of this app gets the statement added that
   * CloudTrail needs; an imported one cannot, and synth then fails with the statement to add, unless
   * `keyPolicyManagedElsewhere` is set.
   *
   * @default - a key of CloudTrail
   */
  readonly encryptionKey?: IKey;

  /**
   * Says that the key's policy already holds what CloudTrail needs.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;

  /**
   * The store that takes the Insights events: one of `LakeEvents.insights()`, in the same account and Region.
   *
   * @default - none; needed where the events have Insights
   */
  readonly insightsDestination?: IEventDataStore;

  /**
   * A table for Amazon Athena.
   *
   * @default - none; the store is queried by CloudTrail Lake alone
   */
  readonly federation?: LakeFederation;

  /**
   * What is added to events, of a store of CloudTrail's events.
   *
   * @default - nothing
   */
  readonly enrichment?: LakeEnrichment;

  /**
   * Whether the store takes events. One that does not can still be queried, and events can be imported.
   *
   * @default true
   */
  readonly ingestion?: boolean;

  /**
   * Whether the store refuses to be deleted.
   *
   * @default true
   */
  readonly terminationProtection?: boolean;

  /**
   * What happens to the store when it is removed from the stack. `DESTROY` is for environments that live for a test; CloudTrail can
   * restore a store for seven days.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
