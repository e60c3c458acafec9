import type { IResource, RemovalPolicy } from 'aws-cdk-lib';
import type { IEventDataStoreRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LakeEvents } from './lake-events';
import type { LakeFederation } from './lake-federation';
import type { LakeRetention } from './lake-retention';

/** Represents an event data store of CloudTrail Lake. */
export interface IEventDataStore extends IResource, IEventDataStoreRef {
  /** The store's ARN. */
  readonly eventDataStoreArn: string;

  /** The last part of the ARN, which queries use after `FROM`. */
  readonly eventDataStoreId: string;

  /** The key that the store is encrypted with; undefined if it has none, or if the key is not known. */
  readonly encryptionKey?: IKey;

  /**
   * Grants permission to query the store: to start, follow and cancel queries, read their results, and use the store's key. For
   * a principal in another account, the permission is also added to the store's policy.
   */
  grantQuery(grantee: IGrantable): Grant;

  /**
   * Adds a statement to the store's resource policy, which allows query actions only. The policy of an imported store cannot be
   * changed: the result says so.
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;
}

/**
 * The context that CloudTrail adds to each event of a store. Events with context may be up to 1 MB.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-context-events.html
 */
export interface LakeEnrichment {
  /**
   * The tag keys of resources and principals, at most 50, each of 1 to 128 characters.
   *
   * @default - no tags
   */
  readonly tagKeys?: string[];

  /**
   * IAM global condition keys, such as `aws:SourceVpc`, at most 50, each of 1 to 128 characters.
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
   * The retention of events, and its pricing option.
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
   * The management account of the organization whose accounts' events are collected. The stack must be in that account, or in a
   * delegated administrator account for CloudTrail; the store belongs to the management account in both cases.
   *
   * @default - events of the stack's own account
   */
  readonly organizationManagementAccount?: string;

  /**
   * The key that events are encrypted with. It cannot be changed or removed later. The statement that CloudTrail needs is added
   * to the policy of a key of this app. The policy of an imported key cannot be changed: synthesis fails with the statement to
   * add, unless `keyPolicyManagedElsewhere` is set.
   *
   * @default - a key of CloudTrail
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the key policy already contains the statement that CloudTrail needs.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;

  /**
   * The store that receives the Insights events: one of `LakeEvents.insights()`, in the same account and Region.
   *
   * @default - none; needed where the events have Insights
   */
  readonly insightsDestination?: IEventDataStore;

  /**
   * Federation, which creates a table for Amazon Athena.
   *
   * @default - none; the store is queried by CloudTrail Lake alone
   */
  readonly federation?: LakeFederation;

  /**
   * Context that is added to events. Only for stores of CloudTrail events.
   *
   * @default - nothing
   */
  readonly enrichment?: LakeEnrichment;

  /**
   * Whether the store ingests events. If not, it can still be queried, and events can be imported.
   *
   * @default true
   */
  readonly ingestion?: boolean;

  /**
   * Whether termination protection is enabled.
   *
   * @default true
   */
  readonly terminationProtection?: boolean;

  /**
   * The removal policy of the store. `DESTROY` is for short-lived test environments; CloudTrail can restore a store for seven
   * days.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
