import fc from 'fast-check';
import { FAULTS } from '../fault';
import { ChangingArchive, HISTORY } from './changing-archive';

/** About as many calls as a run makes. */
const CALLS = 2500;

const FAULT_PLAN = fc.array(fc.tuple(fc.nat(CALLS), fc.constantFrom(...FAULTS)), { maxLength: 8 });
const AGAIN = fc.uniqueArray(fc.nat(200), { maxLength: 4 });

test('what is wrong with an archive is told once while it lasts, and once more when it comes back, and nothing else is told', async () => {
  await fc.assert(
    fc.asyncProperty(HISTORY, FAULT_PLAN, AGAIN, async (history, faults, again) => {
      const archive = new ChangingArchive(history, new Map(faults), new Set(again));
      await archive.run();
      expect(archive.problems()).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
