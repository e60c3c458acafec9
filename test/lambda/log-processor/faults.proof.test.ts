import { type Expectation, faultsOf, stopLoggingId } from '../alert-invariants';
import { drainWithFaults, FaultInjector, type FaultPlan, runEveryPair, runEverySingleFault } from '../fault';
import { logKey, noise, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

// Thousands of runs; on a busy machine they take their time.
/** A world with work in it, and what must come of that. */
interface Scenario {
  readonly begin: () => World;
  readonly expected: Expectation;
}

const RULES = [ruleOn('StopLogging')];

/** Enough receives for two faults and their repair; what one more fault would need is not tested here. */
const settings = { ...SETTINGS, maxReceiveCount: 6 };

/** Plain JSON: the gzip cases have their own test, and thousands of runs are quicker without it. */
function plain(...records: readonly unknown[]): Uint8Array {
  return Buffer.from(JSON.stringify({ Records: records }));
}

const twoAlerts: Scenario = {
  begin: () => {
    const world = new World(RULES, settings);
    world.deliver(logKey('two'), plain(record('e1'), noise('n1'), record('e2')));
    return world;
  },
  expected: { ids: ['e1', 'e2'].map(stopLoggingId), stormThreshold: 50 },
};

const twiceDelivered: Scenario = {
  begin: () => {
    const world = twoAlerts.begin();
    world.deliver(logKey('other'), plain(record('e2'), record('e3')));
    world.send(noticeOf(logKey('two'), logKey('other')));
    return world;
  },
  expected: { ids: ['e1', 'e2', 'e3'].map(stopLoggingId), stormThreshold: 50 },
};

/** The report comes later than a message that fails: whoever forgets to queue it is not helped by the next receive. */
const STORMY = { stormThreshold: 1, stormReportDelaySeconds: 900 };

const storm: Scenario = {
  begin: () => {
    const world = new World(RULES, { ...settings, ...STORMY });
    world.deliver(logKey('storm'), plain(record('e1'), record('e2'), record('e3')));
    return world;
  },
  expected: { ids: ['e1', 'e2', 'e3'].map(stopLoggingId), stormThreshold: 1 },
};

/** Alerts of a storm that come after its first report. */
const lateStorm: Scenario = {
  begin: () => {
    const world = storm.begin();
    world.objects.set(logKey('late'), plain(record('e3'), record('e4'), record('e5')));
    world.send(noticeOf(logKey('late')), 1000);
    return world;
  },
  expected: { ids: ['e1', 'e2', 'e3', 'e4', 'e5'].map(stopLoggingId), stormThreshold: 1 },
};

const damaged: Scenario = {
  begin: () => {
    // Who takes a claim over has to meet it once before.
    const world = new World(RULES, { ...settings, maxReceiveCount: 4 });
    const content = plain(record('e1'), record('e2'));
    world.deliver(logKey('damaged'), content.subarray(0, content.length - 9));
    return world;
  },
  expected: { ids: [stopLoggingId('e1')], stormThreshold: 50, deadLetters: 1 },
};

/** Runs a scenario with a plan; returns how many calls it made, or throws with the whole story. */
async function run(scenario: Scenario, plan: FaultPlan): Promise<number> {
  const world = scenario.begin();
  const faults = new FaultInjector(world, plan);
  await drainWithFaults(world, faults);
  // Two alerts are in flight at most when a fault strikes.
  const found = faultsOf(world, { ...scenario.expected, retaken: 2 * plan.size }, faults.repeats);
  if (found.length > 0) {
    const story = [...found, ...faults.trace].join('\n');
    throw new Error(`with ${JSON.stringify([...plan])}:\n${story}`);
  }
  return faults.calls;
}

const SCENARIOS = { twoAlerts, twiceDelivered, storm, lateStorm, damaged };

describe('no alert is lost or doubled, and none is miscounted', () => {
  test.each(Object.entries(SCENARIOS))('when nothing befalls the handler: %s', async (_, scenario) => {
    expect(await run(scenario, new Map())).toBeGreaterThan(5);
  });

  test.each(Object.entries(SCENARIOS))('when any one call meets any fault: %s', async (_, scenario) => {
    expect(await runEverySingleFault((plan) => run(scenario, plan))).toBeGreaterThan(7 * 9);
  });

  test.each([
    ['two alerts', twoAlerts],
    ['a storm', storm],
    ['a damaged file', damaged],
  ])('when any two calls meet a lost answer or the death of the handler: %s', async (_, scenario) => {
    const faults = ['fail after', 'kill before', 'kill after'] as const;
    const pairs = faults.flatMap((first) => faults.map((second) => [first, second] as const));
    const runs = await runEveryPair((plan) => run(scenario, plan), pairs);
    expect(runs).toBeGreaterThan(500);
  });
});

test('the excuse for a repeat is tight: a run without faults has none, and a kill between send and mark has one', async () => {
  const world = twoAlerts.begin();
  const quiet = new FaultInjector(world, new Map());
  await drainWithFaults(world, quiet);
  expect([...quiet.repeats.allowed]).toEqual([]);
  const publish = quiet.trace.findIndex((line) => line.includes('publishAlert'));
  const again = twoAlerts.begin();
  const killed = new FaultInjector(again, new Map([[publish, 'kill after']]));
  await drainWithFaults(again, killed);
  expect(again.published).toHaveLength(3);
  expect([...killed.repeats.allowed.values()]).toEqual([1]);
});

// Found by random faults of the alarm context: { 6, 8, 9, 10: fail }.
test.each([
  [2, []],
  [3, [1]],
])('of an alert whose mark fails %i times, the excuses are %j', async (failures, excuses) => {
  const world = twoAlerts.begin();
  const quiet = new FaultInjector(world, new Map());
  await drainWithFaults(world, quiet);
  const mark = quiet.trace.findIndex((line) => line.includes('settleClaim'));
  const plan = Array.from({ length: failures }, (_, at) => [mark + at, 'fail'] as const);
  const again = twoAlerts.begin();
  const failing = new FaultInjector(again, new Map(plan));
  await drainWithFaults(again, failing);
  expect(again.published).toHaveLength(2);
  expect([...failing.repeats.allowed.values()]).toEqual(excuses);
});
