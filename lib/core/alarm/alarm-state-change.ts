import { isJsonObject, type Json, type JsonObject, parseJson } from '../json/json-value';

/** That an alarm went to another state, as far as one must know to look for the records behind it. */
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
