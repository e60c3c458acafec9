import { Duration } from 'aws-cdk-lib';
import type { RaiserSettings } from '../../core/settings/alerting-handler-settings';
import { leaseSecondsFor } from '../../core/settings/log-processor-settings';

/** How alerts are counted and remembered. All functions that share a table of claims must agree on it. */
export interface Raising {
  /** 1 to {@link MAX_STORM_THRESHOLD}. */
  readonly stormThreshold?: number;
  readonly stormWindow?: Duration;
  readonly rememberAlertsFor?: Duration;
}

/**
 * The alerts of a window that are sent singly are one item of the table, 32 characters each. Each write costs a write unit
 * for every KB of it, and an item has 400 KB at most: at this threshold it has 64 KB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_STORM_THRESHOLD = 2_000;

const STORM_REPORT_DELAY = Duration.minutes(5);

/** The settings of a function with the given timeout. */
export function toRaiserSettings(raising: Raising, timeout: Duration): RaiserSettings {
  return {
    leaseSeconds: leaseSecondsFor(timeout.toSeconds()),
    rememberDays: (raising.rememberAlertsFor ?? Duration.days(30)).toDays(),
    stormThreshold: raising.stormThreshold ?? 20,
    stormWindowMinutes: (raising.stormWindow ?? Duration.hours(1)).toMinutes(),
    stormReportDelaySeconds: STORM_REPORT_DELAY.toSeconds(),
  };
}
