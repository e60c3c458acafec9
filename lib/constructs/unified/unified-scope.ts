import { Token } from 'aws-cdk-lib';
import { checkName } from '../preflight/check-name';

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

  /** As CloudWatch reads it. @internal */
  public readonly _expression: string;

  private constructor(key: string, values: readonly string[]) {
    if (values.length === 0) throw new Error(`a scope of no ${key} has no account; name one`);
    this._expression = values.map((value) => `${key} = '${value}'`).join(' OR ');
    const { length } = this._expression;
    if (length <= MAX_EXPRESSION || Token.isUnresolved(this._expression)) return;
    throw new Error(
      `a scope of ${values.length} ${key} has ${length} characters, and CloudWatch takes ${MAX_EXPRESSION}; use organizational units, or several rules`,
    );
  }
}
