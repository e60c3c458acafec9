import { type OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import type { ClaimStore } from '../table/claim-store';
import { putHeartbeat, readHeartbeats } from '../table/heartbeat-item';

/** The sign of life of each account of the organization, all in one partition. */
const MEMBERS = 'organization';

/** The accounts of the organization. AWS answers its management account and delegated administrators. */
export async function listAccounts(client: OrganizationsClient): Promise<readonly string[]> {
  const ids: string[] = [];
  // a token that leads to itself would lead in a circle
  for await (const { Accounts = [] } of paginateListAccounts({ client, stopOnSameToken: true }, {})) {
    ids.push(...Accounts.flatMap(({ Id }) => Id ?? []));
  }
  return ids;
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
