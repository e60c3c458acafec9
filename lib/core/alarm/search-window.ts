import type { AlarmStateChange } from './alarm-state-change';

/** The period in which the records behind an alarm are searched, both ends included. */
export interface SearchWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The periods of an alarm, which decide the window to search. */
export interface WatchedPeriods {
  readonly periodSeconds: number;
  readonly periods: number;
}

/**
 * How much later than it happened a record may stand in the log group, and how far the clocks of two services may be
 * apart. A search that begins too early finds records that were reported already; they are not reported again.
 */
const LATE_MS = 15 * 60_000;

/**
 * The window to search when the alarm fired: the periods that it counted, and records that may have been late.
 *
 *     ─ late ─┼── counted periods ──┼─ fired
 *     from                          to
 */
export function firstSearch(change: AlarmStateChange, alarm: WatchedPeriods): SearchWindow {
  const { changedAtMs } = change;
  const counted = change.countedFromMs ?? changedAtMs - alarm.periodSeconds * alarm.periods * 1000;
  // A reason that names the distant past or the future is ignored.
  const fromMs = Math.max(Math.min(counted, changedAtMs), changedAtMs - 86_400_000);
  return { fromMs: fromMs - LATE_MS, toMs: changedAtMs };
}

/**
 * When to search again after `toMs`: an alarm that stays in ALARM sends no event. All searches of an alarm end at full
 * periods, so two that are started by different messages are the same.
 */
export function nextSearchAt(toMs: number, { periodSeconds }: WatchedPeriods): number {
  const periodMs = periodSeconds * 1000;
  return (Math.floor(toMs / periodMs) + 1) * periodMs;
}

/** The window of a later search: the last period, and before it the records that may have been late. */
export function laterSearch(atMs: number, { periodSeconds }: WatchedPeriods): SearchWindow {
  return { fromMs: atMs - periodSeconds * 1000 - LATE_MS, toMs: atMs };
}
