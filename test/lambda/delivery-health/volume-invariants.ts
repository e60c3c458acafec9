import { miscountsOf } from '../alert-invariants';
import { drainWithFaults, type FaultInjector } from '../fault';
import { deliverLoud, LOUD_EVENTS, loudWorld, quietWorld } from './volume-world';
import { DAY_MS, SETTINGS, START_MS, type World } from './world';

/** What is known after the loud day, of which nothing is told until it is over. */
type Learned = World['progress'];

/** What a job has written down by the day after a loud one. */
export async function learnLoudDay(): Promise<Learned> {
  return (await loudWorld()).progress;
}

/** Has the clock strike twice on the day after a loud one. */
export async function passDay(learned: Learned, faultsIn: (world: World) => FaultInjector) {
  const world = quietWorld();
  // Enough receives for all faults of a run.
  Object.assign(world.settings, { ...SETTINGS, maxReceiveCount: 20 });
  for (const [name, progress] of learned) world.progress.set(name, progress);
  deliverLoud(world, START_MS);
  world.nowMs = START_MS + DAY_MS;
  const faults = faultsIn(world);
  for (let times = 0; times < 2; times++) {
    world.trigger('volumes');
    await drainWithFaults(world, faults);
    world.nowMs += 60_000;
  }
  return { world, faults };
}

/** Every invariant that does not hold after {@link passDay}. */
export function volumeProblemsOf(world: World, faults: FaultInjector): string[] {
  const told = [...new Set(world.published.map(({ id, record }) => `${id} ${record.eventsPerDay}`))];
  return [
    ...(told.length === 1 && told[0]?.endsWith(` ${LOUD_EVENTS}`)
      ? []
      : [`told was ${told.join(', ') || 'nothing'}`]),
    ...world.dead.map(({ body }) => `a dead letter: ${body}`),
    ...faults.repeats.excess(world.published),
    ...miscountsOf(world, faults),
  ];
}
