import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What the `DeliveryMonitor` construct writes into its function's environment, and the handler reads there. */
export interface DeliverySettings extends AlertingHandlerSettings {
  /** The archive. */
  readonly bucketName: string;
  /** What every key of CloudTrail's begins with: `AWSLogs/`, perhaps behind a prefix. */
  readonly root: string;
  /** The ARNs of the trails whose status is read. */
  readonly trailArns: readonly string[];
  /** The Regions whose status is read; all that the account has enabled if there are none. */
  readonly regions: readonly string[];
  /** The table of the realtime alerts whose heartbeats are read; `none` if there are none. */
  readonly heartbeatTable: string;
  /** The file of the rules that need events, in the function's layer; `none` unless volumes are followed. */
  readonly rulesFile: string;
  /** Distinguishes this monitor's metrics and logs from another's; the value of the metrics' dimension. */
  readonly monitorName: string;
}

type Written = Omit<DeliverySettings, 'trailArns' | 'regions'> & {
  readonly trailArns: string;
  readonly regions: string;
};

const ENVIRONMENT = new FunctionEnvironment<Written>('DeliveryMonitor', {
  ...ALERTING_HANDLER_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  trailArns: { variable: 'TRAILWATCH_TRAIL_ARNS', kind: 'text' },
  regions: { variable: 'TRAILWATCH_REGIONS', kind: 'text' },
  heartbeatTable: { variable: 'TRAILWATCH_HEARTBEAT_TABLE', kind: 'text' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  monitorName: WORKER_NAMES.monitor,
});

/** A variable without a value would be no setting. */
export const NONE = 'none';

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeDeliverySettings(settings: DeliverySettings): Record<string, string> {
  const { trailArns, regions } = settings;
  return ENVIRONMENT.encode({ ...settings, trailArns: toText(trailArns), regions: toText(regions) });
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeDeliverySettings(
  environment: Readonly<Record<string, string | undefined>>,
): DeliverySettings {
  const settings = ENVIRONMENT.decode(environment);
  return { ...settings, trailArns: toList(settings.trailArns), regions: toList(settings.regions) };
}

function toText(values: readonly string[]): string {
  return values.length === 0 ? NONE : values.join(',');
}

function toList(text: string): readonly string[] {
  return text === NONE ? [] : text.split(',');
}

/** The metrics of the delivery monitor, with their CloudWatch units. Counts are per invocation. */
export const DELIVERY_METRICS = {
  /** How often the status of all trails was read. Alarm on its absence. */
  Checks: 'Count',
  /** Regions of trails whose status was read. */
  Places: 'Count',
  /** Trails, buckets, keys and topics that were compared with what was deployed. */
  Compared: 'Count',
  /** Conditions that are open after a check; each check counts those that last again. */
  OpenConditions: 'Count',
  /** Accounts whose newest files were looked for. Alarm on its absence. */
  Accounts: 'Count',
  /** Keys of log files that were listed. */
  KeysListed: 'Count',
  /** Estimated events of a day before; 0 unless volumes are followed. */
  EventsPerDay: 'Count',
  /** Log files that were read for it. */
  FilesRead: 'Count',
  ...RAISING_METRICS,
  /** States in the table that the monitor did not write. */
  StatesRejected: 'Count',
} as const;

/** The name of a metric of the delivery monitor. */
export type DeliveryMetric = keyof typeof DELIVERY_METRICS;
