import type { AlarmStateChange } from './alarm-state-change';

/** A stretch of time in which the records behind an alarm are looked for, both ends included. */
export interface Look {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What of an alarm decides where to look. */
export interface WatchedPeriods {
  readonly periodSeconds: number;
  readonly periods: number;
}

/**
 * How much later than it happened a record may stand in the log group, and how far the clocks of two services may be
 * apart. A look that begins too early finds what was told already, and tells it no second time.
 */
const LATE_MS = 15 * 60_000;

/**
 * Where to look when the alarm fired: all that it counted, and what may have been late.
 *
 *     ─ late ─┼── counted periods ──┼─ fired
 *     from                          to
 */
export function firstLook(change: AlarmStateChange, alarm: WatchedPeriods): Look {
  const { changedAtMs } = change;
  const counted = change.countedFromMs ?? changedAtMs - alarm.periodSeconds * alarm.periods * 1000;
  // A reason that tells of the distant past, or of the future, is none.
  const fromMs = Math.max(Math.min(counted, changedAtMs), changedAtMs - 86_400_000);
  return { fromMs: fromMs - LATE_MS, toMs: changedAtMs };
}

/**
 * When to look again after `toMs`: an alarm that goes on firing does not say so. All looks of an alarm are at the full
 * periods, so that two that are begun by different messages are one.
 */
export function nextLookAt(toMs: number, { periodSeconds }: WatchedPeriods): number {
  const periodMs = periodSeconds * 1000;
  return (Math.floor(toMs / periodMs) + 1) * periodMs;
}

/** Where to look then: the last period, and before it all that may have been late. */
export function laterLook(atMs: number, { periodSeconds }: WatchedPeriods): Look {
  return { fromMs: atMs - periodSeconds * 1000 - LATE_MS, toMs: atMs };
}
