import { RAISING_METRICS } from './raising-metrics';

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
