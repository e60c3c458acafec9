import { DAILY_SUMMARY_RULE_ID, toDailySummary } from '../../lib/core/alert/daily-summary';
import type { Heartbeat } from '../../lib/core/settings/heartbeat';
import type { Invocation } from './invocation';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What was in none of so many days before is new. */
const DAYS_BEFORE = 7;

/**
 * Sends the summary of the day before, in its hour and, where no heartbeat came then, in the next. It is claimed as an alert is, so
 * that it is sent once.
 */
export async function sendSummary(
  { ports, raiser, settings }: Invocation,
  { at, summaryHour }: Heartbeat,
): Promise<void> {
  const due = dueSince(Date.parse(at), summaryHour);
  if (due === undefined) return;
  const dayMs = due - DAY_MS;
  const day = dayOf(dayMs);
  const daysBefore = Array.from({ length: DAYS_BEFORE }, (_, index) => dayOf(dayMs - (index + 1) * DAY_MS));
  const [counts, searched, ...earlier] = await Promise.all([
    ports.readSummary(day),
    Promise.all([day, dayOf(due)].map((each) => ports.readSearched(each))),
    ...daysBefore.map((each) => ports.readSummary(each)),
  ]);
  const summary = toDailySummary({
    ...{ processorName: settings.processorName, day, counts },
    earlier: earlier.flat(),
    searchedUntil: searched.flat().sort().at(-1),
  });
  await raiser.raise(summary, { name: DAILY_SUMMARY_RULE_ID });
}

/** A time of the day on which the summary is due; undefined if it is not. */
function dueSince(atMs: number, summaryHour: number | undefined): number | undefined {
  return [atMs, atMs - HOUR_MS].find((timeMs) => new Date(timeMs).getUTCHours() === summaryHour);
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
