import type { IResource } from 'aws-cdk-lib';
import type { IEventDataStoreRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

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
