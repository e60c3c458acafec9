import { testRandomFaults } from '../random-faults';
import { FaultyIsolation } from './invariants';

testRandomFaults('an instance is isolated, and the groups that it had are known', {
  ...{ runs: 60, calls: 12 },
  run: async (mishap) => {
    const isolation = new FaultyIsolation(mishap);
    return { problems: await isolation.run(), faults: isolation.faults };
  },
});

test('a call that the SDK repeats, since its answer was lost, fails no isolation', async () => {
  for (let at = 0, calls = 1; at < calls; at++) {
    const repeated = new FaultyIsolation({ plan: new Map([[at, 'repeat']]) });
    expect(await repeated.run()).toEqual([]);
    calls = repeated.faults.calls;
  }
});
