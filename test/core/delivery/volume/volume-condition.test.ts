import {
  type DayVolume,
  dayBefore,
  raisedVolume,
  readHistory,
  withDay,
} from '../../../../lib/core/delivery/volume/volume-condition';

function days(count: number, volume: Omit<DayVolume, 'day'>): readonly DayVolume[] {
  return Array.from({ length: count }, (_, index) => ({
    day: dayBefore(Date.parse('2026-11-20') - (count - 1 - index) * 86_400_000),
    ...volume,
  }));
}

const TODAY = '2026-11-20';

test.each<[string, readonly DayVolume[], Omit<DayVolume, 'day'>, string | undefined]>([
  ['a new account', days(6, { events: 10, usd: 0 }), { events: 1e9, usd: 1e3 }, undefined],
  ['an idle account', days(30, { events: 0, usd: 0 }), { events: 0, usd: 0 }, undefined],
  [
    'an idle account that is used a little',
    days(30, { events: 0, usd: 0 }),
    { events: 99_999, usd: 0 },
    undefined,
  ],
  [
    'free events that are three times as many',
    days(7, { events: 60_000, usd: 0 }),
    { events: 180_000, usd: 0 },
    'events',
  ],
  ['some more events', days(30, { events: 1e6, usd: 1 }), { events: 2.9e6, usd: 2.9 }, undefined],
  ['dear events that are few', days(30, { events: 1e6, usd: 0.1 }), { events: 1.4e6, usd: 0.5 }, 'usd'],
  ['a rise of some cents', days(30, { events: 100, usd: 0 }), { events: 50_000, usd: 0.05 }, undefined],
  [
    'a day as there was one before',
    [...days(29, { events: 1e4, usd: 0 }), { day: TODAY, events: 1e6, usd: 1 }],
    { events: 1.1e6, usd: 1.1 },
    undefined,
  ],
])('%s', (_, before, volume, by) => {
  expect(raisedVolume(before, { day: '2026-11-21', ...volume })?.by).toBe(by);
});

test('what was the most of a day is told with a rise', () => {
  expect(raisedVolume(days(8, { events: 5, usd: 0.5 }), { day: TODAY, events: 1e6, usd: 50 })).toEqual({
    ...{ by: 'usd', usualEvents: 5, usualUsd: 0.5 },
  });
});

test('thirty days are remembered, whether or not there were days between them', () => {
  const month = days(30, { events: 1, usd: 0 });
  const latest = { day: TODAY, events: 2, usd: 0 };
  const after = withDay(month, latest);
  expect(after).toHaveLength(30);
  expect([after[0]?.day, after.at(-1)]).toEqual(['2026-10-22', latest]);
  expect(withDay(month, { ...latest, day: '2027-01-01' })).toHaveLength(1);
});

test('what a state holds is read again, and what is no day is left out', () => {
  const month = days(3, { events: 1, usd: 0.5 });
  expect(readHistory(JSON.parse(JSON.stringify(month)))).toEqual(month);
  expect(readHistory([{ day: TODAY, events: 'many', usd: 0 }, 'day', null])).toEqual([]);
  expect(readHistory(undefined)).toEqual([]);
});
