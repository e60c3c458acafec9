/** A time in milliseconds since 1970 as CloudTrail writes `eventTime`: `2026-11-20T12:00:00Z`, with milliseconds where it has any. */
export function toEventTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** The day in UTC of a time in milliseconds since 1970: `2026-11-20`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
