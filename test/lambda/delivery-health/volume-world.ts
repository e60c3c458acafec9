import { gzipSync } from 'node:zlib';
import { ACCOUNT, DAY_MS, MINUTE_MS, START_MS, TRAIL, World } from './world';

const DAYS_BEFORE = 8;

/** Two such files are a sample. */
const LOUD_BYTES = 8 * 1024 * 1024;
const LOUD_RECORDS = 600;
export const LOUD_FILES = 600;
export const LOUD_EVENTS = LOUD_RECORDS * LOUD_FILES;

const SELECTORS = {
  ...{ S3BucketName: 'archive', IsMultiRegionTrail: true },
  AdvancedEventSelectors: [
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ],
    },
  ],
};

function fileOf(records: number): Uint8Array {
  const record = {
    ...{ eventCategory: 'Data', eventSource: 's3.amazonaws.com', eventName: 'GetObject', readOnly: true },
    ...{ eventType: 'AwsApiCall', awsRegion: 'eu-west-1', managementEvent: false },
    userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Job/session` },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::scratch/key' }],
  };
  return gzipSync(JSON.stringify({ Records: Array.from({ length: records }, () => record) }));
}

export const QUIET = fileOf(10);
const LOUD = fileOf(LOUD_RECORDS);
export const LOUDER = fileOf(4 * LOUD_RECORDS);

/** Nine days of quiet files, and the trail that delivers them. */
export function quietWorld(): World {
  const world = new World();
  world.deploy([
    {
      ...{ kind: 'trail', arn: TRAIL, accountId: ACCOUNT, mfaDelete: false, unknown: [] },
      properties: SELECTORS,
    },
  ]);
  for (let ago = DAYS_BEFORE; ago >= 0; ago -= 1) deliverDay(world, START_MS - ago * DAY_MS);
  return world;
}

function deliverDay(world: World, timeMs: number, account = ACCOUNT): void {
  for (const region of ['eu-west-1', 'us-east-1'])
    world.contents.set(world.deliver(timeMs, { account, region }), QUIET);
}

/** Files of which each stands for many others: a loud day in a Region. */
export function deliverLoud(world: World, timeMs: number, { account = ACCOUNT, content = LOUD } = {}): void {
  const startMs = timeMs - (timeMs % DAY_MS);
  for (let count = 0; count < LOUD_FILES; count += 1) {
    const key = world.deliver(startMs + 2 * count * MINUTE_MS, { account, region: 'sa-east-1' });
    world.contents.set(key, content);
    world.sizes.set(key, LOUD_BYTES);
  }
}

/** Has the clock strike on each of the days that are learned. */
export async function learn(world: World): Promise<void> {
  const { nowMs } = world;
  for (let ago = DAYS_BEFORE - 1; ago >= 1; ago -= 1) {
    world.nowMs = START_MS - ago * DAY_MS;
    expect(await world.told('volumes')).toEqual([]);
  }
  world.nowMs = nowMs;
}

/** The world on the day after a loud one. */
export async function loudWorld(): Promise<World> {
  const world = quietWorld();
  await learn(world);
  deliverLoud(world, START_MS);
  world.nowMs = START_MS;
  expect(await world.told('volumes')).toEqual([]);
  world.nowMs += DAY_MS;
  return world;
}
