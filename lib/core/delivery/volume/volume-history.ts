import { MONTH_DAYS } from '../../cost/counts';
import { isJsonObject } from '../../json/json-value';
import { dayOf } from '../../record/to-event-time';

/** What an account delivered on a day in UTC, by the times of delivery. */
export interface DayVolume {
  /** As `2026-11-20`. */
  readonly day: string;
  readonly events: number;
  /** What CloudTrail charges for them; 0 where prices are not known. */
  readonly usd: number;
}

/** How a day is far above the days before it, and what was the most of one of those. */
export interface RaisedVolume {
  readonly by: 'events' | 'usd';
  readonly usualEvents: number;
  readonly usualUsd: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day of long ago does not make every later one usual; a month has every kind of day. */
const REMEMBERED_DAYS = 30;

/** What was seen for less than a week may do other things on other days of the week. */
const MIN_DAYS = 7;

/** How much more than on the day with the most. */
const FACTOR = 3;

/** A rise by less is none: an idle account that is used for an hour makes some thousand events. */
const MIN_MORE_EVENTS = 100_000;

/** In a month, in US dollars. */
const MIN_MORE_USD = 10;

/** Whether a day is far above those before it: in what it costs, or in events. The day itself becomes usual for those after it. */
export function raisedVolume(
  before: readonly DayVolume[],
  { events, usd }: DayVolume,
): RaisedVolume | undefined {
  if (before.length < MIN_DAYS) return undefined;
  const usualEvents = Math.max(...before.map((day) => day.events));
  const usualUsd = Math.max(...before.map((day) => day.usd));
  const isDearer = usd >= FACTOR * usualUsd && (usd - usualUsd) * MONTH_DAYS >= MIN_MORE_USD;
  const isMore = events >= FACTOR * usualEvents && events - usualEvents >= MIN_MORE_EVENTS;
  if (!isDearer && !isMore) return undefined;
  return { by: isDearer ? 'usd' : 'events', usualEvents, usualUsd };
}

/** The history with one more day, which is the latest. */
export function withDay(before: readonly DayVolume[], latest: DayVolume): readonly DayVolume[] {
  const firstDay = dayOf(Date.parse(latest.day) - REMEMBERED_DAYS * DAY_MS);
  return [...before.filter(({ day }) => day > firstDay), latest];
}

/** The day in UTC before that of a time. */
export function dayBefore(timeMs: number): string {
  return dayOf(timeMs - DAY_MS);
}

/** What a state holds, read again; entries that are no days are left out. */
export function readHistory(value: unknown): readonly DayVolume[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).flatMap(({ day, events, usd }) => {
    const isWhole = typeof day === 'string' && typeof events === 'number' && typeof usd === 'number';
    return isWhole ? [{ day, events, usd }] : [];
  });
}
