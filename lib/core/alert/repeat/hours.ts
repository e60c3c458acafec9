const HOURS = 24;

/** Hours that lie further apart are no habit: an actor active at all of them may be active at any. */
const WIDEST_BAND = 8;

/** So near to the band an hour is no surprise: summer time moves it by one. */
const MARGIN = 2;

/** On fewer days there is no habit yet. */
const LEAST_DAYS = 3;

/** When alerts of one kind were: the hours of the day in UTC, and the last days, since 1970. */
export interface SeenTimes {
  readonly hours: readonly number[];
  readonly days: readonly number[];
}

/** Days that are remembered. */
const MAX_DAYS = 7;

/**
 * Whether a time is of an hour that is new: on three days or more all were within eight hours of the day, and this one is
 * more than two hours away from those. Of an hourly job no hour is new, and of somebody who works by day the night is.
 */
export function isNewHour({ hours, days }: SeenTimes, timeMs: number): boolean {
  if (days.length < LEAST_DAYS || hours.length === 0) return false;
  const sorted = [...hours].sort((one, other) => one - other);
  const hour = hourOf(timeMs);
  return sorted.some((before, at) => {
    const gap = ((sorted[at + 1] ?? (sorted[0] as number) + HOURS) - before) % HOURS || HOURS;
    const after = (hour - before + HOURS) % HOURS;
    return HOURS - gap <= WIDEST_BAND && after > MARGIN && gap - after > MARGIN && after < gap;
  });
}

/** The same with one more; undefined if that changes nothing. */
export function withTime({ hours, days }: SeenTimes, timeMs: number): SeenTimes | undefined {
  const [hour, day] = [hourOf(timeMs), Math.floor(timeMs / 86_400_000)];
  if (hours.includes(hour) && days.includes(day)) return undefined;
  return {
    hours: [...new Set([...hours, hour])],
    days: [...new Set([...days, day])].sort((one, other) => one - other).slice(-MAX_DAYS),
  };
}

function hourOf(timeMs: number): number {
  return new Date(timeMs).getUTCHours();
}
