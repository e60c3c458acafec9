import type { AlarmDefinition, AlarmRule } from '../alarm/alarm-definition';
import type { Narrowing } from '../rule/narrowed-condition';
import { SEVERITIES } from '../rule/rule';

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
