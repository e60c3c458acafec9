import { UserError } from './user-error';

/** A stretch of time, in milliseconds since 1970; without `startMs` it has no beginning. */
export interface TimeRange {
  readonly startMs?: number;
  readonly endMs: number;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads `--start` and `--end`: a day, which begins at midnight UTC, or a time with its zone. Without an end, now.
 *
 * @throws {@link UserError} if one is no time, or the start is not before the end
 */
export function parseTimeRange(
  options: { readonly start?: string; readonly end?: string },
  now: Date,
): TimeRange {
  const endMs = options.end === undefined ? now.getTime() : parseTime('--end', options.end);
  if (options.start === undefined) return { endMs };
  const startMs = parseTime('--start', options.start);
  if (startMs < endMs) return { startMs, endMs };
  throw new UserError(
    `--start is ${options.start}, which is not before the end, ${options.end ?? now.toISOString()}`,
  );
}

function parseTime(option: string, text: string): number {
  const timeMs = DATE.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes 31 February for 3 March.
  const isReal = new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.startsWith(text.slice(0, 10)) === true;
  if (!Number.isNaN(timeMs) && isReal) return timeMs;
  throw new UserError(
    `${option} is '${text}'; write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)`,
  );
}
