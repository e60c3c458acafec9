import { failureOf } from '../../../lib/core/failure/failure';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { OF_CALLER, objectsFor, S3_CODES } from '../../s3-codes';
import { HOUR_MS, World } from './world';

const PLAN: TrailPlan = { accountId: '111122223333', hours: 8, logs: 3 };

function newWorld(): World {
  return new World(new SignedArchive([PLAN, { ...PLAN, region: 'us-east-1', logs: 1 }]));
}

const { digests } = newWorld().archive;
const HERE = digests.filter(({ region }) => region === 'eu-west-1');

const ROLES = [HERE.map(({ key }) => key), HERE.flatMap(({ logKeys }) => logKeys)];

/** Lets a monitor follow the archive to its end, and ten hours further, in which both Regions are silent. */
async function follow(key?: string, code = ''): Promise<World> {
  const world = newWorld();
  if (key !== undefined) {
    const $metadata = { httpStatusCode: /SlowDown|Unavailable|Internal/.test(code) ? 503 : 400 };
    world.s3Faults.set(key, Object.assign(new Error('It failed.'), { name: code, $metadata }));
  }
  await world.runUntil(digests.at(-1)!.endMs + 10 * HOUR_MS);
  return world;
}

const OF_OBJECT = S3_CODES.filter((code) => failureOf({ code }).scope === 'object');

/** What an object concerns: itself, and what a digest file lists. */
function concernedBy(key: string): ReadonlySet<string> {
  return new Set([key, ...(HERE.find((digest) => digest.key === key)?.logKeys ?? [])]);
}

let honest: World;
beforeAll(async () => {
  honest = await follow();
});

test.each(OF_OBJECT)('%s of one object is told of it alone, once, and holds nothing up', async (code) => {
  expect(honest.reported).toHaveLength(2);
  for (const key of objectsFor(code, ROLES)) {
    const world = await follow(key, code);
    const concerned = concernedBy(key);
    const aboutOthers = world.published.filter(({ source }) => !concerned.has(source.key ?? ''));
    const silent = aboutOthers.map(({ ruleId, source }) => `${ruleId} ${source.key}`).sort();
    const expected = honest.reported.filter((line) => !concerned.has(line.split(' ')[1] ?? ''));
    expect([key, silent]).toEqual([key, expected]);
    const ids = world.published.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // What is listed and not there was deleted in between: the next listing does not have it.
    const isTold = world.published.some(({ source }) => source.key === key);
    expect(isTold || failureOf({ code }).isAbsent).toBe(true);
    expect(world.dead).toEqual([]);
  }
});

test.each(OF_CALLER)('%s fails the message, and accuses no object', async (code) => {
  const [, key = ''] = objectsFor(code, ROLES);
  const world = await follow(key, code);
  expect(world.published.filter(({ source }) => source.key === key)).toEqual([]);
  expect(world.dead.length).toBeGreaterThan(0);
});
