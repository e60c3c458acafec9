import { TRAIL_ROLE } from '../../lib/core/policy/organization/organization-statements';
import { MAX_DELEGATED_ADMINISTRATORS } from '../../lib/core/settings/organization-administration';
import { Refusal, type Work } from './work';

/** Which accounts are to be delegated administrators, and which no longer. */
export interface Delegation {
  readonly wanted: readonly string[];
  /** Accounts of an earlier list. All others stay as they are. */
  readonly removed: readonly string[];
}

/**
 * Registers the accounts of the list, and then deregisters those that left it; before that only as many as have to make place.
 * Gives the accounts of the list that were registered already.
 */
export async function delegate(
  { wanted, removed }: Delegation,
  { services, step, changed }: Work,
): Promise<readonly string[]> {
  if (wanted.length === 0 && removed.length === 0) return [];
  const registered = await step('list the delegated administrators of CloudTrail', () =>
    services.administratorsOf(TRAIL_ROLE.service),
  );
  const missing = wanted.filter((account) => !registered.includes(account));
  const leaving = removed.filter((account) => registered.includes(account));
  const tooMany = registered.length + missing.length - MAX_DELEGATED_ADMINISTRATORS;
  if (missing.length > 0 && tooMany > leaving.length) throw new Refusal(fullSentence(registered, missing));
  const deregister = async (account: string): Promise<void> => {
    await step(`deregister the account ${account}`, () => services.deregister(account));
    changed(`account ${account} deregistered`);
  };
  const makingPlace = leaving.slice(0, missing.length > 0 ? Math.max(0, tooMany) : 0);
  for (const account of makingPlace) await deregister(account);
  for (const account of missing) {
    await step(`register the account ${account}`, () => services.register(account));
    changed(`account ${account} registered`);
  }
  for (const account of leaving.slice(makingPlace.length)) await deregister(account);
  return wanted.filter((account) => registered.includes(account));
}

function fullSentence(registered: readonly string[], missing: readonly string[]): string {
  return (
    `CloudTrail has at most ${MAX_DELEGATED_ADMINISTRATORS} delegated administrators, and there is no place for ${missing.join(', ')}: ` +
    `${registered.join(', ')} are registered; deregister one of them (aws cloudtrail deregister-organization-delegated-admin ` +
    '--delegated-admin-account-id …), or set deregisterRemovedAccounts where it left the list'
  );
}
