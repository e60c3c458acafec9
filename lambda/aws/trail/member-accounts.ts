import {
  DescribeOrganizationalUnitCommand,
  ListAccountsCommand,
  ListTagsForResourceCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { AlertAccount, AlertUnit } from '../../../lib/core/alert/alert';
import { pagesOf } from '../answers';
import type { ClaimStore } from '../table/claim-store';
import { putHeartbeat, readPlaces } from '../table/heartbeat-item';

/** The record of each account of the organization, all in one partition. */
const MEMBERS = 'organization';

/** An account of the organization. */
export interface MemberAccount {
  readonly id: string;
  readonly name: string;
  /** Whether it can be signed in to: it is neither suspended, nor closed, nor on its way into either. */
  readonly isActive: boolean;
  /** When it joined the organization; undefined where AWS does not say. */
  readonly joinedMs: number | undefined;
  /** The ids of the organizational units that it is in, from the root down; undefined where AWS does not say. */
  readonly unitIds: readonly string[] | undefined;
}

/** An account of the organization, with what alerts say of it; undefined where only its id is known. */
export interface KnownMember {
  readonly id: string;
  readonly account?: AlertAccount;
}

/**
 * The accounts of the organization. AWS allows this only in the management account and for delegated administrators.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export async function listAccounts(
  client: Pick<OrganizationsClient, 'send'>,
): Promise<readonly MemberAccount[]> {
  const accounts: MemberAccount[] = [];
  const pages = pagesOf('ListAccounts', (NextToken) => client.send(new ListAccountsCommand({ NextToken })));
  for await (const { Accounts = [] } of pages) {
    for (const { Id, Name = '', State, Status, Paths: [path] = [], JoinedTimestamp } of Accounts) {
      // such as o-exampleorgid/r-ab12/ou-ab12-11111111/ou-ab12-22222222/111122223333/
      const unitIds = path === undefined ? undefined : (path.match(/\bou-[a-z0-9]+-[a-z0-9]+/g) ?? []);
      if (Id !== undefined)
        accounts.push({
          ...{ id: Id, name: Name, isActive: (State ?? Status) === 'ACTIVE', unitIds },
          joinedMs: JoinedTimestamp?.getTime(),
        });
    }
  }
  return accounts;
}

/** The accounts of the organization with the names of their units. A unit whose name may not be read has its id in place of it. */
export async function listMembers(client: OrganizationsClient): Promise<readonly KnownMember[]> {
  const accounts = await listAccounts(client);
  const units = new Map<string, AlertUnit>();
  for (const id of new Set(accounts.flatMap(({ unitIds = [] }) => unitIds))) {
    units.set(id, { id, name: await readUnitName(client, id) });
  }
  return accounts.map(({ id, name, unitIds }) => ({
    id,
    account: {
      name,
      ...(unitIds && { organizationalUnits: unitIds.flatMap((unit) => units.get(unit) ?? []) }),
    },
  }));
}

async function readUnitName(client: OrganizationsClient, OrganizationalUnitId: string): Promise<string> {
  try {
    const { OrganizationalUnit } = await client.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId }),
    );
    return OrganizationalUnit?.Name ?? OrganizationalUnitId;
  } catch (error) {
    if ((error as Partial<Error>).name !== 'AccessDeniedException') throw error;
    return OrganizationalUnitId;
  }
}

/** The tags of an account with these keys, empty where it has none. */
export async function readAccountTags(
  client: OrganizationsClient,
  ResourceId: string,
  keys: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const tags: Record<string, string> = Object.fromEntries(keys.map((key) => [key, '']));
  const pages = pagesOf(`ListTagsForResource of ${ResourceId}`, (NextToken) =>
    client.send(new ListTagsForResourceCommand({ ResourceId, NextToken })),
  );
  for await (const { Tags = [] } of pages) {
    for (const { Key = '', Value = '' } of Tags) if (keys.includes(Key)) tags[Key] = Value;
  }
  return tags;
}

/** Writes that an account is of the organization. */
export function putMember(
  store: ClaimStore,
  { id, account, expiresAtSeconds }: KnownMember & { readonly expiresAtSeconds: number },
): Promise<void> {
  const about = account === undefined ? {} : { about: JSON.stringify(account) };
  return putHeartbeat(store, { hour: MEMBERS, place: id, expiresAtSeconds, ...about });
}

/** The accounts of the organization, as they were last written. */
export async function readMembers(store: ClaimStore): Promise<readonly KnownMember[]> {
  const places = await readPlaces(store, MEMBERS);
  return places.map(({ place: id, about }) =>
    about === undefined ? { id } : { id, account: JSON.parse(about) as AlertAccount },
  );
}
