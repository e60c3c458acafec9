import fc from 'fast-check';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import { CHANGE, ChangingWorld } from './changing-world';
import { HOUR_MS, MINUTE_MS } from './world';

const FAULTS = ['kill before', 'kill after', 'fail', 'fail after'] as const satisfies readonly Fault[];

/** Some changes, and after a time one check or more, of which some calls that write or send meet a fault. */
const STEPS = fc.array(
  fc.record({
    changes: fc.array(CHANGE, { maxLength: 3 }),
    waitMs: fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, 31 * MINUTE_MS, 61 * MINUTE_MS, 25 * HOUR_MS),
    jobs: fc.array(fc.constantFrom('check' as const, 'change' as const), { minLength: 1, maxLength: 2 }),
    faults: fc.array(fc.tuple(fc.nat(12), fc.constantFrom(...FAULTS)), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What was told, for each Region that an alert names; an alert that was sent again is the same one. */
function toldBy({ published }: ChangingWorld): readonly string[] {
  return [...new Map(published.map((alert) => [alert.id, alert])).values()]
    .flatMap(({ record: { condition, subject, regions } }) =>
      (Array.isArray(regions) && regions.length > 0 ? regions : ['']).map((region) =>
        `${condition} ${subject} ${region}`.trim(),
      ),
    )
    .sort();
}

/** What was told and is not closed, each kind and subject once. */
function leftOpenBy({ published, closings }: ChangingWorld): readonly string[] {
  const closed = new Set(closings.map(({ closes }) => closes));
  const left = published.filter(({ id }) => !closed.has(id));
  return [...new Set(left.map(({ record: { condition, subject } }) => `${condition} ${subject}`))].sort();
}

test('what is wrong is told once, and again after it was seen to be right, whatever changes, cannot be read, or is deployed', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const world = new ChangingWorld();
      for (const { changes, waitMs, jobs, faults } of steps) {
        for (const change of changes) world.change(change);
        world.nowMs += waitMs;
        for (const job of jobs) world.trigger(job);
        await drainWithFaults(world, new FaultInjector(world, new Map(faults)));
      }
      world.recover();
      world.nowMs += HOUR_MS;
      const before = world.sum('OpenConditions');
      world.trigger('check');
      await world.drain();
      const { ofTrails, ofResources } = world;
      expect(toldBy(world)).toEqual([...ofTrails.told, ...ofResources.told].sort());
      const lasting = [...ofTrails.open.values(), ...ofResources.open.values()].filter(
        ({ isTold }) => isTold,
      );
      const places = lasting.map(({ place: { kind, subject } }) => `${kind} ${subject}`);
      expect(leftOpenBy(world)).toEqual([...new Set(places)].sort());
      const opened = new Set(world.published.map(({ id }) => id));
      expect(world.closings.filter(({ closes = '' }) => !opened.has(closes))).toEqual([]);
      expect(world.sum('OpenConditions') - before).toBe(ofTrails.open.size + ofResources.open.size);
    }),
    { numRuns: 200 },
  );
});
