import type { KnownMember } from '../../../lambda/aws/trail/member-accounts';
import { keepMembers } from '../../../lambda/log-processor/keep-members';
import { SETTINGS, World } from './world';

const HOUR_MS = 3_600_000;
const [ONE, TWO] = ['111122223333', '444455556666'];

function member(id: string, tags?: Readonly<Record<string, string>>): KnownMember {
  return { id, account: { name: 'payments', ...(tags && { tags }) } };
}

/** What a heartbeat of an hour puts into the table, and whose tags it reads. */
async function kept(
  hour: number,
  {
    known = [],
    listed = [],
    accountTags,
    read = {},
    tags = () => read,
    list = (members) => members,
  }: {
    known?: readonly KnownMember[];
    listed?: readonly KnownMember[];
    accountTags?: readonly string[];
    read?: Readonly<Record<string, string>>;
    tags?: () => Readonly<Record<string, string>>;
    list?: (members: readonly KnownMember[]) => readonly KnownMember[];
  },
) {
  const world = new World([], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  const { ports, settings, log } = world.container();
  const put: (KnownMember & { readonly expiresAtSeconds: number })[] = [];
  const asked: string[] = [];
  const own = {
    ...{ ...ports, nowMs: () => 1_500 },
    ...{ readMembers: async () => known, listMembers: async () => list(listed) },
    putMember: async (one: (typeof put)[0]) => void put.push(one),
    readAccountTags: async (id: string) => {
      asked.push(id);
      return tags();
    },
  };
  const at = new Date(hour * HOUR_MS).toISOString();
  await keepMembers({ ports: own, settings, log, accountTags }, { at });
  return {
    put: put.map(({ expiresAtSeconds: _, ...one }) => one),
    expiry: put.map((one) => one.expiresAtSeconds),
    asked,
    told: world.lines.map(({ level, fields }) => ({ level, ...fields })),
  };
}

test.each<[string, number, Parameters<typeof kept>[1], readonly KnownMember[]]>([
  ['what is listed', 6, { known: [member(TWO)], listed: [member(ONE)] }, [member(ONE)]],
  ['nothing between the hours of listing', 7, { known: [member(ONE)], listed: [member(TWO)] }, []],
  ['what is listed where nothing is known', 7, { listed: [{ id: TWO }] }, [{ id: TWO }]],
  [
    'no tags where none are asked for',
    6,
    { known: [member(ONE, { owner: 'ann' })], listed: [member(ONE)] },
    [member(ONE)],
  ],
  [
    'no tags of an account that has no name any more',
    6,
    {
      ...{ known: [member(ONE, { owner: 'ann' })], listed: [{ id: ONE }] },
      ...{ accountTags: ['owner'], read: { owner: 'ann' } },
    },
    [{ id: ONE }],
  ],
  [
    'the tags that are known, where these are as before',
    6,
    {
      ...{ known: [member(ONE, { owner: 'ann' })], listed: [member(ONE)] },
      ...{ accountTags: ['owner'], read: { owner: 'ann' } },
    },
    [member(ONE, { owner: 'ann' })],
  ],
  [
    'tags that were read of other keys anew',
    6,
    {
      ...{ known: [member(ONE, { owner: 'ann' })], listed: [member(ONE)] },
      ...{ accountTags: ['owner', 'team'], read: { owner: 'ann', team: '' } },
    },
    [member(ONE), member(ONE, { owner: 'ann', team: '' })],
  ],
  [
    'no tags of other keys than alerts have, which would keep them from who chooses by the others',
    7,
    {
      ...{ known: Array.from({ length: 600 }, (_, at) => member(String(at), { owner: 'ann' })) },
      ...{ accountTags: ['owner', 'team'], read: { owner: 'ann', team: '' } },
    },
    [
      ...Array.from({ length: 600 }, (_, at) => member(String(at))),
      ...Array.from({ length: 300 }, (_, at) => member(String(2 * at + 1), { owner: 'ann', team: '' })),
    ],
  ],
  [
    'the tags that changed',
    7,
    { known: [member(ONE, { owner: 'ann' })], accountTags: ['owner'], read: { owner: 'bob' } },
    [member(ONE, { owner: 'bob' })],
  ],
])('of the organization the table keeps %s', async (_, hour, given, expected) => {
  expect((await kept(hour, given)).put).toEqual(expected);
});

test('the log says how many accounts were listed, or why they were not', async () => {
  const ownOrganization = 'o-exampleorgid';
  expect((await kept(6, { listed: [member(ONE), member(TWO)] })).told).toEqual([
    { level: 'info', ownOrganization, accounts: 2 },
  ]);
  const list = () => {
    throw new Error('AccessDenied');
  };
  expect((await kept(6, { list })).told).toEqual([
    { level: 'warn', ownOrganization, error: 'Error: AccessDenied' },
  ]);
  expect((await kept(7, { known: [member(ONE)] })).told).toEqual([]);
});

test('an account is remembered for two days, in whole seconds', async () => {
  expect((await kept(6, { listed: [member(ONE)] })).expiry).toEqual([2 * 86_400 + 2]);
});

test('tags are read of accounts that have a name, each in its turn of an hour', async () => {
  const known = Array.from({ length: 301 }, (_, at) => (at === 2 ? { id: '2' } : member(String(at))));
  const asked = async (hour: number) => (await kept(hour, { known, accountTags: ['owner'] })).asked;
  expect(await asked(13)).toEqual(known.map(({ id }) => id).filter((id) => Number(id) % 2 === 1));
  expect(await asked(14)).toHaveLength(150);
});

test('no tags are read where none are asked for, and nothing is written where they may not be read', async () => {
  const known = [member(ONE)];
  expect((await kept(7, { known, accountTags: [] })).asked).toEqual([]);
  const tags = () => {
    throw new Error('AccessDenied');
  };
  const { put, told } = await kept(7, { known, accountTags: ['owner'], tags });
  expect(put).toEqual([]);
  expect(told).toEqual([{ level: 'warn', error: 'Error: AccessDenied' }]);
});
