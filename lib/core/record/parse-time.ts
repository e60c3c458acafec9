const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What a text that {@link parseDayOrTime} takes looks like, as a part of a sentence. */
export const DAY_OR_TIME = 'a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)';

/** A day, which begins at midnight UTC, or a time with its zone, in milliseconds since 1970; undefined for any other text. */
export function parseDayOrTime(text: string): number | undefined {
  const timeMs = DATE.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse parses 31 February as 3 March.
  const isReal = new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.startsWith(text.slice(0, 10)) === true;
  return Number.isNaN(timeMs) || !isReal ? undefined : timeMs;
}

const AGO = /^(\d{1,4})([mhdw])$/;

/** Minutes, hours, days and weeks, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** How long ago, such as `30m`, `2h`, `7d` or `2w`, as a time with its zone; undefined for any other text. */
export function parseAgo(text: string, nowMs: number): string | undefined {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  return count === undefined ? undefined : new Date(nowMs - Number(count) * (UNITS[unit] ?? 0)).toISOString();
}
