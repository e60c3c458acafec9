import { testRandomFaults } from '../random-faults';
import { FaultySink } from './invariants';

testRandomFaults('every alert is forwarded, unmarked where its signature could be checked', {
  ...{ runs: 150, calls: 14 },
  run: async (mishap) => {
    const sink = new FaultySink(mishap);
    return { problems: await sink.run(), faults: sink.faults };
  },
});
