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
        .map(({ id, name }) => ({ id, name }))
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
