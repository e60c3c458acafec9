import fc from 'fast-check';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import { drainWithFaults, FAULTS, FaultInjector, type FaultPlan } from '../fault';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const settings = { ...SETTINGS, maxReceiveCount: 6, stormThreshold: 1_000_000 };
const TACTICS = ['discovery', 'persistence', 'impact', 'exfiltration', 'collection'];

/** Five rules, each low and of another tactic: four steps are 48, five are 75. */
const RULES = TACTICS.map(
  (tactic): Rule => ({ ...ruleOn(tactic, tactic), severity: 'low', tags: [`attack.${tactic}`] }),
);

const { condition: _, ...RULE } = ruleOn('score', 'score');
const SCORE: Correlation = {
  ...{ ...RULE, severity: 'medium', tags: [], title: 'Alerts add up' },
  ...{ kind: 'score', rules: [], groupBy: ['userIdentity.arn'], aliases: {}, timespanSeconds: 86_400 },
  ...{ fields: [], bounds: [{ operator: 'gte', value: 36 }], generate: false },
};

const ARN = 'arn:aws:iam::111122223333:user/mallory';

/** A file with one step, at a minute of the night. */
function fileOf(step: number, minute: number, id = `${step}-${minute}`): Uint8Array {
  const userIdentity = { type: 'IAMUser', arn: ARN, accountId: '111122223333', userName: 'mallory' };
  const eventTime = `2026-11-20T02:${String(minute).padStart(2, '0')}:00Z`;
  return logFile([record(id, { eventName: TACTICS[step] ?? '', eventTime, userIdentity })]);
}

function scores(world: World) {
  return world.published.filter(({ ruleId }) => ruleId === 'score');
}

test('steps in files that any containers search in any order are one alert', async () => {
  const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      orders,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      async (order, others) => {
        const world = new World(RULES, settings, [SCORE]);
        const containers = [world.container(), world.container()];
        for (const [at, step] of order.entries()) {
          world.deliver(logKey(`file-${step}`), fileOf(step, step));
          await world.drain(containers[others[at] === true ? 1 : 0]);
        }
        expect(scores(world)).toMatchObject([{ details: { score: ['48'], count: ['4'] } }]);
      },
    ),
  );
});

test('a later step that doubles the score is a second alert of the same container, which names the first', async () => {
  const world = new World(RULES, settings, [SCORE]);
  const container = world.container();
  for (const step of [0, 1, 2, 3, 4]) {
    world.deliver(logKey(`file-${step}`), fileOf(step, step));
    await world.drain(container);
  }
  const [first, second, ...more] = scores(world);
  expect(more).toEqual([]);
  expect(second).toMatchObject({ updates: first?.id, details: { score: ['75'] } });
});

test('a busy actor is written once a step and slot by each container, and read as often', async () => {
  const world = new World(RULES, settings, [SCORE]);
  const calls = { putContributions: 0, readContributions: 0 };
  const container = world.container(async ({ name }, effect) => {
    if (name === 'putContributions' || name === 'readContributions') calls[name]++;
    return effect();
  });
  for (let minute = 0; minute < 50; minute++) {
    world.deliver(logKey(`file-${minute}`), fileOf(minute % 2, minute));
    await world.drain(container);
  }
  expect(world.sum('Matched')).toBe(50);
  expect(calls).toEqual({ putContributions: 2, readContributions: 2 });
});

describe('any one call meets any fault', () => {
  test.each(FAULTS)('%s', async (fault) => {
    for (let call = 0; ; call++) {
      const world = new World(RULES, settings, [SCORE]);
      for (const step of [0, 1, 2, 3]) world.deliver(logKey(`file-${step}`), fileOf(step, step));
      const plan: FaultPlan = new Map([[call, fault]]);
      const faults = new FaultInjector(world, plan);
      await drainWithFaults(world, faults);
      const ids = new Set(scores(world).map(({ id }) => id));
      expect({ trace: faults.trace, alerts: ids.size, dead: world.dead }).toMatchObject({
        alerts: 1,
        dead: [],
      });
      if (call >= faults.calls) break;
    }
  });
});
