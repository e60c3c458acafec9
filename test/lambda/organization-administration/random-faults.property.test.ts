import { testRandomFaults } from '../random-faults';
import { FaultyAdministration } from './invariants';

testRandomFaults('the accounts of the list are registered, and nobody else is deregistered', {
  ...{ runs: 60, calls: 30 },
  run: async (mishap) => {
    const administration = new FaultyAdministration(mishap);
    return { problems: await administration.run(), faults: administration.faults };
  },
});

test('a call that the SDK repeats, since its answer was lost, fails no deployment', async () => {
  for (let at = 0, calls = 1; at < calls; at++) {
    const repeated = new FaultyAdministration({ plan: new Map([[at, 'repeat']]) });
    expect(await repeated.run()).toEqual([]);
    calls = repeated.faults.calls;
  }
});
