import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

/** What the `RealtimeAlerts` construct writes into its function's environment, and the handler reads there. */
export interface RealtimeAlertsSettings extends AlertingHandlerSettings {
  /** The file with the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** The organization whose accounts are own ones to the rules; `none` for none. */
  readonly ownOrganization: string;
  /** Distinguishes this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly realtimeName: string;
}

const FIELDS: EnvironmentFields<RealtimeAlertsSettings> = {
  ...ALERTING_HANDLER_FIELDS,
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  ownOrganization: { variable: 'TRAILWATCH_OWN_ORGANIZATION', kind: 'text' },
  realtimeName: { variable: 'TRAILWATCH_REALTIME_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeRealtimeAlertsSettings(settings: RealtimeAlertsSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeRealtimeAlertsSettings(
  environment: Readonly<Record<string, string | undefined>>,
): RealtimeAlertsSettings {
  return decodeEnvironment(FIELDS, environment, 'RealtimeAlerts');
}

/**
 * Every metric of the realtime alerts, with its CloudWatch unit. Counts are per invocation; a redelivered event is counted
 * again.
 */
export const REALTIME_METRICS = {
  /** Events of CloudTrail that were searched: matched + unmatched. */
  Records: 'Count',
  Matched: 'Count',
  /** Patterns on the bus may match more than the rules. */
  Unmatched: 'Count',
  /** Alerts that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  ...RAISING_METRICS,
  /** Heartbeats of Regions. Alarm on their absence: nothing comes over the bus. */
  Heartbeats: 'Count',
  /** From the call of a record to the search of the record. */
  DeliveryLag: 'Milliseconds',
} as const;

/** The name of a metric of the realtime alerts. */
export type RealtimeMetric = keyof typeof REALTIME_METRICS;
