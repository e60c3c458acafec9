import { type CfnStackSet, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { checkRegion } from '../identity/check-region';
import { checkBounds } from '../preflight/check-bounds';
import { checkName, checkOnce } from '../preflight/check-name';
import { checkListIsKnown } from '../preflight/preflight-check';

/** Options for how a StackSet creates, changes and deletes its stacks: all at once, unless a property limits it. */
export interface StackSetOperationPreferences {
  /**
   * Whether Regions are processed in parallel instead of sequentially.
   *
   * @default true
   */
  readonly parallelRegions?: boolean;

  /**
   * The order of the Regions.
   *
   * @default - any
   */
  readonly regionOrder?: string[];

  /**
   * The maximum percentage of accounts per Region in which stacks are processed concurrently, 1 to 100.
   *
   * @default 100
   */
  readonly maxConcurrentPercentage?: number;

  /**
   * The percentage of accounts per Region in which an operation may fail before it is stopped, 0 to 100.
   *
   * @default 100 - an account that fails does not keep the others from their stacks
   */
  readonly failureTolerancePercentage?: number;
}

/**
 * The accounts of a StackSet with self-managed permissions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export interface SelfManagedStackSet {
  /** The accounts, 12 digits each; the management account may be one of them. */
  readonly accounts: string[];

  /**
   * The role in the StackSet's account that assumes the execution roles.
   *
   * @default - AWSCloudFormationStackSetAdministrationRole
   */
  readonly administrationRole?: IRole;

  /**
   * The name of the role in each account that creates the stack.
   *
   * @default 'AWSCloudFormationStackSetExecutionRole'
   */
  readonly executionRoleName?: string;
}

/** The deployment targets of a StackSet, and its permission model. */
export interface StackSetTargets {
  readonly regions: string[];
  readonly organizationalUnitIds?: string[];
  readonly excludedAccounts?: string[];
  readonly retainStacksOnAccountRemoval?: boolean;
  readonly delegatedAdministrator?: boolean;
  readonly includeManagementAccount?: boolean;
  readonly selfManaged?: SelfManagedStackSet;
}

/** Throws on targets that CloudFormation rejects, or that are empty. */
export function checkTargets(targets: StackSetTargets): void {
  const { regions, organizationalUnitIds = [], excludedAccounts = [], selfManaged } = targets;
  if (regions.length === 0) throw new Error('regions is empty, so the StackSet would have no stacks');
  for (const region of regions) checkRegion('regions', region);
  checkOnce('regions', regions);
  if (selfManaged !== undefined) {
    checkSelfManaged(selfManaged, targets);
    return;
  }
  if (organizationalUnitIds.length === 0) {
    throw new Error('organizationalUnitIds is empty; for the whole organization, name the root (r-…)');
  }
  if (targets.delegatedAdministrator === true && targets.includeManagementAccount === true) {
    throw new Error(
      "includeManagementAccount is set, and delegatedAdministrator: the stack is not in the management account; give each of that account's " +
        'Regions a RealtimeAlertsRegion',
    );
  }
  for (const id of organizationalUnitIds) checkUnit(id);
  checkOnce('organizationalUnitIds', organizationalUnitIds);
  checkOnce('excludedAccounts', excludedAccounts);
  for (const account of excludedAccounts) checkName('excludedAccounts', 'account id', account);
}

function checkSelfManaged(selfManaged: SelfManagedStackSet, targets: StackSetTargets): void {
  const { accounts, executionRoleName } = selfManaged;
  if (accounts.length === 0)
    throw new Error('selfManaged.accounts is empty, so the StackSet would have no stacks');
  for (const account of accounts) checkName('selfManaged.accounts', 'account id', account);
  checkOnce('selfManaged.accounts', accounts);
  checkName('selfManaged.executionRoleName', 'role name', executionRoleName);
  const serviceManaged = [
    'organizationalUnitIds',
    'excludedAccounts',
    'retainStacksOnAccountRemoval',
    'delegatedAdministrator',
    'includeManagementAccount',
  ] as const;
  const both = serviceManaged.find((property) => targets[property] !== undefined);
  if (both === undefined) return;
  throw new Error(
    `${both} is set together with selfManaged, but applies only to service-managed permissions`,
  );
}

function checkUnit(id: string): void {
  checkListIsKnown('organizationalUnitIds', id);
  if (Token.isUnresolved(id) || /^(ou|r)-[a-z0-9-]{4,}$/.test(id)) return;
  throw new Error(`organizationalUnitIds has '${id}', which is neither a root (r-…) nor a unit (ou-…)`);
}

/** Throws on preferences that CloudFormation rejects. */
export function checkPreferences(
  preferences: StackSetOperationPreferences,
  regions: readonly string[],
): void {
  const { maxConcurrentPercentage, failureTolerancePercentage, regionOrder = [] } = preferences;
  const of = (name: string) => `operationPreferences.${name}`;
  checkBounds([
    { property: of('maxConcurrentPercentage'), value: maxConcurrentPercentage, least: 1, most: 100 },
    { property: of('failureTolerancePercentage'), value: failureTolerancePercentage, least: 0, most: 100 },
  ]);
  const other = regionOrder.find((region) => !regions.includes(region));
  if (other === undefined || Token.isUnresolved(other) || regions.some(Token.isUnresolved)) return;
  throw new Error(
    `${of('regionOrder')} holds '${other}', which is not one of regions: ${regions.join(', ')}`,
  );
}

/** The properties of a StackSet that are derived from its targets. */
export function targetProperties(targets: StackSetTargets) {
  const { regions, selfManaged } = targets;
  if (selfManaged !== undefined) {
    return {
      permissionModel: 'SELF_MANAGED',
      administrationRoleArn: selfManaged.administrationRole?.roleArn,
      executionRoleName: selfManaged.executionRoleName,
      stackInstancesGroup: [{ deploymentTargets: { accounts: selfManaged.accounts }, regions }],
    };
  }
  return {
    permissionModel: 'SERVICE_MANAGED',
    callAs: targets.delegatedAdministrator === true ? 'DELEGATED_ADMIN' : 'SELF',
    autoDeployment: {
      enabled: true,
      retainStacksOnAccountRemoval: targets.retainStacksOnAccountRemoval ?? false,
    },
    stackInstancesGroup: [{ deploymentTargets: organizationTargets(targets), regions }],
  };
}

function organizationTargets(targets: StackSetTargets): CfnStackSet.DeploymentTargetsProperty {
  const { organizationalUnitIds, excludedAccounts = [] } = targets;
  if (excludedAccounts.length === 0) return { organizationalUnitIds };
  return { organizationalUnitIds, accounts: excludedAccounts, accountFilterType: 'DIFFERENCE' };
}

/** The operation preferences for CloudFormation. */
export function preferenceProperty(
  preferences: StackSetOperationPreferences,
): CfnStackSet.OperationPreferencesProperty {
  return {
    regionConcurrencyType: preferences.parallelRegions === false ? 'SEQUENTIAL' : 'PARALLEL',
    regionOrder: preferences.regionOrder,
    failureTolerancePercentage: preferences.failureTolerancePercentage ?? 100,
    maxConcurrentPercentage: preferences.maxConcurrentPercentage ?? 100,
  };
}
