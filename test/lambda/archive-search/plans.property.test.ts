import fc from 'fast-check';
import { decodeBatch, MAX_BATCH_BYTES } from '../../../lib/core/archive-search/search-batch';
import { cases } from '../../jest/cases';
import { FAULTS, SlowCalls, turns } from '../fault';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { SearchWorld, STARTED_AT } from './search-world';

const REQUEST = { start: '2026-11-20', end: '2026-11-20' };
const BODY = logFile([record('e')]);

/** An archive, the calls at which files expire, and what befalls the functions that plan. */
const PLANS = fc.record({
  /** Parts of a batch. */
  sizes: fc.array(fc.constantFrom(0.2, 0.4, 0.5, 1), { minLength: 1, maxLength: 24 }),
  batchesAPlan: fc.constantFrom(1, 2, 4, Number.POSITIVE_INFINITY),
  expiries: fc.array(fc.record({ call: fc.nat(60), file: fc.nat(23) }), { maxLength: 6 }),
  faults: fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...FAULTS)), { maxLength: 4 }),
  /** For how many turns a call waits. */
  pauses: fc.array(fc.nat(12), { minLength: 1, maxLength: 16 }),
  /** The invocations that still run when they are called again, and after how many turns they are. */
  again: fc.array(fc.option(fc.nat(80)), { maxLength: 3 }),
});

function plannedIn(world: SearchWorld): readonly string[] {
  return [...world.results]
    .filter(([key]) => key.includes('/plan/'))
    .flatMap(([, text]) => decodeBatch(text).files.map(({ key }) => key));
}

test('each file is planned once, whichever expire, and whichever functions fail, end or run twice at once', async () => {
  let mixed = 0;
  let expired = 0;
  await fc.assert(
    fc.asyncProperty(PLANS, async ({ sizes, batchesAPlan, expiries, faults, pauses, again }) => {
      const world = new SearchWorld({ rules: [ruleOn('StopLogging')], correlations: [] });
      const keys = sizes.map((_, at) => logKey(`f${String(at).padStart(2, '0')}`));
      for (const [at, size] of sizes.entries())
        world.archive.set(keys[at] as string, {
          ...{ body: BODY, modifiedMs: Date.parse('2026-11-20T12:00:00Z') },
          sizeBytes: Math.floor(size * MAX_BATCH_BYTES),
        });
      const calls = new SlowCalls(
        { nowMs: Date.parse(STARTED_AT), settings: { leaseSeconds: 60 } },
        new Map(faults),
        pauses,
      );
      calls.onCall = (at) => {
        for (const { call, file } of expiries)
          if (call === at && world.archive.delete(keys[file] ?? '')) expired++;
      };
      Object.assign(world, { faults: calls, batchesAPlan });
      const still: Promise<unknown>[] = [];
      let plans = 0;
      world.invoking = async (name, invoke) => {
        const after = name === 'plan' ? again[plans++] : undefined;
        if (typeof after === 'number') {
          still.push(invoke().catch(() => undefined));
          await turns(after);
          mixed++;
        }
        return invoke();
      };
      await world.start(REQUEST);
      const isPlanned = world.calls.some(({ name }) => name === 'search');
      await Promise.all(still);
      const planned = plannedIn(world);
      expect(planned).toHaveLength(new Set(planned).size);
      if (!isPlanned) return;
      expect(planned).toEqual(expect.arrayContaining([...world.archive.keys()]));
      if (still.length === 0 && world.results.has('searches/search-1/summary.json'))
        expect(world.summary().planned.files).toBe(planned.length);
    }),
    { numRuns: 300 },
  );
  expect(Math.min(mixed, expired)).toBeGreaterThan(cases(50));
});
