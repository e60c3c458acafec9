import type { TimePartCondition } from '../rule/condition';

/** `2023-07-10`, `2023-07-10T12:05:00Z`, `2023-07-10 12:05:00.123+02:00`; without an offset it is UTC. */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A part of the date that a text is, in UTC; undefined if the text is no ISO 8601 date. Months count from 1. */
export function timePartOf(text: string, part: TimePartCondition['part']): number | undefined {
  const date = dateOf(text);
  if (date === undefined) return undefined;
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeekOf(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
    default:
      return part satisfies never;
  }
}

function dateOf(text: string): Date | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((piece) => Number(piece ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  date.setUTCHours(hour ?? 0, minute, second);
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day || (hour ?? 0) > 23) return undefined;
  if ((minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  const [sign, hours, minutes] = found.slice(7);
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return new Date(date.getTime() - (sign === '-' ? -offset : offset) * MINUTE_MS);
}

/** ISO 8601: weeks begin on Monday, and the first one is that with the year's first Thursday. */
function isoWeekOf(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const daysSinceMonday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(midnight + (3 - daysSinceMonday) * DAY_MS);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - newYear) / (7 * DAY_MS));
}
