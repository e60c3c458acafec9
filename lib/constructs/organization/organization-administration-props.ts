import type { RemovalPolicy } from 'aws-cdk-lib';
import type { FunctionRuntimeOptions } from '../worker/function-options';

/** What an organization is to have for CloudTrail, besides trusted access and CloudTrail's role. */
export interface OrganizationAdministrationOptions {
  /**
   * The accounts that administer CloudTrail for the organization besides the management account, at most three, 12 digits each.
   * An account that is a delegated administrator already stays it.
   *
   * @default - none
   */
  readonly delegatedAdministrators?: string[];

  /**
   * Whether an account that leaves `delegatedAdministrators`, or whose construct is removed from the stack, is deregistered. Its
   * trails and event data stores stay, and belong to the management account. Accounts that were delegated administrators before
   * the construct was created are never deregistered. Before the construct gets another id or stack, set this to `false` and deploy:
   * CloudFormation would create the new one, and then deregister the accounts of the old one.
   *
   * @default false - accounts stay registered until they are deregistered by other means
   */
  readonly deregisterRemovedAccounts?: boolean;

  /**
   * Whether StackSets get trusted access, too, which service-managed ones such as `RealtimeAlertsStackSet` need.
   *
   * @default false
   */
  readonly stackSets?: boolean;

  /**
   * Whether the role `AWSServiceRoleForCloudTrailEventContext` is created, with which CloudTrail adds tags of resources to events.
   *
   * @default false
   */
  readonly eventContext?: boolean;
}

/** Properties of `OrganizationAdministration`. */
export interface OrganizationAdministrationProps
  extends FunctionRuntimeOptions,
    OrganizationAdministrationOptions {
  /**
   * What happens to the log of the function when it is removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
