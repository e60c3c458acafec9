import fc from 'fast-check';
import {
  missedHours,
  readWeekHours,
  type WeekHours,
  withHour,
} from '../../../lib/core/delivery/region-rhythm';

const HOUR = 60 * 60 * 1000;
const WEEK = 7 * 24 * HOUR;
const START = Date.parse('2026-01-01T00:00:00Z');

/** The same by the list of all files. */
function missedByList(files: readonly number[], nowMs: number): number {
  const [first = 0, last = 0] = [files[0], files.at(-1)];
  const hours = new Set(files.map((ms) => Math.floor(ms / HOUR)));
  const begin = Math.floor(last / HOUR) + 1;
  const candidates = Array.from({ length: 4 * 7 * 24 }, (_, at) => begin + at);
  return candidates.filter((hour) => {
    if ((hour + 1) * HOUR > Math.floor((nowMs - HOUR) / HOUR) * HOUR) return false;
    const weeks = Math.min(4, Math.floor((hour * HOUR - first) / WEEK));
    const seen = [1, 2, 3, 4].filter((ago) => ago <= weeks && hours.has(hour - ago * 7 * 24)).length;
    return weeks >= 2 && seen >= Math.min(weeks, 3);
  }).length;
}

test('what is missed is what a list of all files says', () => {
  const jump = fc.oneof(
    fc.integer({ min: 0, max: 3 * HOUR }),
    fc.integer({ min: 0, max: 3 * WEEK }),
    fc.constant(24 * HOUR),
    fc.constant(WEEK),
  );
  fc.assert(
    fc.property(
      fc.nat(WEEK),
      fc.array(jump, { maxLength: 80 }),
      fc.boolean(),
      fc.nat(6 * WEEK),
      (at, jumps, isDaily, waitMs) => {
        const files = [START + at];
        const daily = isDaily ? Array.from({ length: 35 }, () => 24 * HOUR) : [];
        for (const ms of [...daily, ...jumps]) files.push((files.at(-1) ?? 0) + ms);
        const hours = files.reduce<WeekHours | undefined>(withHour, undefined) as WeekHours;
        const read = readWeekHours(JSON.parse(JSON.stringify(hours))) as WeekHours;
        const nowMs = (files.at(-1) ?? 0) + waitMs;
        expect(missedHours(read, files.at(-1) ?? 0, nowMs)).toBe(missedByList(files, nowMs));
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  ['nothing', undefined],
  ['an object without members', {}],
  ['other digits', { week: 1, sinceMs: 2, bits: 'zz'.repeat(168) }],
  ['one byte', { week: 1, sinceMs: 2, bits: '00' }],
  ['half a week', { week: 1.5, sinceMs: 2, bits: '00'.repeat(168) }],
])('%s is no hours of a week', (_name, value) => expect(readWeekHours(value)).toBeUndefined());
