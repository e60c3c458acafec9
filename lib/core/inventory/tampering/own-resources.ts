import type { CallKind } from '../calls/calls';

/** The resources of trailwatch as records name them, and who may change them. */
export interface OwnResources {
  /** The accounts that hold them; empty where they are not known at synth, and then records of every account are meant. */
  readonly accounts: readonly string[];
  /** Names, in which `*` stands for any text; by kind. Keys have none. */
  readonly names: Readonly<Partial<Record<CallKind, readonly string[]>>>;
  /** Names of what StackSets put into any account of the organization. */
  readonly memberNames: Readonly<Partial<Record<CallKind, readonly string[]>>>;
  /**
   * ARNs of the roles that CloudFormation deploys with, in which `*` stands for any text. Their calls are deployments if
   * CloudFormation makes them.
   */
  readonly executionRoles: readonly string[];
  /** ARNs of the roles that ask CloudFormation for deployments. */
  readonly deploymentRoles: readonly string[];
  /** ARNs of the roles of our functions, which receive and claim. */
  readonly functionRoles: readonly string[];
  /** ARNs of the roles of operators, who redrive and mute. */
  readonly operatorRoles: readonly string[];
}
