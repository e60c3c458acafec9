import type { AggregatedRecord } from './record';

/** A time in milliseconds since 1970 as CloudTrail writes `eventTime`: `2026-11-20T12:00:00Z`, with milliseconds where it has any. */
export function toEventTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** The day in UTC of a time in milliseconds since 1970: `2026-11-20`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

const WINDOW_START = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?Z?$/;

/**
 * The time of a record as CloudTrail writes `eventTime`: of an aggregated record, which has none, the start of its window, that is
 * written in two ways and is UTC in both. Undefined if the record has no time.
 */
export function timeTextOf({ eventTime, timeWindow }: AggregatedRecord): string | undefined {
  if (typeof eventTime === 'string' && eventTime !== '') return eventTime;
  const start: unknown = timeWindow?.windowStart;
  return typeof start === 'string' ? start.replace(WINDOW_START, '$1T$2$3Z') : undefined;
}
