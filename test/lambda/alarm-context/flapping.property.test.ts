import fc from 'fast-check';
import { cases } from '../../jest/cases';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import { record } from '../log-processor/log-files';
import { firedEvent, SETTINGS, World } from './world';

const START = Date.parse('2026-11-20T03:00:00Z');
const MINUTE_MS = 60_000;
const PERIOD_MS = 5 * MINUTE_MS;
const FAULTS = ['kill before', 'kill after', 'fail', 'fail after'] as const satisfies readonly Fault[];

/** A log event: minutes after the one before, whether it is a record, and from when on a search finds it. */
const LOG_EVENT = fc.record({
  afterMinutes: fc.constantFrom(0, 1, 4, 9, 16, 21, 40),
  isRecord: fc.constantFrom(true, true, true, false),
  searchableAfterMinutes: fc.constantFrom(0, 0, 1, 6, 10),
});

const RUN = fc.record({
  logEvents: fc.array(LOG_EVENT, { minLength: 1, maxLength: 8 }),
  faults: fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...FAULTS)), { maxLength: 3 }),
  /** Whether the messages of the alarm come twice. */
  isTwice: fc.boolean(),
});

interface Logged {
  readonly id: string;
  readonly timeMs: number;
  readonly isRecord: boolean;
  readonly delayMs: number;
}

function toLogged(events: readonly (typeof LOG_EVENT extends fc.Arbitrary<infer Value> ? Value : never)[]) {
  let timeMs = START;
  return events.map(({ afterMinutes, isRecord, searchableAfterMinutes }, index): Logged => {
    timeMs += afterMinutes * MINUTE_MS;
    return { id: `e${index}`, timeMs: timeMs + index, isRecord, delayMs: searchableAfterMinutes * MINUTE_MS };
  });
}

/** When the alarm fires: at the end of each period that counts something after one that did not. */
function firedAt(logged: readonly Logged[]): readonly number[] {
  const periods = [...new Set(logged.map(({ timeMs }) => Math.floor(timeMs / PERIOD_MS)))];
  return periods.filter((one) => !periods.includes(one - 1)).map((one) => (one + 1) * PERIOD_MS + 12_345);
}

test('each record behind an alarm that flaps is told once, whatever comes late, fails, or comes twice', async () => {
  let records = 0;
  await fc.assert(
    fc.asyncProperty(RUN, async ({ logEvents, faults, isTwice }) => {
      const world = new World({ ...SETTINGS, maxReceiveCount: 20 });
      const logged = toLogged(logEvents);
      for (const { id, timeMs, isRecord, delayMs } of logged)
        world.log(new Date(timeMs).toISOString(), isRecord ? record(id) : 'no record', delayMs);
      const injector = new FaultInjector(world, new Map(faults));
      for (const atMs of firedAt(logged)) {
        await drainWithFaults(world, injector, atMs);
        world.nowMs = Math.max(world.nowMs, atMs);
        const timestamp = new Date(atMs).toISOString();
        for (let times = 0; times < (isTwice ? 2 : 1); times++)
          world.send(firedEvent({}, { timestamp, reasonData: undefined }));
      }
      await drainWithFaults(world, injector);
      const alerts = [...new Map(world.published.map((alert) => [alert.id, alert])).values()];
      const told = alerts.flatMap(({ eventSource, eventID }) =>
        eventSource === 'trailwatch' ? [] : [eventID],
      );
      const wanted = logged.filter(({ isRecord }) => isRecord).map(({ id }) => id);
      records += wanted.length;
      expect(told.sort()).toEqual(wanted);
      const foreign = alerts.filter(({ eventName }) => eventName === 'UntoldAlarmRecords').length;
      const others = logged.length - wanted.length;
      expect([foreign > 0, foreign <= others]).toEqual([others > 0, true]);
      expect(alerts.filter(({ eventName }) => eventName === 'AlarmWithoutRecords')).toEqual([]);
      expect(world.dead).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(records).toBeGreaterThan(cases(100));
});
