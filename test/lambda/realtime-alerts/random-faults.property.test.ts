import { FaultInjector } from '../fault';
import { testRandomFaults } from '../random-faults';
import { passHours, problemsOf } from './invariants';

testRandomFaults(
  'no event is lost, doubled or miscounted, on trial or silenced or not, no silent Region is missed, and nothing is a dead letter',
  {
    ...{ runs: 500, calls: 190 },
    run: async ({ plan, again }) => {
      const { world, faults } = await passHours((one) => new FaultInjector(one, plan, again));
      return { faults, problems: problemsOf(world, faults) };
    },
  },
);
