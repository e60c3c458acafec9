import type { Rule } from '../../../lib/core/rule/rule';
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
  listAccounts: () => readonly string[],
  ownOrganization = 'o-exampleorgid',
): Promise<World> {
  const world = new World([RULE], { ...SETTINGS, ownOrganization });
  world.listAccounts = listAccounts;
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
  const world = await afterHeartbeat(() => ['111122223333', MEMBER]);
  expect(await alertsOf(world, sharedWith(MEMBER), sharedWith(STRANGER))).toEqual([`with-${STRANGER}`]);
});

test('an account is another until it is listed, and when Organizations does not answer', async () => {
  const world = await afterHeartbeat(() => {
    throw named('AccessDeniedException', 'You do not have permissions to access this resource.');
  });
  expect(await alertsOf(world, sharedWith(MEMBER))).toEqual([`with-${MEMBER}`]);
  expect(world.lines.find(({ level }) => level === 'warn')?.message).toContain('delegated administrator');
  expect(world.dead).toEqual([]);
  world.listAccounts = () => [MEMBER];
  world.send(heartbeat('2026-11-20T04:00:00Z'));
  await world.drain();
  world.nowMs += 3_600_000;
  expect(await alertsOf(world, sharedWith(MEMBER, 'later'))).toEqual([`with-${MEMBER}`]);
});

test('the accounts are listed every six hours, once they were listed', async () => {
  let calls = 0;
  const world = await afterHeartbeat(() => {
    calls += 1;
    return [MEMBER];
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
  expect([...names]).not.toContain('listAccounts');
});

test('realtime alerts know the accounts that the processor keeps', async () => {
  const world = new RealtimeWorld({ ...REALTIME_SETTINGS, ownOrganization: 'o-exampleorgid' }, [RULE]);
  world.members = [MEMBER];
  for (const userId of [MEMBER, STRANGER]) world.send(busEvent(`with-${userId}`, sharedWith(userId)));
  await world.drain();
  expect(world.published.map(({ record }) => String(record.eventID))).toEqual([`with-${STRANGER}`]);
});
