import type { KnownMember } from '../../../lambda/aws/trail/member-accounts';
import { alertAttributes } from '../../../lib/core/alert/message/alert-attributes';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import type { Rule } from '../../../lib/core/rule/rule';
import { allowedWhile } from '../../../lib/core/rule/silence';
import { heartbeatMessage } from '../../../lib/core/settings/message/heartbeat';
import { busEvent, SETTINGS as REALTIME_SETTINGS, World as RealtimeWorld } from '../realtime-alerts/world';
import { logFile, logKey, record, ruleOn } from './log-files';
import { named, SETTINGS, World } from './world';

const MEMBER = '444455556666';
const STRANGER = '999988887777';

const shared = ruleOn('ModifyImageAttribute');
const RULE: Rule = {
  ...shared,
  condition: {
    kind: 'and',
    of: [shared.condition, { kind: 'outsideAccount', field: 'requestParameters.userId', own: [] }],
  },
};

const sharedWith = (userId: string, eventID = `with-${userId}`) =>
  record(eventID, { eventName: 'ModifyImageAttribute', requestParameters: { userId } });

const heartbeat = (at: string) => JSON.stringify(heartbeatMessage(at, { testsAlerts: false }));

/** A processor of an organization with these accounts, after a heartbeat. */
async function afterHeartbeat(
  listMembers: () => readonly KnownMember[],
  ownOrganization = 'o-exampleorgid',
): Promise<World> {
  const world = new World([RULE], { ...SETTINGS, ownOrganization });
  world.listMembers = listMembers;
  world.send(heartbeat('2026-11-20T03:00:00Z'));
  await world.drain();
  return world;
}

async function alertsOf(world: World, ...records: readonly unknown[]): Promise<readonly string[]> {
  world.deliver(logKey(`f${world.objects.size}`), logFile(records));
  await world.drain();
  return world.published.map(({ record }) => String(record.eventID));
}

test('accounts of the organization are no others, and accounts that it does not have are', async () => {
  const world = await afterHeartbeat(() => [{ id: '111122223333' }, { id: MEMBER }]);
  expect(await alertsOf(world, sharedWith(MEMBER), sharedWith(STRANGER))).toEqual([`with-${STRANGER}`]);
});

test('an account is another until it is listed, and when Organizations does not answer', async () => {
  const world = await afterHeartbeat(() => {
    throw named('AccessDeniedException', 'You do not have permissions to access this resource.');
  });
  expect(await alertsOf(world, sharedWith(MEMBER))).toEqual([`with-${MEMBER}`]);
  expect(world.lines.find(({ level }) => level === 'warn')?.message).toContain('delegated administrator');
  expect(world.dead).toEqual([]);
  world.listMembers = () => [{ id: MEMBER }];
  world.send(heartbeat('2026-11-20T04:00:00Z'));
  await world.drain();
  world.nowMs += 3_600_000;
  expect(await alertsOf(world, sharedWith(MEMBER, 'later'))).toEqual([`with-${MEMBER}`]);
});

test('the accounts are listed every six hours, once they were listed', async () => {
  let calls = 0;
  const world = await afterHeartbeat(() => {
    calls += 1;
    return [{ id: MEMBER }];
  });
  for (let hour = 4; hour <= 12; hour++) {
    world.send(heartbeat(`2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`));
  }
  await world.drain();
  expect(calls).toBe(3);
});

test('without an organization nothing is listed, and nothing is read', async () => {
  const names = new Set<string>();
  const world = new World([RULE]);
  world.send(heartbeat('2026-11-20T06:00:00Z'));
  world.deliver(logKey('f'), logFile([sharedWith(MEMBER)]));
  await world.drain(
    world.container(async ({ name }, act) => {
      names.add(name);
      return act();
    }),
  );
  expect(world.published).toHaveLength(1);
  expect([...names]).not.toContain('readMembers');
  expect([...names]).not.toContain('listMembers');
});

test('realtime alerts know the accounts that the processor keeps', async () => {
  const world = new RealtimeWorld({ ...REALTIME_SETTINGS, ownOrganization: 'o-exampleorgid' }, [RULE]);
  world.members = [{ id: MEMBER }];
  for (const userId of [MEMBER, STRANGER]) world.send(busEvent(`with-${userId}`, sharedWith(userId)));
  await world.drain();
  expect(world.published.map(({ record }) => String(record.eventID))).toEqual([`with-${STRANGER}`]);
});

const UNITS = [
  { id: 'ou-ab12-11111111', name: 'Workloads' },
  { id: 'ou-ab12-22222222', name: 'Production' },
];
const NAMED: KnownMember = { id: STRANGER, account: { name: 'payments', organizationalUnits: UNITS } };
const atRecipient = { ...sharedWith('123456789012', 'by-payments'), recipientAccountId: STRANGER };

/** What the last alert says of its account, after heartbeats of hours that ask for tags. */
async function accountAfter(world: World, ...hours: readonly string[]) {
  world.listMembers = () => [NAMED];
  for (const at of hours) {
    const work = { testsAlerts: false };
    world.send(JSON.stringify(heartbeatMessage(at, work)));
    await world.drain();
  }
  world.nowMs += 3_600_000;
  world.deliver(logKey('f'), logFile([atRecipient]));
  await world.drain();
  return world.published.at(-1)?.recipientAccount;
}

