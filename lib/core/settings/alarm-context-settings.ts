import type { AlarmDefinition, AlarmRule } from '../alarm/alarm-definition';
import type { Narrowing } from '../rule/narrowed-condition';
import { SEVERITIES } from '../rule/rule';
import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What the `AlarmContext` construct writes into its function's environment, and the handler reads there. */
export interface AlarmContextSettings extends AlertingHandlerSettings {
  /** The log group whose records the alarms count. */
  readonly logGroupName: string;
  /** The file with the alarms, of a Lambda layer. */
  readonly alarmsFile: string;
  /** How many records of one look are reported that were not reported before; one alert counts the rest. */
  readonly maxRecords: number;
  /** Distinguishes this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly contextName: string;
}

/** The environment of the function. */
export const ALARM_CONTEXT_ENVIRONMENT = new FunctionEnvironment<AlarmContextSettings>('AlarmContext', {
  ...ALERTING_HANDLER_FIELDS,
  logGroupName: { variable: 'TRAILWATCH_LOG_GROUP_NAME', kind: 'text' },
  alarmsFile: { variable: 'TRAILWATCH_ALARMS_FILE', kind: 'text' },
  maxRecords: { variable: 'TRAILWATCH_MAX_RECORDS', kind: 'number' },
  contextName: WORKER_NAMES.context,
});

/**
 * Every metric of the alarm context, with its CloudWatch unit. Counts are per invocation; what is searched again is counted
 * again.
 */
export const CONTEXT_METRICS = {
  /** Searches that were completed. */
  Searches: 'Count',
  /** Alarms behind which no record was found, at the last try. An alert reports each. */
  EmptyAlarms: 'Count',
  /** Records that the filters of alarms found, those included that were reported before. */
  Records: 'Count',
  /** Records over the bound of one search. An alert reports their number. */
  Unreported: 'Count',
  /** Log events that the filters found and that are not records. An alert reports their number. */
  Foreign: 'Count',
  /** Records that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  ...RAISING_METRICS,
} as const;

/** The name of a metric of the alarm context. */
export type ContextMetric = keyof typeof CONTEXT_METRICS;

/** What the function must know of an alarm to find the records behind it. */
export interface WatchedAlarm {
  /** Its name in CloudWatch. */
  readonly alarmName: string;
  readonly patterns: readonly string[];
  readonly periodSeconds: number;
  readonly periods: number;
  readonly rule: AlarmRule;
  /** What has to hold of a record for an alert: the allow lists and filters of the processor's rule. Absent: nothing. */
  readonly narrowings?: readonly Narrowing[];
}

/** What is watched of an alarm that is deployed under the given name. */
export function toWatchedAlarm(alarmName: string, definition: AlarmDefinition): WatchedAlarm {
  const { patterns, periodSeconds, periods, rule } = definition;
  return { alarmName, patterns, periodSeconds, periods, rule };
}

/** The file that `AlarmContext` writes into a layer: every alarm, so that the environment's 4 KB are no limit. */
export function encodeAlarms(alarms: readonly WatchedAlarm[]): string {
  return JSON.stringify({ version: 1, alarms });
}

/** The alarms of a file, by name. Throws on a file that `encodeAlarms` did not write. */
export function decodeAlarms(text: string): ReadonlyMap<string, WatchedAlarm> {
  const { version, alarms } = JSON.parse(text) as { version?: unknown; alarms?: readonly WatchedAlarm[] };
  if (version !== 1 || !Array.isArray(alarms)) {
    throw new Error(`the file of alarms has version ${String(version)}; this handler reads version 1`);
  }
  for (const { alarmName, patterns, rule } of alarms as readonly WatchedAlarm[]) {
    if (typeof alarmName !== 'string' || !Array.isArray(patterns) || !SEVERITIES.includes(rule?.severity)) {
      throw new Error(`the file of alarms holds '${alarmName}', which lacks its patterns or its rule`);
    }
  }
  return new Map((alarms as readonly WatchedAlarm[]).map((alarm) => [alarm.alarmName, alarm]));
}
