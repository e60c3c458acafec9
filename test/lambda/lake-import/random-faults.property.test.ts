import { testRandomFaults } from '../random-faults';
import { FaultyImport } from './invariants';

testRandomFaults('events are imported once, and no longer than the resource is there', {
  ...{ runs: 100, calls: 8 },
  run: async (mishap) => {
    const lake = new FaultyImport(mishap);
    return { problems: await lake.run(), faults: lake.faults };
  },
});

test('a call that the SDK repeats, since its answer was lost, fails no deployment', async () => {
  for (let at = 0, calls = 1; at < calls; at++) {
    const repeated = new FaultyImport({ plan: new Map([[at, 'repeat']]) });
    expect(await repeated.run()).toEqual([]);
    calls = repeated.faults.calls;
  }
});
