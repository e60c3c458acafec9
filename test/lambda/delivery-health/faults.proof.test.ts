import { drainWithFaults, FAULTS, type Fault, FaultInjector } from '../fault';
import { ACCOUNT, DAY_MS, HOUR_MS, SETTINGS, START_MS, TRAIL, World } from './world';

const OTHER = TRAIL.replace('audit', 'other');

/** A trail that is stopped in a Region, another one that is gone, and a Region that has gone silent. */
function brokenWorld(): World {
  const world = new World({ ...SETTINGS, trailArns: [TRAIL, OTHER] });
  world.statuses.set(`${TRAIL} sa-east-1`, { logGroupError: 'AccessDenied' });
  world.trails.set(OTHER, { isMultiRegion: false, hasValidation: true });
  world.statuses.set(`${OTHER} eu-west-1`, { notificationError: 'NotFound' });
  world.deliverEvery(2 * HOUR_MS, [START_MS - 13 * DAY_MS, START_MS - DAY_MS], { region: 'us-east-1' });
  world.deliverEvery(2 * HOUR_MS, [START_MS - 13 * DAY_MS, START_MS + DAY_MS]);
  return world;
}

const EXPECTED = [
  `trailwatch-log-group-error ${TRAIL}`,
  `trailwatch-notification-error ${OTHER}`,
  `trailwatch-region-silent ${ACCOUNT}`,
];

async function run(at: number, fault: Fault): Promise<number> {
  const world = brokenWorld();
  const faults = new FaultInjector(world, new Map([[at, fault]]));
  for (const job of ['change', 'accounts'] as const) {
    world.trigger(job);
    await drainWithFaults(world, faults);
  }
  const ids = world.published.map(({ id }) => id);
  const repeated = ids.filter((id, place) => ids.indexOf(id) !== place && !faults.repeats.allowed.has(id));
  const told = world.published.map(({ ruleId, record }) => `${ruleId} ${record.subject}`);
  const story = `${fault} at call ${at}`;
  expect({ story, told: [...new Set(told)].sort() }).toEqual({ story, told: EXPECTED });
  expect({ story, repeated, dead: world.dead }).toEqual({ story, repeated: [], dead: [] });
  return faults.calls;
}

test.each(FAULTS)('everything is told, once, when any one call meets this: %s', async (fault) => {
  let runs = 0;
  for (let at = 0; ; at += 1) {
    runs += 1;
    if (at >= (await run(at, fault))) break;
  }
  expect(runs).toBeGreaterThan(30);
});
