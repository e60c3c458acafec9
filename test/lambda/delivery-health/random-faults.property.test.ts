import { FaultInjector } from '../fault';
import { testRandomFaults } from '../random-faults';
import { passHours, problemsOf } from './invariants';
import { learnLoudDay, passDay, volumeProblemsOf } from './volume-invariants';

testRandomFaults(
  'whatever breaks is told, once, and again after a recovery, and nothing else is; nothing is a dead letter',
  {
    ...{ runs: 120, calls: 120 },
    run: async ({ plan, again }) => {
      const { world, faults } = await passHours((one) => new FaultInjector(one, plan, again));
      return { faults, problems: problemsOf(world, faults) };
    },
  },
);

const learned = learnLoudDay();

testRandomFaults('a loud day is told once, and nothing is a dead letter', {
  ...{ runs: 12, calls: 30 },
  run: async ({ plan, again }) => {
    const { world, faults } = await passDay(await learned, (made) => new FaultInjector(made, plan, again));
    return { faults, problems: volumeProblemsOf(world, faults) };
  },
});
