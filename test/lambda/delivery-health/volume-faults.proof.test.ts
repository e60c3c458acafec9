import { drainWithFaults, FAULTS, type Fault, FaultInjector } from '../fault';
import { deliverLoud, LOUD_EVENTS, loudWorld, quietWorld } from './volume-world';
import { DAY_MS, START_MS, type World } from './world';

async function run(world: World, at: number, fault: Fault): Promise<number> {
  const faults = new FaultInjector(world, new Map([[at, fault]]));
  world.trigger('volumes');
  await drainWithFaults(world, faults);
  const ids = world.published.map(({ id }) => id);
  const repeated = ids.filter((id, place) => ids.indexOf(id) !== place && !faults.repeats.allowed.has(id));
  const story = `${fault} at call ${at}`;
  const told = [...new Set(world.published.map(({ record }) => record.eventsPerDay))];
  expect({ story, told, repeated, dead: world.dead }).toEqual({
    story,
    told: [LOUD_EVENTS],
    repeated: [],
    dead: [],
  });
  return faults.calls;
}

test.each(FAULTS)('a rise is told once, when any one call meets this: %s', async (fault) => {
  const learned = (await loudWorld()).progress;
  let runs = 0;
  for (let at = 0; ; at += 1) {
    runs += 1;
    const world = quietWorld();
    for (const [name, progress] of learned) world.progress.set(name, progress);
    deliverLoud(world, START_MS);
    world.nowMs = START_MS + DAY_MS;
    if (at >= (await run(world, at, fault))) break;
  }
  expect(runs).toBeGreaterThan(15);
});
