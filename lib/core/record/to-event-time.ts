import type { AggregatedRecord } from './record';

/** A time in milliseconds since 1970 as CloudTrail writes `eventTime`: `2026-11-20T12:00:00Z`, with milliseconds where it has any. */
export function toEventTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** The day in UTC of a time in milliseconds since 1970: `2026-11-20`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** As SQL writes a timestamp, or ISO 8601 without its zone. */
const UNZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.0+|(\.\d+))?Z?$/;

/**
 * A time that is UTC, as CloudTrail writes `eventTime`: summaries, and timestamps of CloudTrail Lake and Athena, leave out the
 * sign of it. Any other text is left as it is.
 */
export function toUtcText(time: string): string {
  return time.charAt(DAY_END) === 'T' && time.endsWith('Z')
    ? time
    : time.replace(UNZONED, (_, day, clock, fraction = '') => `${day}T${clock}${fraction}Z`);
}

const DAY_END = 'yyyy-mm-dd'.length;

/**
 * The time of a record as CloudTrail writes `eventTime`: of an aggregated record, which has none, the start of its window, that is
 * written in two ways and is UTC in both. Undefined if the record has no time.
 */
export function timeTextOf({ eventTime, timeWindow }: AggregatedRecord): string | undefined {
  if (typeof eventTime === 'string' && eventTime !== '') return eventTime;
  const start: unknown = timeWindow?.windowStart;
  return typeof start === 'string' ? toUtcText(start) : undefined;
}
