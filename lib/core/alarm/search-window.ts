import { isJsonObject, type Json, type JsonObject, parseJson } from '../json/json-value';

/** The period in which the records of an alarm are searched, both ends included. */
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
 * How late a record may arrive in the log group, and how far the clocks of two services may differ. A search that
 * begins too early finds records that were reported already; they are not reported again.
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

/** A change of an alarm to another state, with what the search for its records needs. */
export interface AlarmStateChange {
  readonly alarmName: string;
  readonly state: string;
  readonly changedAtMs: number;
  /** The start of the oldest period that was looked at; absent when the reason does not contain it, as after `SetAlarmState`. */
  readonly countedFromMs?: number;
}

const DETAIL_TYPE = 'CloudWatch Alarm State Change';

/**
 * Reads EventBridge's event of an alarm's change of state; undefined for anything else. Throws on one that is not whole.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function parseAlarmStateChange(body: string): AlarmStateChange | undefined {
  const event = parseJson(body);
  if (!isJsonObject(event) || event['detail-type'] !== DETAIL_TYPE) return undefined;
  const detail = objectOf(event.detail);
  const state = objectOf(detail.state);
  const changedAtMs = timeOf(state.timestamp) ?? timeOf(event.time);
  if (typeof detail.alarmName !== 'string' || typeof state.value !== 'string' || changedAtMs === undefined) {
    throw new Error("an alarm's change of state lacks its alarmName, state.value or state.timestamp");
  }
  const countedFromMs = countedFrom(state.reasonData);
  return {
    alarmName: detail.alarmName,
    state: state.value,
    changedAtMs,
    ...(countedFromMs === undefined ? {} : { countedFromMs }),
  };
}

/** The oldest time among the periods that the reason's data names; JSON in JSON, and not documented as complete. */
function countedFrom(reasonData: Json | undefined): number | undefined {
  const data = typeof reasonData === 'string' ? parseJson(reasonData) : reasonData;
  if (!isJsonObject(data)) return undefined;
  const points = Array.isArray(data.evaluatedDatapoints) ? (data.evaluatedDatapoints as readonly Json[]) : [];
  const times = [data.startDate, ...points.map((point) => objectOf(point).timestamp)].flatMap(
    (time) => timeOf(time) ?? [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** CloudWatch writes `2026-11-20T03:05:12.345+0000`, which `Date.parse` takes, too. */
function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
