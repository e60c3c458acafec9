import { DAILY_SUMMARY_RULE_ID, toDailySummary } from '../../lib/core/alert/daily-summary';
import { ENDING_RULE_ID, toEndingAlert } from '../../lib/core/alert/ending-decisions';
import { OLD_LISTS_RULE_ID, toOldListsAlert } from '../../lib/core/alert/operational/old-lists';
import { dayOf, toEventTime } from '../../lib/core/record/to-event-time';
import { CHANGED_BY_HAND_RULE_ID } from '../../lib/core/rule/own-field';
import type { Heartbeat } from '../../lib/core/settings/message/heartbeat';
import { requireAll } from '../raise/retry-later';
import type { Invocation } from './invocation';

const HOUR_MS = 3_600_000;

const DAY_MS = 24 * HOUR_MS;

/** The hour in UTC in which silences that end soon are named where no summary is sent. */
const HOUR_WITHOUT_SUMMARY = 6;

/** What was in none of so many days before is new. */
const DAYS_BEFORE = 7;

/** The table counts the alerts of a day for ten days, and a summary compares its day with seven before. */
const MAX_LATE_MS = 2 * DAY_MS;

/** Days without heartbeats that are looked back for: of those that are too late, the log has a warning each. */
const MAX_DAYS_BACK = 9;

/**
 * Does what is due once a day, from an hour on: the summary, and the notices of what ends soon. What is done is noted by its day, so
 * that the first heartbeat after some were lost does what they would have done, in order. The alerts have the day in their
 * identity: two heartbeats at once, or in another order, send each once.
 *
 * Without a note (the first deployment, or the first release that notes) only what is due in the hour of the heartbeat or was in the
 * hour before is done: no alerts were counted for the days before.
 */
export async function doDailyWork(
  invocation: Invocation,
  { at, summaryHour }: Pick<Heartbeat, 'at' | 'summaryHour'>,
): Promise<void> {
  const { ports } = invocation;
  const atMs = Date.parse(at);
  const latest = lastDue(atMs, summaryHour ?? HOUR_WITHOUT_SUMMARY);
  const done = await ports.readDaysDone();
  const dues = duesUntil(latest, done, atMs - latest < 2 * HOUR_MS);
  if (done.length === 0 && dues.length === 0) return ports.noteDayDone(dayOf(latest));
  const outcomes: PromiseSettledResult<void>[] = [];
  // one after the other; a day whose summary cannot be sent holds up no other
  for (const due of dues) {
    const isLate = due < ports.nowMs() - MAX_LATE_MS;
    const work = isLate
      ? warnOfLateWork(invocation, { at, due })
      : doWork(invocation, { due, latest, summaryHour });
    outcomes.push(...(await Promise.allSettled([work])));
  }
  requireAll(outcomes);
}

async function doWork(
  invocation: Invocation,
  {
    due,
    latest,
    summaryHour,
  }: { readonly due: number; readonly latest: number } & Pick<Heartbeat, 'summaryHour'>,
): Promise<void> {
  if (summaryHour !== undefined) await sendSummary(invocation, due);
  await nameEnding(invocation, due);
  if (due === latest) await tellOldLists(invocation, dayOf(due));
  await invocation.ports.noteDayDone(dayOf(due));
}

async function warnOfLateWork(
  { ports, log }: Invocation,
  { at, due }: { readonly at: string; readonly due: number },
): Promise<void> {
  const day = dayOf(due - DAY_MS);
  log.warn('a heartbeat arrived too late for the work of a day: its summary and notices are not sent', {
    at,
    day,
  });
  await ports.noteDayDone(dayOf(due));
}

/** The last time at or before another that an hour of the day in UTC began. */
function lastDue(atMs: number, hour: number): number {
  const due = Math.floor(atMs / DAY_MS) * DAY_MS + hour * HOUR_MS;
  return due > atMs ? due - DAY_MS : due;
}

/**
 * What is due until the last, in order: the days that are not noted since the first that is, and the last itself if its hour is that
 * of the heartbeat or was the one before.
 */
function duesUntil(latest: number, done: readonly string[], isNear: boolean): readonly number[] {
  const first = done.reduce((least, day) => (day < least ? day : least), '9');
  return Array.from({ length: MAX_DAYS_BACK }, (_, at) => latest - (MAX_DAYS_BACK - 1 - at) * DAY_MS).filter(
    (due) => !done.includes(dayOf(due)) && (dayOf(due) > first || (isNear && due === latest)),
  );
}

/** Names what ends between one and two days after: each once, as no day is left out. */
async function nameEnding(
  { counts, detections: { silences, trials }, raiser, settings }: Invocation,
  due: number,
): Promise<void> {
  const isNext = (end: string) => end > toEventTime(due + DAY_MS) && end <= toEventTime(due + 2 * DAY_MS);
  const ending = toEndingAlert({
    ...{ processorName: settings.processorName, day: dayOf(due) },
    silences: silences.filter(({ until }) => isNext(until)),
    trials: trials.filter(({ trialUntil }) => isNext(trialUntil)),
  });
  if (ending !== undefined) counts.addRaised(await raiser.raise(ending, { name: ENDING_RULE_ID }));
}

async function tellOldLists(
  { addresses, counts, raiser, settings: { processorName } }: Invocation,
  day: string,
): Promise<void> {
  const lists = (await addresses?.old()) ?? [];
  if (lists.length === 0) return;
  const alert = toOldListsAlert({ processorName, day, lists });
  counts.addRaised(await raiser.raise(alert, { name: OLD_LISTS_RULE_ID }));
}

/** Sends the summary of the day before. It is claimed as an alert is, so that it is sent once. */
async function sendSummary(
  { ports, raiser, settings, detections: { plans, silences, trials } }: Invocation,
  due: number,
): Promise<void> {
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
    ...{ earlier: earlier.flat(), trials },
    // On Mondays, of the week that ended.
    isReportDue:
      new Date(due).getUTCDay() === 1 &&
      plans.some(({ correlation: { id } }) => id === CHANGED_BY_HAND_RULE_ID),
    searchedUntil: searched.flat().sort().at(-1),
    // Those that held at any time of the day.
    silences: silences.filter(({ from = '', until }) => until > day && from < dayOf(due)),
  });
  await raiser.raise(summary, { name: DAILY_SUMMARY_RULE_ID });
}
