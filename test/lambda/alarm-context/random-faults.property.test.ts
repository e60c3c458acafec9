import { miscountsOf } from '../alert-invariants';
import { drainWithFaults, FaultInjector } from '../fault';
import { testRandomFaults } from '../random-faults';
import { SETTINGS, twoRecords } from './world';

testRandomFaults('both records of an alarm are told, once, and counted, and nothing is a dead letter', {
  ...{ runs: 500, calls: 20 },
  run: async ({ plan, again }) => {
    const world = twoRecords({ ...SETTINGS, maxReceiveCount: 20 });
    const faults = new FaultInjector(world, plan, again);
    await drainWithFaults(world, faults);
    const told = new Set(world.published.map(({ eventID }) => eventID));
    const problems = [
      ...['e1', 'e2'].filter((id) => !told.has(id)).map((id) => `${id} was lost`),
      ...(world.dead.length === 0 ? [] : [`${world.dead.length} dead letters`]),
      ...faults.repeats.excess(world.published),
      ...miscountsOf(world, faults),
    ];
    return { faults, problems };
  },
});
