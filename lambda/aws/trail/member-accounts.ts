import { type OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import type { ClaimStore } from '../table/claim-store';
import { putHeartbeat, readHeartbeats } from '../table/heartbeat-item';

/** The sign of life of each account of the organization, all in one partition. */
const MEMBERS = 'organization';

/** An account of the organization. */
export interface MemberAccount {
  readonly id: string;
  readonly name: string;
  /** Whether it can be signed in to: it is neither suspended, nor closed, nor on its way into either. */
  readonly isActive: boolean;
}

/**
 * The accounts of the organization. AWS answers its management account and delegated administrators.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export async function listAccounts(client: OrganizationsClient): Promise<readonly MemberAccount[]> {
  const accounts: MemberAccount[] = [];
  // a token that leads to itself would lead in a circle
  for await (const { Accounts = [] } of paginateListAccounts({ client, stopOnSameToken: true }, {})) {
    for (const { Id, Name = '', State, Status } of Accounts) {
      if (Id !== undefined) accounts.push({ id: Id, name: Name, isActive: (State ?? Status) === 'ACTIVE' });
    }
  }
  return accounts;
}

/** Writes that an account is of the organization. */
export function putMember(
  store: ClaimStore,
  { accountId, expiresAtSeconds }: { readonly accountId: string; readonly expiresAtSeconds: number },
): Promise<void> {
  return putHeartbeat(store, { hour: MEMBERS, place: accountId, expiresAtSeconds });
}

/** The accounts of the organization, as they were last written. */
export function readMembers(store: ClaimStore): Promise<readonly string[]> {
  return readHeartbeats(store, MEMBERS);
}
