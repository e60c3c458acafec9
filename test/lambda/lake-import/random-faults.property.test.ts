import { testRandomFaults } from '../random-faults';
import { FaultyImport } from './invariants';

testRandomFaults('events are imported once, and no longer than the resource is there', {
  ...{ runs: 100, calls: 8 },
  run: async (mishap) => {
    const lake = new FaultyImport(mishap);
    return { problems: await lake.run(), faults: lake.faults };
  },
});
