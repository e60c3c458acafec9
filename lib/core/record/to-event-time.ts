/** A time in milliseconds since 1970 as CloudTrail writes `eventTime`: `2026-11-20T12:00:00Z`, with milliseconds where it has any. */
export function toEventTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
