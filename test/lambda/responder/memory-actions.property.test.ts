import fc from 'fast-check';
import { admitReport, countAction, isCounted } from '../../../lambda/aws/table/count-action';
import { leaseReport, noteOutcome, noteStarted, readEntry } from '../../../lambda/aws/table/response-ledger';
import { openClaimTable } from '../dynamodb';
import { MemoryActions } from './memory-actions';

/** Few values, so that calls meet. */
const CALL = fc.record({
  ...{
    name: fc.constantFrom('count', 'ask', 'admit', 'admit', 'read', 'start', 'report', 'lease' as const),
    isMade: fc.boolean(),
  },
  ...{ action: fc.constantFrom('stop', 'isolate'), hour: fc.constantFrom('2026-11-20T03', '2026-11-20T04') },
  ...{ outcome: fc.constantFrom('done', 'refused'), reporter: fc.constantFrom('r0', 'r1') },
  ...{ nowMs: fc.constantFrom(1_000, 2_000, 3_000), leaseMs: fc.constantFrom(500, 1_500) },
  ...{ after: fc.constantFrom(undefined, 'done') },
  ...{ alertId: fc.constantFrom('a0', 'a1', 'a2', 'a3'), most: fc.integer({ min: 1, max: 3 }) },
});

test('counts in memory, which the fault tests use, answer as DynamoDB does', async () => {
  const answers = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(fc.array(CALL, { minLength: 20, maxLength: 40 }), async (calls) => {
      const memory = new MemoryActions();
      const { client, tableName } = await openClaimTable();
      for (const { name, ...call } of calls) {
        const counted = { ...call, expiresAt: 1 };
        const [expected, answer] = {
          count: () => [memory.countAction(counted), countAction(client, tableName, counted)],
          ask: () => [memory.isCounted(counted), isCounted(client, tableName, counted)],
          read: () => [memory.readEntry(counted), readEntry(client, tableName, counted)],
          start: () => [memory.noteStarted(counted), noteStarted(client, tableName, counted)],
          report: () => [memory.noteOutcome(counted), noteOutcome(client, tableName, counted)],
          lease: () => [memory.leaseReport(counted), leaseReport(client, tableName, counted)],
          admit: () => [memory.admitReport(counted), admitReport(client, tableName, counted)],
        }[name]();
        expect({ calls, answer: await answer }).toEqual({ calls, answer: expected });
        answers.add(expected);
      }
    }),
    { numRuns: 30 },
  );
  const said = [...answers].filter((answer) => typeof answer !== 'object');
  expect(new Set(said)).toEqual(new Set([true, false, undefined, 'new', 'made', 'over']));
});
