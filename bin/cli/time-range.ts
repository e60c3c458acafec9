import { DAY_OR_TIME, parseDayOrTime } from '../../lib/core/record/parse-time';
import { UserError } from './user-error';

/** A time range, in milliseconds since 1970, with an exclusive end; unbounded without `startMs` or `endMs`. */
export interface OpenTimeRange {
  readonly startMs?: number;
  readonly endMs?: number;
}

/** A time range with an end. */
export interface TimeRange extends OpenTimeRange {
  readonly endMs: number;
}

interface TimeOptions {
  readonly start?: string;
  readonly end?: string;
}

/**
 * Reads `--start` and `--end`: a day, which begins at midnight UTC, or a time with its zone. An omitted option is no bound.
 *
 * @throws {@link UserError} if one is not a time, or the start is not before the end
 */
export function parseTimes({ start, end }: TimeOptions): OpenTimeRange {
  const startMs = start === undefined ? undefined : parseTime('--start', start);
  const endMs = end === undefined ? undefined : parseTime('--end', end);
  if (startMs !== undefined && endMs !== undefined && startMs >= endMs)
    throw new UserError(`--start is ${start}, which is not before the end, ${end}`);
  return { ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }) };
}

/**
 * The same for queries up to the present: without an end, until now.
 *
 * @throws {@link UserError} if one is not a time, or the start is not before the end
 */
export function parseTimeRange(options: TimeOptions, now: Date): TimeRange {
  const { startMs = Number.NEGATIVE_INFINITY, endMs = now.getTime(), ...range } = parseTimes(options);
  if (startMs < endMs) return { ...(options.start === undefined ? range : { startMs }), endMs };
  throw new UserError(`--start is ${options.start}, which is not before the end, ${now.toISOString()}`);
}

/**
 * Reads a day, which begins at midnight UTC, or a time with its zone.
 *
 * @throws {@link UserError} if it is not a time
 */
export function parseTime(option: string, text: string): number {
  const timeMs = parseDayOrTime(text);
  if (timeMs !== undefined) return timeMs;
  throw new UserError(`${option} is '${text}'; write ${DAY_OR_TIME}`);
}
