import { SignedArchive } from '../../digest/signed-archive';
import { drainWithFaults, FAULTS, type Fault, FaultInjector } from '../fault';
import { HOUR_MS, World } from './world';

/** What is told where a monitor that planned for a day finds an account, and one call of that plan, or of the next, meets a fault. */
async function toldOfNewAccount(at: number, fault: Fault) {
  const world = new World(new SignedArchive([{ accountId: '444455556666', hours: 3, logs: 1 }]));
  world.nowMs = world.archive.digests[0]!.endMs;
  world.progress.set('last-plan', { name: 'last-plan', text: String(world.nowMs - HOUR_MS), version: 24 });
  const faults = new FaultInjector(world, new Map([[at, fault]]));
  for (const planMs of [world.nowMs, world.nowMs + HOUR_MS]) {
    world.nowMs = planMs;
    world.plan();
    await drainWithFaults(world, faults, planMs + HOUR_MS - 1);
  }
  const told = new Map(world.published.map(({ id, ruleId, summary }) => [id, `${ruleId} ${summary}`]));
  return { told: [...told.values()], calls: faults.calls };
}

test.each(FAULTS)(
  'a new account is told of, once, when any one call of its first plan meets this: %s',
  async (fault) => {
    for (let at = 0, calls = 1; at < calls; at += 1) {
      const run = await toldOfNewAccount(at, fault);
      const told = [expect.stringMatching(/^trailwatch-archive-unwatched .* files appeared of an account/)];
      expect({ at, told: run.told }).toEqual({ at, told });
      calls = run.calls;
    }
  },
);