test('alerts have name and organizational units of their account', async () => {
  const world = await afterHeartbeat(() => [NAMED]);
  await alertsOf(world, atRecipient);
  expect(world.published.map(({ recipientAccount }) => recipientAccount)).toEqual([NAMED.account]);
});

test('realtime alerts have them too, as the processor keeps them', async () => {
  const world = new RealtimeWorld({ ...REALTIME_SETTINGS, ownOrganization: 'o-exampleorgid' }, [RULE]);
  world.members = [NAMED];
  world.send(busEvent('event', atRecipient));
  await world.drain();
  expect(world.published.map(({ recipientAccount }) => recipientAccount)).toEqual([NAMED.account]);
});

test('alerts have the tags that are asked for, empty where the account has none, until they are read anew', async () => {
  const world = new World([RULE], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  world.accountTagKeys = ['owner', 'team'];
  world.accountTags.set(STRANGER, { owner: 'alice' });
  const account = await accountAfter(world, '2026-11-20T06:00:00Z');
  expect(account).toEqual({ ...NAMED.account, tags: { owner: 'alice', team: '' } });
  world.accountTags.set(STRANGER, { owner: 'bob' });
  world.send(JSON.stringify(heartbeatMessage('2026-11-20T12:00:00Z', { testsAlerts: false })));
  await world.drain();
  expect(world.members.get(STRANGER)?.account?.tags).toEqual({ owner: 'bob', team: '' });
});

test('tags of 700 accounts are read over three hours, 234 at most in one', async () => {
  const world = new World([RULE], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  world.accountTagKeys = ['owner'];
  const ids = Array.from({ length: 700 }, (_, at) => String(100_000_000_000 + at));
  world.listMembers = () => ids.map((id) => ({ id, account: { name: id } }));
  const counts: number[] = [];
  for (const hour of ['06', '07', '08']) {
    const at = `2026-11-20T${hour}:00:00Z`;
    world.send(JSON.stringify(heartbeatMessage(at, { testsAlerts: false })));
    await world.drain();
    counts.push([...world.members.values()].filter(({ account }) => account?.tags !== undefined).length);
  }
  expect(counts[0]).toBeLessThanOrEqual(234);
  expect(counts[2]).toBe(700);
});

test('where tags may not be read, names and units stay, and the log says so', async () => {
  const world = new World([RULE], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  world.accountTagKeys = ['owner'];
  const container = world.container(async ({ name }, act) => {
    if (name === 'readAccountTags') throw named('AccessDeniedException', 'You do not have permissions');
    return act();
  });
  world.listMembers = () => [NAMED];
  const work = { testsAlerts: false };
  world.send(JSON.stringify(heartbeatMessage('2026-11-20T06:00:00Z', work)));
  await world.drain(container);
  expect(world.members.get(STRANGER)).toEqual(NAMED);
  expect(world.lines.find(({ level }) => level === 'warn')?.message).toContain(
    'tags of accounts could not be read',
  );
});

test('a silence with an end keeps what it is of from its organizational unit until then, and all else is routed there', async () => {
  const rule = ruleOn('CreateUser');
  const mallory = {
    kind: 'endsWith',
    field: 'userIdentity.arn',
    values: ['user/mallory'],
    cased: true,
  } as const;
  const until = '2026-11-20T03:00:00Z';
  const of = allowedWhile(mallory, { name: 'mallory', until, reason: 'migration' });
  const condition = narrowed(rule.condition, [{ name: 'allow list', condition: { kind: 'not', of } }]);
  const world = new World([{ ...rule, condition }], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  world.listMembers = () => [NAMED];
  world.send(heartbeat('2026-11-20T03:00:00Z'));
  await world.drain();
  const created = (eventID: string, changes: Record<string, unknown> = {}) =>
    record(eventID, { eventName: 'CreateUser', recipientAccountId: STRANGER, ...changes });
  const ann = {
    userIdentity: { type: 'IAMUser', userName: 'ann', arn: `arn:aws:iam::${STRANGER}:user/ann` },
  };
  const records = [created('silenced'), created('other', ann), created('over', { eventTime: until })];
  expect([...(await alertsOf(world, ...records))].sort()).toEqual(['other', 'over']);
  const groups = world.published.map((alert) => alertAttributes(alert).accountGroups?.StringValue ?? '[]');
  const units = UNITS.map(({ id }) => id);
  for (const text of groups) expect(JSON.parse(text)).toEqual(expect.arrayContaining(units));
});

test('no message says which tags alerts have: who may send to the queue cannot keep alerts from who chooses by tags', async () => {
  const world = new World([RULE], { ...SETTINGS, ownOrganization: 'o-exampleorgid' });
  world.accountTagKeys = ['owner'];
  world.accountTags.set(STRANGER, { owner: 'alice' });
  await accountAfter(world, '2026-11-20T06:00:00Z');
  world.send(heartbeatOf({ at: '2026-11-20T07:00:00Z', testsAlerts: false, accountTags: ['bogus'] }));
  await world.drain();
  expect(world.members.get(STRANGER)?.account?.tags).toEqual({ owner: 'alice' });
});

function heartbeatOf(members: object): string {
  return JSON.stringify({ trailwatch: 'heartbeat', version: 1, ...members });
}
