import { FaultInjector } from '../fault';
import { testRandomFaults } from '../random-faults';
import { SearchedArchive } from './invariants';

testRandomFaults(
  'every alert of a search is sent once or left to the report of a storm, and each search ends',
  {
    ...{ runs: 100, calls: 70 },
    run: async ({ plan }) => {
      const archive = new SearchedArchive();
      const faults = new FaultInjector(archive.processor, plan);
      await archive.run(faults);
      return { faults, problems: archive.problems(faults) };
    },
  },
);
