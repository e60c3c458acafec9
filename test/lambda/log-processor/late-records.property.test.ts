import fc from 'fast-check';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

const DAY_MS = 86_400_000;
const REMEMBER_MS = SETTINGS.rememberDays * DAY_MS;
const ALERTS = 20;

/** What comes, one after the other: a file with some alerts, a file that came before, or time, of which some steps are longer than alerts are remembered. */
const STEPS = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        alerts: fc.uniqueArray(fc.nat(ALERTS - 1), { minLength: 1, maxLength: ALERTS }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ again: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ days: fc.constantFrom(0.2, 1, 3, 5, 6.9, 7.1, 15) }) },
  ),
  { minLength: 2, maxLength: 12 },
);

const FAULTS = fc.record({
  /** Calls that fail, by how many came before. */
  at: fc.uniqueArray(fc.nat(150), { maxLength: 3 }),
  isAfter: fc.boolean(),
});

/** How often an alert may be raised that came at these times. */
function mostOf(times: readonly number[]): number {
  let most = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const timeMs of times) {
    if (timeMs - lastMs < REMEMBER_MS) continue;
    most += 1;
    lastMs = timeMs;
  }
  return most;
}

test('each alert is sent or reported, and once for as long as it is remembered, however late others of its storm come', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, FAULTS, fc.boolean(), async (steps, faults, isSwept) => {
      const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 3 });
      let calls = 0;
      const container = () =>
        world.container(async ({ name }, effect) => {
          const isFailing = faults.at.includes(calls++) && name !== 'countSummary';
          if (isFailing && (!faults.isAfter || name === 'publishAlert')) throw new Error('throttled');
          const answer = effect();
          if (isFailing) throw new Error('no answer');
          return answer;
        });
      const times = new Map<number, number[]>();
      const files: number[][] = [];
      for (const step of steps) {
        if ('days' in step) {
          world.nowMs += step.days * DAY_MS;
          if (isSwept) world.table.deleteExpired(world.nowMs);
          continue;
        }
        const at = 'again' in step ? step.again % Math.max(1, files.length) : files.push(step.alerts) - 1;
        if (files[at] === undefined) continue;
        for (const alert of files[at]) times.set(alert, [...(times.get(alert) ?? []), world.nowMs]);
        if ('again' in step) world.send(noticeOf(logKey(`file${at}`)));
        else world.deliver(logKey(`file${at}`), logFile(step.alerts.map((one) => record(`e${one}`))));
        await world.drain(container());
      }
      const told = world.published.reduce(
        (sum, { eventName, record: { count } }) => sum + (eventName === 'AlertStorm' ? Number(count) : 1),
        0,
      );
      expect(world.dead).toEqual([]);
      expect(told).toBeGreaterThanOrEqual(times.size);
      expect(told).toBeLessThanOrEqual([...times.values()].reduce((sum, ofOne) => sum + mostOf(ofOne), 0));
      const counted = world.table.summary.reduce(
        (sum, { sent, held, storms, grouped }) => sum + sent + held - storms + grouped,
        0,
      );
      expect(counted).toBe(told);
    }),
    { numRuns: 400 },
  );
});
