import { testRandomFaults } from '../random-faults';
import { FaultySearch, searchUndisturbed } from './invariants';

testRandomFaults('a search that succeeds has found everything, once; one that has not fails, and says so', {
  ...{ runs: 60, calls: 45 },
  run: async (mishap) => {
    const search = new FaultySearch(mishap);
    return { faults: search.faults, problems: await search.run(await searchUndisturbed()) };
  },
});
