import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

/** What the `AlarmContext` construct writes into its function's environment, and the handler reads there. */
export interface AlarmContextSettings extends AlertingHandlerSettings {
  /** The log group whose records the alarms count. */
  readonly logGroupName: string;
  /** The file that holds the alarms, of a Lambda layer. */
  readonly alarmsFile: string;
  /** How many records of one look are reported that were not reported before; one alert counts the rest. */
  readonly maxRecords: number;
  /** Distinguishes this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly contextName: string;
}

const FIELDS: EnvironmentFields<AlarmContextSettings> = {
  ...ALERTING_HANDLER_FIELDS,
  logGroupName: { variable: 'TRAILWATCH_LOG_GROUP_NAME', kind: 'text' },
  alarmsFile: { variable: 'TRAILWATCH_ALARMS_FILE', kind: 'text' },
  maxRecords: { variable: 'TRAILWATCH_MAX_RECORDS', kind: 'number' },
  contextName: { variable: 'TRAILWATCH_CONTEXT_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeAlarmContextSettings(settings: AlarmContextSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeAlarmContextSettings(
  environment: Readonly<Record<string, string | undefined>>,
): AlarmContextSettings {
  return decodeEnvironment(FIELDS, environment, 'AlarmContext');
}

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
  /** Log events that the filters found and that are no records. An alert reports their number. */
  Foreign: 'Count',
  /** Records that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  ...RAISING_METRICS,
} as const;

/** The name of a metric of the alarm context. */
export type ContextMetric = keyof typeof CONTEXT_METRICS;
