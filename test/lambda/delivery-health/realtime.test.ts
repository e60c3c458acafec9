import { deliveryTimeMs } from '../../../lib/core/record/object-key';
import type { CoveredAccounts, RealtimeCoverage } from '../../../lib/core/settings/message/region-watch';
import { ACCOUNT, DAY_MS, HOUR_MS, SETTINGS, START_MS, World } from './world';

const HOME = 'eu-west-1';
const MEMBER = '444455556666';

const coverage = (part: Partial<CoveredAccounts> = {}): RealtimeCoverage => ({
  home: `${ACCOUNT}/${HOME}`,
  covered: [
    { regions: [HOME], accounts: [ACCOUNT], excluded: [] },
    { regions: [HOME, 'us-east-1'], accounts: 'all', excluded: [ACCOUNT], ...part },
  ],
});

/** An archive to which the home and a member account deliver for three days, and whose home alone sends heartbeats. */
function memberWorld(realtime = coverage()): World {
  const world = new World({ ...SETTINGS, trailArns: [] });
  world.deploy([], realtime);
  const days = [START_MS, START_MS + 3 * DAY_MS] as const;
  world.deliverEvery(HOUR_MS, days);
  for (const region of [HOME, 'us-east-1', 'sa-east-1'])
    world.deliverEvery(HOUR_MS, days, { account: MEMBER, region });
  world.heartbeats = (account) => (account === ACCOUNT ? [HOME] : []);
  return world;
}

/** Looks at the accounts every three hours, and gives what was told. */
async function toldIn(world: World, hours: number): Promise<readonly string[]> {
  const told: string[] = [];
  for (const end = world.nowMs + hours * HOUR_MS; world.nowMs < end; world.nowMs += 3 * HOUR_MS)
    told.push(...(await world.told('accounts')));
  return told;
}

test('an account that delivers and sends no heartbeats for a day is one alert, with the Regions that should have rules', async () => {
  const world = memberWorld();
  expect(await toldIn(world, 24)).toEqual([]);
  expect(await toldIn(world, 24)).toEqual([`realtime-missing ${MEMBER} ${HOME} us-east-1`]);
  expect(world.published[0]?.summary).toContain(
    `account ${MEMBER}: log files arrive, but no heartbeat reaches the home bus in ${HOME}, us-east-1`,
  );
});

test('a new account whose rules come within a day raises nothing', async () => {
  const world = memberWorld();
  await toldIn(world, 21);
  world.heartbeats = () => [HOME, 'us-east-1'];
  expect(await toldIn(world, 48)).toEqual([]);
});

test('an account that delivers into its own folder, and later into that of its organization, is told and counted once', async () => {
  const world = memberWorld();
  const ofOrganization = [...world.keys]
    .filter((key) => key.includes(`/${MEMBER}/`) && deliveryTimeMs(key)! > START_MS + 12 * HOUR_MS)
    .map((key) => key.replace(`/${MEMBER}/`, `/o-exampleorgid/${MEMBER}/`));
  for (const key of ofOrganization) world.keys.add(key);
  expect(await toldIn(world, 60)).toEqual([`realtime-missing ${MEMBER} ${HOME} us-east-1`]);
  const before = world.sum('OpenConditions');
  await world.told('accounts');
  expect(world.sum('OpenConditions') - before).toBe(2);
  world.heartbeats = () => [HOME, 'us-east-1'];
  expect(await toldIn(world, 3)).toEqual([]);
  world.heartbeats = (account) => (account === ACCOUNT ? [HOME] : [HOME, 'sa-east-1']);
  expect(await toldIn(world, 27)).toEqual([`realtime-missing ${MEMBER} us-east-1`]);
  expect(world.dead).toEqual([]);
});

test('rules that are deleted after a recovery are told again', async () => {
  const world = memberWorld();
  const { heartbeats } = world;
  expect(await toldIn(world, 27)).toHaveLength(1);
  world.heartbeats = () => [HOME, 'us-east-1'];
  await toldIn(world, 3);
  world.heartbeats = heartbeats;
  expect(await toldIn(world, 27)).toHaveLength(1);
});

test('a heartbeat that is late, or lost, is none that is missing', async () => {
  const world = memberWorld();
  world.heartbeats = (account, hourMs) =>
    account === ACCOUNT || (hourMs / HOUR_MS) % 3 === 0 ? [HOME, 'us-east-1'] : [];
  expect(await toldIn(world, 48)).toEqual([]);
});

test('a Region that delivered nothing for a day raises nothing', async () => {
  const world = memberWorld();
  const idle = [...world.keys].filter((key) => key.includes(`${MEMBER}/CloudTrail/`));
  for (const key of idle.slice(3)) world.keys.delete(key);
  world.nowMs += 28 * HOUR_MS;
  expect(await toldIn(world, 40)).toEqual([]);
});

test.each<[string, RealtimeCoverage | undefined]>([
  ['accounts that the StackSet leaves out', coverage({ excluded: [MEMBER] })],
  ['Regions that the StackSet leaves out', coverage({ regions: ['ap-south-1'] })],
  ['accounts that were never heard of, where they are learned', coverage({ accounts: 'heard' })],
  ['all accounts, where no realtime alerts are followed', undefined],
])('nothing is told of %s', async (_, realtime) => {
  const world = memberWorld();
  world.deploy([], realtime);
  expect(await toldIn(world, 48)).toEqual([]);
});

test('an account that is heard of in one Region is missed in the others', async () => {
  const world = memberWorld(coverage({ accounts: 'heard' }));
  world.heartbeats = () => [HOME];
  expect(await toldIn(world, 48)).toEqual([`realtime-missing ${MEMBER} us-east-1`]);
});

test('where the home itself is not heard of, nothing is told of others, and what was known stays', async () => {
  const world = memberWorld();
  const { heartbeats } = world;
  world.heartbeats = () => [];
  expect(await toldIn(world, 24)).toEqual([]);
  expect(await toldIn(world, 24)).toEqual([`realtime-missing ${ACCOUNT} ${HOME}`]);
  world.heartbeats = heartbeats;
  await toldIn(world, 3);
  const before = world.sum('OpenConditions');
  world.heartbeats = () => [];
  expect(await toldIn(world, 15)).toEqual([]);
  expect(world.sum('OpenConditions') - before).toBe(3 * 5);
});

test('whoever deletes the heartbeats of the home from the table is told of after a day', async () => {
  const world = memberWorld();
  world.heartbeats = (account) => (account === MEMBER ? [HOME, 'us-east-1'] : []);
  expect(await toldIn(world, 48)).toEqual([`realtime-missing ${ACCOUNT} ${HOME}`]);
});

test('heartbeats that cannot be read send the message back, and change nothing', async () => {
  const world = memberWorld();
  world.heartbeats = () => {
    throw new Error('the table does not answer');
  };
  expect(await world.told('accounts')).toEqual([]);
  expect(world.dead.length).toBe(2);
  expect([...world.progress.keys()]).toEqual(['deployed']);
});
