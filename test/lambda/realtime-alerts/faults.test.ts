import { type FaultPlan, runEveryPair, runEverySingleFault } from '../fault';
import { runToTwoAlerts } from '../two-alerts';
import { busEvent, World } from './world';

jest.setTimeout(120_000);

const SCENARIOS: Readonly<Record<string, () => World>> = {
  'two events': () => {
    const world = new World();
    for (const id of ['e1', 'e2']) world.send(busEvent(id));
    return world;
  },
  'events that come twice': () => {
    const world = new World();
    for (const id of ['e1', 'e2', 'e1']) world.send(busEvent(id));
    world.send(busEvent('e2'), 60);
    return world;
  },
};

/** Runs a scenario under a plan of faults; returns how many calls it made. */
const run = (begin: () => World, plan: FaultPlan) => runToTwoAlerts(begin(), plan);

describe('no record is lost, and none is told twice without an excuse', () => {
  test.each(Object.entries(SCENARIOS))('when nothing befalls the function: %s', async (_, begin) => {
    expect(await run(begin, new Map())).toBeGreaterThan(7);
  });

  test.each(Object.entries(SCENARIOS))('when any one call meets any fault: %s', async (_, begin) => {
    expect(await runEverySingleFault((plan) => run(begin, plan))).toBeGreaterThan(7 * 7);
  });

  test('when any two calls meet a lost answer, throttling, or the death of the function', async () => {
    const runs = await runEveryPair(
      (plan) => run(SCENARIOS['two events']!, plan),
      [
        ['fail', 'fail'],
        ['fail after', 'kill after'],
        ['kill before', 'fail after'],
        ['kill after', 'kill before'],
      ],
    );
    expect(runs).toBeGreaterThan(100);
  });
});
