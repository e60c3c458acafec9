import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkRegionHere } from '../identity/check-region';
import { checkName, checkOnce } from '../preflight/check-name';
import { partitionOfRegion } from '../preflight/check-partition';
import { warnOf } from '../preflight/report-finding';

const MAX_EXPRESSION = 2000;

/**
 * The accounts whose log groups a centralization rule copies.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs_Centralization.html
 */
export class UnifiedScope {
  /**
   * Every account of an organization.
   *
   * @param organizationId `o-` and 10 to 32 letters or digits
   */
  public static organization(organizationId: string): UnifiedScope {
    checkName('organizationId', 'organization id', organizationId);
    return new UnifiedScope('OrganizationId', [organizationId]);
  }

  /**
   * Every account of organizational units.
   *
   * @param organizationalUnitIds such as `ou-ab12-11111111`
   */
  public static organizationalUnits(...organizationalUnitIds: string[]): UnifiedScope {
    for (const id of organizationalUnitIds) checkName('organizationalUnitIds', 'organizational unit id', id);
    return new UnifiedScope('OrganizationUnitId', organizationalUnitIds);
  }

  /**
   * Certain accounts.
   *
   * @param accounts of 12 digits
   */
  public static accounts(...accounts: string[]): UnifiedScope {
    for (const account of accounts) checkName('accounts', 'account id', account);
    return new UnifiedScope('AccountId', accounts);
  }

  /** The format of CloudWatch. @internal */
  public readonly _expression: string;

  private constructor(key: string, values: readonly string[]) {
    if (values.length === 0) throw new Error(`a scope without ${key} has no account; name at least one`);
    this._expression = values.map((value) => `${key} = '${value}'`).join(' OR ');
    const { length } = this._expression;
    if (length <= MAX_EXPRESSION || Token.isUnresolved(this._expression)) return;
    throw new Error(
      `a scope of ${values.length} ${key} has ${length} characters, but CloudWatch allows at most ${MAX_EXPRESSION}; use organizational units, or several rules`,
    );
  }
}

/** Partitions in which CloudFormation does not support CloudWatch's rules. */
const PARTITIONS_WITHOUT = ['aws-cn', 'aws-us-gov'];

/** Warns of a stack that CloudFormation cannot create. */
export function warnOfPartition(scope: Construct): void {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  if (partition === undefined || !PARTITIONS_WITHOUT.includes(partition)) return;
  warnOf(scope, 'unifiedPartition', `the stack is deployed to '${region}'`);
}

/** Throws on a list of Regions that is empty, or contains an invalid or duplicate Region. */
export function checkRegionList(scope: Construct, property: string, regions: readonly string[]): void {
  if (Token.isUnresolved(regions)) return;
  if (regions.length === 0) throw new Error(`${property} is empty; name at least one Region`);
  for (const region of regions) checkRegionHere(scope, property, region);
  checkOnce(property, regions);
}
