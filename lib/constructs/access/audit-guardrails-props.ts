import type { Stack } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';

/** Options of guardrails: all but what they protect, which `Trailwatch` knows. */
export interface AuditGuardrailsOptions {
  /**
   * The roles that may still change protected resources, as ARNs in which `*` matches any text: the roles that deploy, and the
   * roles that assume those. With the CDK: the deployment, publishing and execution roles of the bootstrap stack, and the role
   * that the pipeline signs in to. Only these roles may assume and change these roles.
   *
   * Give the number of the account of each role. `*` for the account means the accounts of `stacks` and `trails` only, and for the
   * roles of the bootstrap stack also their Regions: roles of the same names in other accounts are neither exempt nor protected, so
   * that other teams can still deploy, and create and assume their own. A pipeline in another account needs the number of that
   * account. An empty list is an error if the policies are attached: no principal, including the next
   * deployment, could change the protected resources.
   */
  readonly exemptRoleArns: string[];

  /**
   * The roles of operators, as ARNs in which `*` matches any text; for the account it means those of `stacks` and `trails`. They
   * may redrive dead letters, mute alarms and rotate the secrets of sinks, as the runbooks describe, and change no other protected
   * resource.
   *
   * @default - only exempt roles may
   */
  readonly operatorRoleArns?: string[];

  /**
   * The organization that may use the archive and keys. If set, principals of another organization, or of none, have no access.
   *
   * @default - policies of bucket and key decide alone; in `Trailwatch`, the organization of the trail
   */
  readonly organizationId?: string;

  /**
   * The ARNs of buckets of trails that are in none of the stacks.
   *
   * @default - none
   */
  readonly bucketArns?: string[];

  /**
   * The ARNs of keys that are in none of the stacks.
   *
   * @default - none
   */
  readonly keyArns?: string[];

  /**
   * The roots, organizational units or accounts that the policies are attached to. If set, the stack of the guardrails must be
   * in the management account, or in a delegated administrator account for policies.
   *
   * @default - nothing is deployed; attach `documents()` yourself
   */
  readonly targetIds?: string[];

  /**
   * The quota of the organization for the characters of a service control policy: 10240, or 5120 where the larger quota of May 2026 is
   * not there yet. The guardrails use at most 98 % of it if they can.
   *
   * @default 10240
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  readonly serviceControlPolicyCharacters?: number;
}

/** Properties of `AuditGuardrails`. */
export interface AuditGuardrailsProps extends AuditGuardrailsOptions {
  /**
   * The stacks whose archive, keys, alert path and roles are protected, with every resource in them. Their accounts must be
   * known. Resources that are added to them later are also protected.
   */
  readonly stacks: Stack[];

  /** The trails that are protected. */
  readonly trails: TrailIdentity[];
}
