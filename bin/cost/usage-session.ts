import { UserError } from '../cli/user-error';
import { findOrganization, roleArnIn } from '../places/find-organization';
import { type Credentials, credentialsOf, ROLE_NAME_ALONE } from '../places/find-places';

/** Whose metrics are read, as the command line names them. */
export interface UsageOptions {
  readonly usage?: boolean;
  /** The metrics of each stack in its account of the organization; those of the own account alone if absent. */
  readonly organization?: boolean;
  readonly roleName?: string;
}

/** Gives the credentials for the metrics of an account; undefined: those of the command. */
export type UsageSession = (account: string | undefined) => Credentials | undefined;

/**
 * How accounts are asked for metrics.
 *
 * @throws {@link UserError} if options do not go together, or Organizations does not list its accounts
 */
export async function openUsageSession({
  usage = false,
  organization = false,
  roleName,
}: UsageOptions): Promise<UsageSession> {
  if (!organization) {
    if (roleName !== undefined) throw new UserError(ROLE_NAME_ALONE);
    return () => undefined;
  }
  if (!usage) throw new UserError('--organization is about whose metrics --usage reads; add --usage');
  const found = await findOrganization();
  return (account) => {
    if (account === undefined || account === found.callerId) return undefined;
    if (!found.accounts.some(({ id }) => id === account))
      throw new UserError(`account ${account}: it is no active account of the organization`);
    return credentialsOf(roleArnIn(found, account, roleName), 'trailwatch-cost');
  };
}
