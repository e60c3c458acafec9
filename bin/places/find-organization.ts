import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { listAccounts } from '../../lambda/aws/trail/member-accounts';
import { requestOptions } from '../aws/s3-client';
import { renderReason, UserError } from '../cli/user-error';

/** The role that Organizations makes in each account that it creates. */
const DEFAULT_ROLE_NAME = 'OrganizationAccountAccessRole';

/** An account as the organization lists it. */
export interface AskedAccount {
  readonly id: string;
  readonly name: string;
  /** The ids of the organizational units that it is in; undefined where AWS does not say. */
  readonly unitIds?: readonly string[] | undefined;
}

/** The active accounts of an organization, and who asks. */
export interface Organization {
  readonly accounts: readonly AskedAccount[];
  /** The account of the credentials, which needs no role. */
  readonly callerId: string;
  /** Such as `aws`. */
  readonly partition: string;
}

/** The role that is assumed in an account of an organization. */
export function roleArnIn(
  { partition }: Organization,
  accountId: string,
  roleName = DEFAULT_ROLE_NAME,
): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}

/**
 * The organization of the account of the credentials.
 *
 * @throws {@link UserError} if Organizations does not list its accounts: it answers the management account and delegated administrators
 */
export async function findOrganization(): Promise<Organization> {
  const sts = new STSClient({ requestHandler: requestOptions() });
  const organizations = new OrganizationsClient({ requestHandler: requestOptions() });
  try {
    const [{ Account: callerId = '', Arn = '' }, accounts] = await Promise.all([
      sts.send(new GetCallerIdentityCommand({})),
      listAccounts(organizations),
    ]);
    const active = accounts.filter(({ isActive }) => isActive);
    return {
      accounts: active
        .map(({ id, name, unitIds }) => ({ id, name, unitIds }))
        .sort((one, other) => (one.id < other.id ? -1 : 1)),
      callerId,
      partition: Arn.split(':')[1] ?? 'aws',
    };
  } catch (error) {
    if (renderReason(error) === 'Region is missing') throw new UserError('no Region is set; set AWS_REGION');
    throw new UserError(
      `the accounts of the organization are not known: ${renderReason(error)}; run in its management account, or in a delegated ` +
        'administrator of an AWS service, with organizations:ListAccounts',
    );
  } finally {
    sts.destroy();
    organizations.destroy();
  }
}

const UNIT = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

/**
 * The active accounts of organizational units and of all units below them, by their ids.
 *
 * @param units their ids
 * @throws {@link UserError} if a text is no such id, or it is not known which accounts are in a unit
 */
export async function accountsOfUnits(units: readonly string[]): Promise<readonly string[]> {
  const wrong = units.find((unit) => !UNIT.test(unit));
  if (wrong !== undefined)
    throw new UserError(`--ou '${wrong}' is not the id of an organizational unit, such as ou-ab12-1a2b3c4d`);
  const { accounts } = await findOrganization();
  if (accounts.every(({ unitIds }) => unitIds === undefined))
    throw new UserError(
      'Organizations does not say which units the accounts are in; name them with --account',
    );
  return accounts.filter(({ unitIds = [] }) => unitIds.some((id) => units.includes(id))).map(({ id }) => id);
}
