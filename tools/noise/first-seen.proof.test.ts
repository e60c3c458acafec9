import { firstSeenDays } from './first-seen-days';
import { ESTATES } from './play-days';

/** A mark that is none of an attack is false: a person would look at so many. */
const MAX_FALSE = 10;

const LARGE = ESTATES.filter(({ isLarge }) => isLarge === true);

test.each(LARGE)('ordinary days of $name have at most ten marks for 50,000 records', async (estate) => {
  const days = await firstSeenDays(estate, 14);
  expect(days.some(({ records }) => records > 45_000)).toBe(true);
  // Seven days are learned.
  for (const { marks } of days.slice(0, 7)) expect(marks).toEqual([]);
  for (const { marks, records } of days.slice(7))
    expect(marks.length).toBeLessThanOrEqual((MAX_FALSE * Math.max(records, 50_000)) / 50_000);
});
