import type { Stack } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';

/** Properties of `TamperDetection`. */
export interface TamperDetectionProps {
  /**
   * The stacks whose resources are watched, with everything in them, also what is added later.
   *
   * @default - the stack of the construct
   */
  readonly stacks?: Stack[];

  /**
   * The trails that are watched.
   *
   * @default - none; the built-in rules look at every trail
   */
  readonly trails?: TrailIdentity[];

  /**
   * The roles that deploy the stacks, as ARNs in which `*` stands for any text: those that ask CloudFormation for it, and those that
   * CloudFormation assumes. Their changes raise no alert: those of stacks that they ask for themselves, all others only if
   * CloudFormation makes them.
   *
   * @default - the roles of the CDK's bootstrap stack that the stacks are deployed with
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of operators, as ARNs in which `*` stands for any text: they may redrive dead letters, mute alarms
   * and rotate the secrets of sinks, as with
   * `AuditGuardrails`.
   *
   * @default - none
   */
  readonly operatorRoleArns?: string[];

  /**
   * Names of resources that have names of their own and are created after this construct, in which `*` stands for any text. Names
   * that CloudFormation generates are known, and those of resources that are there already.
   *
   * @default - none
   */
  readonly resourceNames?: string[];

  /**
   * Names of StackSets, in which `*` stands for any text, whose stacks forward events of member accounts.
   *
   * @default - none
   */
  readonly stackSetNames?: string[];
}
