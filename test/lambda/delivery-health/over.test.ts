import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import { ACCOUNT, DAY_MS, HERE, HOUR_MS, namedError, SETTINGS, START_MS, TRAIL, World } from './world';

const REGIONS = ['eu-west-1', 'sa-east-1', 'us-east-1'] as const;
const BUCKET = 'arn:aws:s3:::archive';
const MULTI = { ...HERE, isMultiRegion: true, hasValidation: true };

/** A policy that lets anybody do this. */
function publicFor(action: string) {
  const statement = { Effect: 'Allow', Principal: '*', Action: action, Resource: '*' };
  return { policy: { Statement: [statement] } };
}

/** Checks an hour later; gives what a closing said. */
async function overAfter(world: World, job: 'check' | 'accounts' = 'check'): Promise<readonly string[]> {
  world.nowMs += HOUR_MS;
  const before = world.closings.length;
  world.trigger(job);
  await world.drain();
  return world.closings.slice(before).map(({ title }) => title);
}

function stoppedWorld(regions: readonly string[]): World {
  const world = new World();
  for (const region of regions) world.statuses.set(`${TRAIL} ${region}`, { isLogging: false });
  return world;
}

describe('a trail that stopped logging', () => {
  const NOT_OVER: readonly (readonly [string, (world: World) => void])[] = [
    ['was deleted', ({ trails }) => trails.delete(TRAIL)],
    ['logs one Region only', ({ trails }) => trails.set(TRAIL, { ...MULTI, isMultiRegion: false })],
    ['is not in the settings any more', ({ settings }) => Object.assign(settings, { trailArns: [] })],
    [
      'is not in the Region any more',
      ({ statuses }) => statuses.set(`${TRAIL} sa-east-1`, namedError('TrailNotFoundException')),
    ],
    ['is in a Region that is not listed', (world) => (world.regions = ['eu-west-1'])],
  ];

  test.each(NOT_OVER)('is not over as it %s, and is over once it logs again', async (_, change) => {
    const world = stoppedWorld(['sa-east-1']);
    expect(await world.told('check')).toEqual(['trail-stopped audit sa-east-1']);
    const [trails, regions] = [world.settings.trailArns, world.regions];
    change(world);
    for (let times = 0; times < 2; times++) expect(await overAfter(world)).toEqual([]);
    Object.assign(world.settings, { trailArns: trails });
    world.regions = regions;
    world.trails.set(TRAIL, MULTI);
    world.statuses.clear();
    const over = await overAfter(world);
    expect(over).toContainEqual(expect.stringContaining('not logging'));
    expect(await overAfter(world)).toEqual([]);
  });

  test('has digest files that are late until one comes, whatever is stopped and started', async () => {
    const world = new World();
    const say = (status: object) => {
      for (const region of REGIONS) world.statuses.set(`${TRAIL} ${region}`, { lastDigestMs: 0, ...status });
    };
    say({});
    await world.told('check');
    world.nowMs += 5 * HOUR_MS;
    await world.told('check');
    const told = world.published.filter(({ record }) => record.condition === 'digest-late');
    expect(told).toHaveLength(1);
    say({ isLogging: false });
    expect(await overAfter(world)).toEqual([]);
    say({ startedMs: world.nowMs });
    expect((await overAfter(world)).filter((title) => title.toLowerCase().includes('digest'))).toEqual([]);
    world.trails.set(TRAIL, { ...MULTI, hasValidation: false });
    expect(await overAfter(world)).toEqual([]);
    world.trails.set(TRAIL, MULTI);
    say({ lastDigestMs: world.nowMs });
    expect(await overAfter(world)).toHaveLength(1);
  });
});

describe('drift', () => {
  const bucket: DeployedResource = {
    ...{ kind: 'bucket', arn: BUCKET, accountId: ACCOUNT, properties: {}, unknown: [], mfaDelete: false },
    policy: { Statement: [] },
  };
  const trail: DeployedResource = {
    ...{ kind: 'trail', arn: TRAIL, accountId: ACCOUNT, unknown: [], mfaDelete: false },
    properties: { EnableLogFileValidation: true },
  };

  async function driftedWorld(resource: DeployedResource, found: object): Promise<World> {
    const world = new World();
    world.deploy([resource]);
    world.changed.set(resource.arn, found);
    await world.told('check');
    world.nowMs += HOUR_MS;
    expect(await world.told('check')).toHaveLength(1);
    return world;
  }

  test.each([
    ['has a worse policy', (world: World) => world.changed.set(BUCKET, publicFor('s3:*'))],
    ['does not exist', (world: World) => world.changed.set(BUCKET, namedError('NoSuchBucket'))],
    ['is not deployed any more', (world: World) => world.deploy([])],
  ])('of a bucket is not over as it %s', async (_, change) => {
    const world = await driftedWorld(bucket, publicFor('s3:GetObject'));
    change(world);
    for (let times = 0; times < 3; times++) expect(await overAfter(world)).toEqual([]);
    world.deploy([bucket]);
    world.changed.clear();
    const opened = new Set(world.published.map(({ id }) => id)).size;
    expect(await overAfter(world)).toHaveLength(opened);
  });

  test('of a policy that changes before each check is over when the policy is as it was deployed', async () => {
    const world = await driftedWorld(bucket, publicFor('s3:GetObject'));
    for (let times = 0; times < 30; times++) {
      world.changed.set(BUCKET, publicFor(`s3:Get${times}`));
      expect(await overAfter(world)).toEqual([]);
    }
    world.changed.clear();
    expect(await overAfter(world)).toHaveLength(1);
  });

  test('of a trail is not over as the trail was deleted', async () => {
    const world = await driftedWorld(trail, { properties: { EnableLogFileValidation: false } });
    world.changed.set(TRAIL, namedError('TrailNotFoundException'));
    for (let times = 0; times < 2; times++) expect(await overAfter(world)).toEqual([]);
    world.changed.clear();
    expect(await overAfter(world)).toHaveLength(1);
  });
});

describe('an account without heartbeats', () => {
  const MEMBER = '444455556666';
  const coverage = {
    home: `${ACCOUNT}/eu-west-1`,
    covered: [{ regions: ['us-east-1'], accounts: [MEMBER], excluded: [] }],
  };

  async function unheardWorld(): Promise<World> {
    const world = new World({ ...SETTINGS, trailArns: [] });
    world.deploy([], coverage);
    const place = { account: MEMBER, region: 'us-east-1' };
    world.deliverEvery(HOUR_MS, [START_MS, START_MS + 2 * DAY_MS], place);
    world.heartbeats = (account) => (account === ACCOUNT ? ['eu-west-1'] : []);
    for (; world.published.length === 0; world.nowMs += 3 * HOUR_MS) await world.told('accounts');
    expect(world.published).toMatchObject([{ ruleId: 'trailwatch-realtime-missing' }]);
    return world;
  }

  test.each([
    ['delivers no log files any more', (world: World) => (world.nowMs += 3 * DAY_MS)],
    ['is in no deployment any more', (world: World) => world.deploy([])],
  ])('is not over as it %s, and is over once it sends them', async (_, change) => {
    const world = await unheardWorld();
    change(world);
    for (let times = 0; times < 2; times++) expect(await overAfter(world, 'accounts')).toEqual([]);
    world.deploy([], coverage);
    world.heartbeats = (account) => [account === ACCOUNT ? 'eu-west-1' : 'us-east-1'];
    expect(await overAfter(world, 'accounts')).toHaveLength(1);
  });
});
