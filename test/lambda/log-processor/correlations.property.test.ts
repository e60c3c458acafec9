import type { Alert } from '../../../lib/core/alert/alert';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { oracle } from '../../core/correlation/correlation-oracle';
import { randomCorrelation, randomRecords, satisfiesRule } from '../../core/correlation/random-correlation';
import { cases } from '../../jest/cases';
import { chanceOf } from '../chance';
import { SeveralHandlers } from '../several-handlers';
import { deliverSomehow, lasting, satisfiedBy, withoutPlaces } from './replay';
import { SETTINGS, World } from './world';

// Thousands of runs; on a busy machine they take their time.
const settings = { ...SETTINGS, maxReceiveCount: 60, stormThreshold: 1_000_000 };

/** CloudTrail's usual bound, and what is later than that. */
const SPREAD_SECONDS = 25 * 60;

function isMonotone({ bounds }: Correlation): boolean {
  return bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
}

function eachOnce(alerts: readonly Alert[]): readonly Alert[] {
  return [...new Map(alerts.map((alert) => [alert.id, alert])).values()];
}

describe('random streams and correlations, replayed', () => {
  test('in random orders, raise what the oracle finds in the whole, each alert once', async () => {
    const raised = { monotone: 0, others: 0 };
    for (let seed = 1; seed <= cases(400); seed++) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 10 + Math.floor(chance() * 30));
      const expected = oracle(correlation, records, satisfiesRule);
      const world = new World([], settings, [correlation]);
      deliverSomehow(world, chance, records, SPREAD_SECONDS);
      await world.drain();
      expect({ seed, found: satisfiedBy(world.published, correlation) }).toEqual({ seed, found: expected });
      raised[isMonotone(correlation) ? 'monotone' : 'others'] += expected.length;
    }
    expect(Math.min(raised.monotone, raised.others)).toBeGreaterThan(cases(300));
  });

  test('in two orders, raise the same documents', async () => {
    for (let seed = 1; seed <= cases(150); seed++) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 30);
      const [one, other] = await Promise.all(
        [0, 1].map(async () => {
          const world = new World([], settings, [correlation]);
          deliverSomehow(world, chance, records, SPREAD_SECONDS);
          await world.drain();
          return world.published;
        }),
      );
      expect(lasting(one ?? [])).toEqual(lasting(other ?? []));
      if (!isMonotone(correlation)) expect(withoutPlaces(one ?? [])).toEqual(withoutPlaces(other ?? []));
    }
  });

  test.each([
    ['side by side, every message twice', { faultPercent: 0, freezePercent: 0 }],
    ['… while calls fail and handlers die', { faultPercent: 5, freezePercent: 0 }],
    ['… while handlers freeze and wake up', { faultPercent: 0, freezePercent: 100 }],
  ])('by several handlers, %s, raise no other alert and lose none', async (_, weather) => {
    let alerts = 0;
    for (let seed = 1; seed <= cases(60); seed++) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 12);
      const world = new World([], { ...settings, correlationLatenessSeconds: 600 }, [correlation]);
      deliverSomehow(world, chance, records, 60);
      const handlers = new SeveralHandlers(world, { chance, ...weather });
      await handlers.drain();
      const expected = oracle(correlation, records, satisfiesRule);
      const found = satisfiedBy(eachOnce(world.published), correlation);
      expect({ seed, found, dead: world.dead }).toEqual({ seed, found: expected, dead: [] });
      const { allowed } = handlers.faults.repeats;
      const excused = [...allowed.values()].reduce((sum, times) => sum + times, 0);
      expect(world.published.length).toBeLessThanOrEqual(expected.length + excused);
      alerts += expected.length;
    }
    expect(alerts).toBeGreaterThan(cases(60));
  });
});
