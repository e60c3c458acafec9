import { isSilent, type RegionRhythm, readRhythm, withFile } from '../../../lib/core/delivery/region-rhythm';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00Z');

/** The rhythm of files at these hours after the start. */
function rhythmOf(hours: readonly number[]): RegionRhythm {
  const [rhythm] = hours.reduce<(RegionRhythm | undefined)[]>(
    ([before], hour) => [withFile(before, { key: `key-${hour}`, deliveredMs: START + hour * HOUR_MS })],
    [undefined],
  );
  if (rhythm === undefined) throw new Error('no file');
  return rhythm;
}

function everyHours(step: number, days: number): readonly number[] {
  return Array.from({ length: Math.floor((days * 24) / step) + 1 }, (_, index) => index * step);
}

function silentAfter(rhythm: RegionRhythm, hours: number): boolean {
  return isSilent(rhythm, rhythm.lastMs + hours * HOUR_MS);
}

test.each([
  ['a busy Region', everyHours(0.25, 8), 6],
  ['a Region with a file every four hours', everyHours(4, 14), 12],
  [
    'a Region that is idle at weekends',
    everyHours(1, 14).filter((hour) => Math.floor(hour / 24) % 7 < 5),
    3 * 49,
  ],
])('%s is silent after three of its longest pauses, and six hours at least', (_, hours, silence) => {
  const rhythm = rhythmOf(hours);
  expect(silentAfter(rhythm, silence)).toBe(false);
  expect(silentAfter(rhythm, silence + 0.01)).toBe(true);
});

test.each([
  ['a Region with few files', everyHours(24, 30)],
  ['a Region that was seen for less than a week', everyHours(0.25, 6)],
])('%s is never silent', (_, hours) => {
  expect(silentAfter(rhythmOf(hours), 10_000)).toBe(false);
});

test('a long pause is forgotten after two periods of 30 days', () => {
  const hours = [0, 100, ...everyHours(1, 90).map((hour) => hour + 101)];
  const after = (days: number) => rhythmOf(hours.filter((hour) => hour <= days * 24));
  expect(silentAfter(after(45), 200)).toBe(false);
  expect(silentAfter(after(90), 7)).toBe(true);
});

test('a file that is listed out of order moves no time back', () => {
  const rhythm = withFile(rhythmOf([0, 5]), { key: 'late', deliveredMs: START + 2 * HOUR_MS });
  expect(rhythm).toMatchObject({ lastKey: 'late', lastMs: START + 5 * HOUR_MS, longestMs: 5 * HOUR_MS });
});

test('a rhythm is read as it was written; anything else is none', () => {
  const rhythm = rhythmOf(everyHours(1, 3));
  expect(readRhythm(JSON.parse(JSON.stringify(rhythm)))).toEqual(rhythm);
  expect(readRhythm({ ...rhythm, lastMs: 'soon' })).toBeUndefined();
  expect(readRhythm([])).toBeUndefined();
});
