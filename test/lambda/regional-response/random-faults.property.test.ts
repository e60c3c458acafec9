import { RESPONSE_ACTION_NAMES } from '../../../lib/core/settings/responder-settings';
import type { FaultPlan } from '../fault';
import { runEverySingleFault } from '../fault';
import { testRandomFaults } from '../random-faults';
import { ATTACKS, type Attack } from './attacked-account';
import { ANSWERS, type Answer, FaultyResponse } from './invariants';

test('every action is among the answers', () => {
  expect([...new Set(ATTACKS.map(({ action }) => action))].sort()).toEqual([...RESPONSE_ACTION_NAMES].sort());
});

const NAMED = ATTACKS.map(
  (attack) => [`${attack.action} of ${JSON.stringify(attack.account)}`, attack] as const,
);

test.each(NAMED)('%s: every single fault, with and without an approval', async (_name, attack) => {
  const problems: string[] = [];
  const run = (answer?: Answer) => async (plan: FaultPlan) => {
    const response = new FaultyResponse(attack, { plan }, answer);
    for (const problem of await response.run())
      problems.push([problem, ...response.faults.trace].join(' | '));
    return response.faults.calls;
  };
  await runEverySingleFault(run());
  await runEverySingleFault(run('approves'));
  expect(problems).toEqual([]);
});

testRandomFaults('an attack is answered, and what that changed is known', {
  ...{ runs: 1_700, calls: 12 },
  run: async (mishap) => {
    const answer = ANSWERS[Math.floor(mishap.seed / ATTACKS.length) % ANSWERS.length];
    const response = new FaultyResponse(ATTACKS[mishap.seed % ATTACKS.length] as Attack, mishap, answer);
    return { problems: await response.run(), faults: response.faults };
  },
});
