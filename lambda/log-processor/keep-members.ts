import pLimit from 'p-limit';
import type { AlertAccount } from '../../lib/core/alert/alert';
import type { Heartbeat } from '../../lib/core/settings/message/heartbeat';
import type { KnownMember } from '../aws/trail/member-accounts';
import type { Invocation } from './invocation';

/** The accounts are listed every so many hours, and at each heartbeat until they were once. */
const EVERY_HOURS = 6;

const HOUR_MS = 3_600_000;

/** An account that left the organization is another after so long. */
const REMEMBERED_MS = 2 * 24 * HOUR_MS;

const AT_ONCE = 16;

/** Accounts whose tags one heartbeat reads: Organizations answers a few of these calls a second. */
const TAGGED_EACH_HOUR = 300;
const TAGGED_AT_ONCE = 4;

type Keeping = Pick<Invocation, 'ports' | 'settings' | 'log' | 'accountTags'>;

/**
 * Keeps the accounts of the organization in the table, for this function and that of the realtime alerts, with the names, units and
 * tags that alerts have. Where Organizations does not answer, what was known stays until it expires, and unknown accounts are others.
 */
export async function keepMembers(keeping: Keeping, { at }: Pick<Heartbeat, 'at'>): Promise<void> {
  const { ports, settings, log, accountTags = [] } = keeping;
  const { ownOrganization } = settings;
  if (ownOrganization === 'none') return;
  try {
    const hours = Math.floor(Date.parse(at) / HOUR_MS);
    const known = await ports.readMembers();
    const isDue = hours % EVERY_HOURS === 0 || known.length === 0;
    const members = isDue
      ? withKnownTags(await ports.listMembers(), known, accountTags)
      : known.map((member) => withoutOtherTags(member, accountTags));
    await putAll(keeping, isDue ? members : members.filter((member, index) => member !== known[index]));
    if (isDue) {
      log.info('accounts of the organization listed', { ownOrganization, accounts: members.length });
    }
    if (accountTags.length > 0)
      await putAll(keeping, await readTags(keeping, { members, accountTags, hours }));
  } catch (error) {
    log.warn(
      'the accounts of the organization could not be listed; accounts not named in rules count as external; make this account a ' +
        'delegated administrator of an AWS service, or name them in ownAccounts',
      { ownOrganization, error: String(error) },
    );
  }
}

/** Tags of other keys than alerts are to have say nothing of these: they are not known, so that they keep the alert from no one. */
function withoutOtherTags(member: KnownMember, accountTags: readonly string[]): KnownMember {
  const { id, account: { tags, ...account } = {} as AlertAccount } = member;
  const isAsked =
    tags === undefined ||
    JSON.stringify(Object.keys(tags).sort()) === JSON.stringify([...accountTags].sort());
  return isAsked ? member : { id, account };
}

/** Tags stay until they are read again. Those of other keys are not known. */
function withKnownTags(
  listed: readonly KnownMember[],
  known: readonly KnownMember[],
  accountTags: readonly string[],
): readonly KnownMember[] {
  const tagsById = new Map(
    known.map((member) => [member.id, withoutOtherTags(member, accountTags).account?.tags]),
  );
  return listed.map(({ id, account }) => {
    const tags = tagsById.get(id);
    return account === undefined || tags === undefined
      ? { id, ...(account && { account }) }
      : { id, account: { ...account, tags } };
  });
}

interface TaggedMembers {
  readonly members: readonly KnownMember[];
  readonly accountTags: readonly string[];
  readonly hours: number;
}

/** The accounts whose turn it is in this hour, and whose tags are others now. */
async function readTags(
  { ports, log }: Keeping,
  { members, accountTags, hours }: TaggedMembers,
): Promise<readonly KnownMember[]> {
  const turns = Math.ceil(members.length / TAGGED_EACH_HOUR);
  const limit = pLimit(TAGGED_AT_ONCE);
  const due = members.filter((_, at) => at % turns === hours % turns);
  try {
    const read = due.map(({ id, account }) =>
      limit(async (): Promise<readonly KnownMember[]> => {
        if (account === undefined) return [];
        const tags = await ports.readAccountTags(id, accountTags);
        const isAsBefore = accountTags.every((key) => account.tags?.[key] === tags[key]);
        return isAsBefore ? [] : [{ id, account: { ...account, tags } }];
      }),
    );
    return (await Promise.all(read)).flat();
  } catch (error) {
    limit.clearQueue();
    log.warn(
      'the tags of accounts could not be read; alerts have the last known tags, and tag filters let the rest through',
      {
        error: String(error),
      },
    );
    return [];
  }
}

async function putAll({ ports }: Keeping, members: readonly KnownMember[]): Promise<void> {
  const expiresAtSeconds = Math.ceil((ports.nowMs() + REMEMBERED_MS) / 1000);
  const limit = pLimit(AT_ONCE);
  await Promise.all(members.map((member) => limit(() => ports.putMember({ ...member, expiresAtSeconds }))));
}
