import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What the `RealtimeAlerts` construct writes into its function's environment, and the handler reads there. */
export interface RealtimeAlertsSettings extends AlertingHandlerSettings {
  /** The file with the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** The organization whose accounts are own ones to the rules; `none` for none. */
  readonly ownOrganization: string;
  /** Distinguishes this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly realtimeName: string;
}

/** The environment of the function. */
export const REALTIME_ALERTS_ENVIRONMENT = new FunctionEnvironment<RealtimeAlertsSettings>('RealtimeAlerts', {
  ...ALERTING_HANDLER_FIELDS,
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  ownOrganization: { variable: 'TRAILWATCH_OWN_ORGANIZATION', kind: 'text' },
  realtimeName: WORKER_NAMES.realtime,
});

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
