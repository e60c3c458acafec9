import { type FaultPlan, runEveryPair, runEverySingleFault } from '../fault';
import { record } from '../log-processor/log-files';
import { runToTwoAlerts } from '../two-alerts';
import { firedEvent, World } from './world';

jest.setTimeout(120_000);

const SCENARIOS: Readonly<Record<string, () => World>> = {
  'two records': () => {
    const world = new World();
    for (const id of ['e1', 'e2']) world.log('2026-11-20T03:02:00Z', record(id));
    world.send(firedEvent());
    return world;
  },
  'an alarm that fires twice, and a later record': () => {
    const world = new World();
    world.log('2026-11-20T03:02:00Z', record('e1'));
    world.log('2026-11-20T03:08:00Z', record('e2'));
    world.send(firedEvent());
    world.send(firedEvent());
    return world;
  },
};

/** Runs a scenario under a plan of faults; returns how many calls it made. */
const run = (begin: () => World, plan: FaultPlan) => runToTwoAlerts(begin(), plan);

describe('no record is lost, and none is told twice without an excuse', () => {
  test.each(Object.entries(SCENARIOS))('when nothing befalls the function: %s', async (_, begin) => {
    expect(await run(begin, new Map())).toBeGreaterThan(15);
  });

  test.each(Object.entries(SCENARIOS))('when any one call meets any fault: %s', async (_, begin) => {
    expect(await runEverySingleFault((plan) => run(begin, plan))).toBeGreaterThan(7 * 15);
  });

  test('when any two calls meet a lost answer, throttling, or the death of the function', async () => {
    const runs = await runEveryPair(
      (plan) => run(SCENARIOS['two records']!, plan),
      [
        ['fail', 'fail'],
        ['fail after', 'kill after'],
        ['kill before', 'fail after'],
        ['kill after', 'kill before'],
      ],
    );
    expect(runs).toBeGreaterThan(400);
  });
});
