import { correlationOf } from '../../core/correlation/random-correlation';
import { drainWithFaults, FAULTS, FaultInjector, type FaultPlan } from '../fault';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

// Thousands of runs; on a busy machine they take their time.
const settings = { ...SETTINGS, maxReceiveCount: 6, stormThreshold: 1_000_000 };

const THREE = correlationOf({ groupBy: ['userIdentity.userName'], rules: [ruleOn('StopLogging')] });
const EXACTLY_THREE = correlationOf({ ...THREE, bounds: [{ operator: 'eq', value: 3 }] });

describe.each([
  ['a bound that only more records can meet', THREE],
  ['a bound that one more record undoes', EXACTLY_THREE],
])('any one call meets any fault: %s', (_, correlation) => {
  test.each(FAULTS)('%s', async (fault) => {
    let runs = 0;
    for (let call = 0; ; call++) {
      const world = new World([], settings, [correlation]);
      world.deliver(logKey('one'), logFile([record('e1'), record('e2')]));
      world.deliver(logKey('two'), logFile([record('e3'), record('e2')]));
      const plan: FaultPlan = new Map([[call, fault]]);
      const faults = new FaultInjector(world, plan);
      await drainWithFaults(world, faults);
      const ids = new Set(world.published.map(({ id }) => id));
      expect({ trace: faults.trace, alerts: ids.size, dead: world.dead }).toMatchObject({
        alerts: 1,
        dead: [],
      });
      const [id = ''] = ids;
      expect(world.published.length).toBeLessThanOrEqual(1 + (faults.repeats.allowed.get(id) ?? 0));
      runs++;
      if (call >= faults.calls) break;
    }
    expect(runs).toBeGreaterThan(8);
  });
});

test('an invocation ends when the alerts of all periods are marked as sent, also if one of them fails', async () => {
  const correlation = correlationOf({ ...THREE, timespanSeconds: 60 });
  const world = new World([], settings, [correlation]);
  const records = ['02:10', '02:20'].flatMap((minute, period) =>
    [0, 1, 2].map((at) => record(`e${period}${at}`, { eventTime: `2026-11-20T${minute}:0${at}Z` })),
  );
  world.deliver(logKey('two-periods'), logFile(records));
  let claims = 0;
  const container = world.container(async ({ name }, effect) => {
    if (name === 'claimItem' && claims++ === 0) throw new Error('claimItem failed');
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return effect();
  });
  const batch = world.receive();
  const { batchItemFailures } = await world.invoke(container, batch);
  expect(batchItemFailures).toHaveLength(1);
  expect(world.published).toHaveLength(1);
  expect([...world.table.claims.values()].map(({ status }) => status)).toEqual(['sent']);
  expect(world.table.summary).toHaveLength(1);
});
