import type { Stack } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';

/** Properties of `TamperDetection`. */
export interface TamperDetectionProps {
  /**
   * The stacks whose resources are monitored, including resources that are added later.
   *
   * @default - the stack of the construct
   */
  readonly stacks?: Stack[];

  /**
   * The trails that are monitored.
   *
   * @default - none; the built-in rules look at every trail
   */
  readonly trails?: TrailIdentity[];

  /**
   * The roles that deploy the stacks, as ARNs in which `*` matches any text: the roles that call CloudFormation, and the roles
   * that CloudFormation assumes. Their changes raise no alert: changes of stacks if they make them directly, and all others
   * only if CloudFormation makes them.
   *
   * @default - the roles of the CDK's bootstrap stack that the stacks are deployed with
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of operators, as ARNs in which `*` matches any text. They may redrive dead letters, mute alarms and rotate the
   * secrets of sinks, as with `AuditGuardrails`.
   *
   * @default - none
   */
  readonly operatorRoleArns?: string[];

  /**
   * Explicit names of resources that are created after this construct, in which `*` matches any text. Names that CloudFormation
   * generates, and names of existing resources, are known.
   *
   * @default - none
   */
  readonly resourceNames?: string[];

  /**
   * Names of StackSets whose stacks forward events of member accounts. `*` matches any text.
   *
   * @default - none
   */
  readonly stackSetNames?: string[];
}
