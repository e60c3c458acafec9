import { ALERTING_HANDLER_FIELDS, type AlertingHandlerSettings } from './alerting-handler-settings';
import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

/** What the `RealtimeAlerts` construct writes into its function's environment, and the handler reads there. */
export interface RealtimeAlertsSettings extends AlertingHandlerSettings {
  /** The file that holds the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** What tells this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly realtimeName: string;
}

const FIELDS: EnvironmentFields<RealtimeAlertsSettings> = {
  ...ALERTING_HANDLER_FIELDS,
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
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
