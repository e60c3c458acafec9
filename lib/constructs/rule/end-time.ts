/** A date, or a time in UTC with whole seconds. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/;

/**
 * A time from the user in the format of CloudTrail: `2026-12-01T00:00:00Z`.
 *
 * @param what names the property in the error
 * @throws if it is none, such as the 30th of February
 */
export function toTime(what: string, text: string): string {
  const time = text.length === 'yyyy-mm-dd'.length ? `${text}T00:00:00Z` : text;
  const timeMs = TIME.test(text) ? Date.parse(time) : Number.NaN;
  // Date.parse parses the 30th of February as the 2nd of March.
  if (!Number.isNaN(timeMs) && new Date(timeMs).toISOString().replace('.000Z', 'Z') === time) return time;
  throw new Error(
    `${what} '${text}' is not a time; give a day such as 2026-12-01, or a time in UTC such as 2026-12-01T06:30:00Z`,
  );
}

/** Whether a time has passed at synthesis. Templates do not depend on it; warnings do. */
export function isOver(time: string): boolean {
  return Date.parse(time) <= Date.now();
}
