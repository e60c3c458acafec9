import { RESPONSE_ACTION_NAMES } from '../../../lib/core/settings/responder-settings';
import type { FaultPlan } from '../fault';
import { runEverySingleFault } from '../fault';
import { testRandomFaults } from '../random-faults';
import { ATTACKS, type Attack } from './attacked-account';
import { FaultyResponse } from './invariants';

test('every action is among the answers', () => {
  expect([...new Set(ATTACKS.map(({ action }) => action))].sort()).toEqual([...RESPONSE_ACTION_NAMES].sort());
});

const NAMED = ATTACKS.map(
  (attack) => [`${attack.action} of ${JSON.stringify(attack.account)}`, attack] as const,
);

test.each(NAMED)('%s: every single fault', async (_name, attack) => {
  const problems: string[] = [];
  const run = async (plan: FaultPlan) => {
    const response = new FaultyResponse(attack, { plan });
    for (const problem of await response.run())
      problems.push([problem, ...response.faults.trace].join(' | '));
    return response.faults.calls;
  };
  await runEverySingleFault(run);
  expect(problems).toEqual([]);
});

testRandomFaults('an attack is answered, and what that changed is known', {
  ...{ runs: 1_700, calls: 12 },
  run: async (mishap) => {
    const response = new FaultyResponse(ATTACKS[mishap.seed % ATTACKS.length] as Attack, mishap);
    return { problems: await response.run(), faults: response.faults };
  },
});
