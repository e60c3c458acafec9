import fc from 'fast-check';
import { SILENT_REGIONS_RULE_ID } from '../../../lib/core/alert/operational/silent-regions-alert';
import { regionWatchMessage } from '../../../lib/core/settings/message/region-watch';
import { cases } from '../../jest/cases';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import { heartbeat, World } from './world';

const START = Date.parse('2026-11-20T00:00:00Z');
const HOUR_MS = 3_600_000;
const HOME = '111122223333/eu-central-1';
const PLACES = [
  '444455556666/us-east-1',
  '444455556666/eu-west-1',
  '444455556666/eu-central-1',
  '777788889999/us-east-1',
  '777788889999/eu-west-1',
];

const FAULTS = ['kill before', 'kill after', 'fail', 'fail after'] as const satisfies readonly Fault[];

/** Of an hour: who sends heartbeats, how often, whether anything reads the queue at its end, and what fails then. */
const HOUR = fc.record({
  heard: fc.subarray(PLACES),
  times: fc.constantFrom(1, 1, 2),
  isRead: fc.constantFrom(true, true, true, false),
  faults: fc.array(fc.tuple(fc.nat(15), fc.constantFrom(...FAULTS)), { maxLength: 2 }),
});

/** Hours that are alike, because a silence takes four. */
const HOURS = fc
  .array(fc.tuple(HOUR, fc.integer({ min: 1, max: 5 })), { minLength: 2, maxLength: 6 })
  .map((spans) => spans.flatMap(([hour, length]) => Array.from({ length }, () => hour)));

function hourOf(index: number): string {
  return new Date(START + index * HOUR_MS).toISOString().replace('.000', '');
}

/** Each silence of three hours or more, up to the hour before the last: the place, and the hour of its last heartbeat. */
function silencesIn(hours: readonly { readonly heard: readonly string[] }[]): readonly string[] {
  return PLACES.flatMap((place) =>
    hours.flatMap(({ heard }, index) => {
      const next = hours.slice(index + 1, index + 4);
      const isSilent = next.length === 3 && next.every((one) => !one.heard.includes(place));
      return heard.includes(place) && isSilent ? [`${place} ${hourOf(index)}`] : [];
    }),
  ).sort();
}

test('each silence is told once, and only silent Regions are named, while accounts come and go and calls fail or wait', async () => {
  let silences = 0;
  await fc.assert(
    fc.asyncProperty(HOURS, async (hours) => {
      const world = new World({ ...new World().settings, maxReceiveCount: 20 });
      for (const [index, { heard, times, isRead, faults }] of hours.entries()) {
        world.nowMs = Math.max(world.nowMs, START + index * HOUR_MS + HOUR_MS / 2);
        const at = new Date(START + index * HOUR_MS + HOUR_MS / 2).toISOString();
        world.send(JSON.stringify(regionWatchMessage(at)));
        for (let time = 0; time < times; time++)
          for (const place of [HOME, ...heard]) world.send(heartbeat(place, at));
        const end = START + (index + 1) * HOUR_MS;
        if (isRead) await drainWithFaults(world, new FaultInjector(world, new Map(faults)), end);
      }
      world.nowMs = Math.max(world.nowMs, START + hours.length * HOUR_MS + HOUR_MS / 2);
      world.send(JSON.stringify(regionWatchMessage(new Date(START + hours.length * HOUR_MS).toISOString())));
      await world.drain();
      const alerts = new Map(world.published.map((alert) => [alert.id, alert])).values();
      const told = [...alerts].flatMap(({ record: { account, regions, lastHour } }) =>
        (regions as readonly string[]).map((region) => `${account}/${region} ${lastHour}`),
      );
      const expected = silencesIn(hours);
      silences += expected.length;
      expect(told.sort()).toEqual(expected);
      expect(world.published.every(({ ruleId }) => ruleId === SILENT_REGIONS_RULE_ID)).toBe(true);
      expect(world.dead).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(silences).toBeGreaterThan(cases(50));
});
