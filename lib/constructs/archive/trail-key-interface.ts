import type { IResource } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';

/** A KMS key that certain trails encrypt their files with. */
export interface ITrailKey extends IResource, IKeyRef {
  /** The key itself. */
  readonly key: IKey;

  /** The trails that the key's policy trusts. */
  readonly trails: TrailIdentity[];

  /**
   * How a resource of `consumer`'s stack names the key: by its ARN in the key's own account and Region, by its
   * alias's ARN elsewhere, because only the alias is known before the key is there.
   */
  keyIdFor(consumer: IConstruct): string;

  /**
   * Grants permission to decrypt whatever CloudTrail encrypted with this key: a role, an account, or an organization
   * (`OrganizationPrincipal`), on the terms of `LogArchive.grantRead`. Prefer that one, which is bound to the archive's
   * bucket and lets read as well.
   */
  grantDecrypt(grantee: IGrantable): Grant;

  /** Lets the trails announce deliveries on SNS topics that are encrypted with this key. */
  trustDeliveryTopics(): void;

  /**
   * Lets CloudWatch Logs encrypt one log group with this key, and no other: a group of the key's own account and
   * Region, by its name, because a reference to the group would be circular.
   */
  trustLogGroup(logGroupName: string): void;
}
