import fc from 'fast-check';
import { RESPONSE_ACTION_NAMES } from '../../../lib/core/settings/responder-settings';
import { FAULTS, type FaultPlan, runEverySingleFault } from '../fault';
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
  ...{ runs: 3_400, calls: 12 },
  run: async (mishap) => {
    const answer = ANSWERS[Math.floor(mishap.seed / ATTACKS.length) % ANSWERS.length];
    const response = new FaultyResponse(ATTACKS[mishap.seed % ATTACKS.length] as Attack, mishap, answer);
    return { problems: await response.run(), faults: response.faults };
  },
});

/** One of two executions at once: what befalls its calls, and how long they wait. */
const EXECUTION = fc.record({
  plan: fc
    .array(fc.tuple(fc.nat(12), fc.constantFrom(...FAULTS)), { maxLength: 3 })
    .map((faults) => new Map(faults)),
  pauses: fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }),
  answer: fc.constantFrom<Answer[]>(undefined, 'approves'),
});

test('an attack is answered by two executions at once, and what they changed is known', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ATTACKS), EXECUTION, EXECUTION, async (attack, one, other) => {
      const account = { ...attack.account };
      const responses = [one, other].map(
        (mishap) => new FaultyResponse(attack, mishap, mishap.answer, account),
      );
      const ended = await Promise.all(responses.map((response) => response.execute()));
      expect(responses.map((response, at) => response.problems(ended[at] ?? ''))).toEqual([[], []]);
    }),
    { numRuns: 2_000 },
  );
});
