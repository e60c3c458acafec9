import type { RuleSet } from '../rule/rule-set';
import type { SelfManagedStackSet, StackSetOperationPreferences } from './stack-set-deployment';

/** Properties of `RealtimeAlertsStackSet`. */
export interface RealtimeAlertsStackSetProps {
  /** Where the events go: `RealtimeAlerts.busArn`. */
  readonly busArn: string;

  /** The Regions, us-east-1 among them: events of global services come there only. */
  readonly regions: string[];

  /**
   * The organizational units or the root whose accounts are meant: `ou-…`, `r-…`. Accounts that join later, too.
   *
   * @default - none; required unless selfManaged is set
   */
  readonly organizationalUnitIds?: string[];

  /**
   * Accounts of these units that get no stack, 12 digits each.
   *
   * @default - none
   */
  readonly excludedAccounts?: string[];

  /**
   * Whether an account that leaves the organization or unit keeps its stack.
   *
   * @default false
   */
  readonly retainStacksOnAccountRemoval?: boolean;

  /**
   * The accounts and roles of self-managed permissions, instead of organizational units.
   *
   * @default - service-managed permissions
   */
  readonly selfManaged?: SelfManagedStackSet;

  /**
   * What to look for: `RealtimeAlerts.rules`.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * Whether the stack's account is a delegated administrator of StackSets, and not the management account.
   *
   * @default false
   */
  readonly delegatedAdministrator?: boolean;

  /**
   * Whether the management account sends its own events from these Regions, too. StackSets leave it out, so its part of the stack's
   * Region is created in the stack, and each other one in a stack of its own, named after this one and the Region. Regions
   * that have a `RealtimeAlertsRegion` of the management account already are left as they are.
   *
   * @default true; false where the stack's account is a delegated administrator, with selfManaged, and where only the deployment knows the
   * bus or the stack's Region
   */
  readonly includeManagementAccount?: boolean;

  /**
   * The name of a managed policy that is the permissions boundary of the role in each stack. Each account must have a policy of
   * this name: a policy of this app cannot be referred to.
   *
   * @default - the permissions boundary of the app's context, if there is one
   */
  readonly permissionsBoundaryName?: string;

  /**
   * Tags of the StackSet, which CloudFormation also gives to its stacks and their resources. Tags of the app, a stage or the
   * stack apply, too.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * The name of the StackSet. CloudFormation replaces a StackSet whose name changes.
   *
   * @default - a unique name
   */
  readonly stackSetName?: string;

  /**
   * How stacks are created, changed and deleted.
   *
   * @default - in all Regions and accounts at once, whether or not one of them fails
   */
  readonly operationPreferences?: StackSetOperationPreferences;

  /**
   * Whether operations that do not conflict are performed concurrently, and the others queued.
   *
   * @default true
   */
  readonly managedExecution?: boolean;
}
