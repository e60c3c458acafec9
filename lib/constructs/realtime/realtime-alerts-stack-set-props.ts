import type { RuleSet } from '../rule/rule-set';
import type { SelfManagedStackSet, StackSetOperationPreferences } from './stack-set-deployment';

/** Properties of `RealtimeAlertsStackSet`. */
export interface RealtimeAlertsStackSetProps {
  /** The home bus that receives the events: `RealtimeAlerts.busArn`. */
  readonly busArn: string;

  /** The Regions. They must include us-east-1, the only Region with the events of global services. */
  readonly regions: string[];

  /**
   * The organizational units or the root to deploy to: `ou-…`, `r-…`. Accounts that join later are included.
   *
   * @default - none; required unless selfManaged is set
   */
  readonly organizationalUnitIds?: string[];

  /**
   * Accounts of these units to exclude, 12 digits each.
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
   * The rules: `RealtimeAlerts.rules`.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * Whether the stack's account is a delegated administrator for StackSets instead of the management account.
   *
   * @default false
   */
  readonly delegatedAdministrator?: boolean;

  /**
   * Whether the management account also sends its own events from these Regions. StackSets exclude it, so its part for the
   * stack's Region is created in the stack, and each other one in its own stack, named after this stack and the Region. Regions
   * in which the management account already has a `RealtimeAlertsRegion` are skipped.
   *
   * @default true; false where the stack's account is a delegated administrator, with selfManaged, and where only the deployment knows the
   * bus or the stack's Region
   */
  readonly includeManagementAccount?: boolean;

  /**
   * The name of a managed policy that is the permissions boundary of the role in each stack. Each account must have a policy
   * with this name; a policy of this app cannot be referenced.
   *
   * @default - the permissions boundary of the app's context, if there is one
   */
  readonly permissionsBoundaryName?: string;

  /**
   * Tags of the StackSet, which CloudFormation also applies to its stacks and their resources. Tags of the app, a stage or the
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
