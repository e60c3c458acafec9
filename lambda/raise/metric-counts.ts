import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { RAISING_METRICS } from '../../lib/core/settings/alerting-handler-settings';
import type { Raised } from './raise-alert';

/** The metrics of a handler: counts and bytes are summed up, milliseconds are single values. */
export type MetricUnits = typeof RAISING_METRICS &
  Readonly<Record<string, 'Count' | 'Bytes' | 'Milliseconds'>>;

const METRIC_OF = {
  sent: 'Alerts',
  grouped: 'AlertsGrouped',
  repeated: 'AlertsRepeated',
  // The summary of the day counts them; a metric of its own would cost every function that raises alerts.
  tried: undefined,
  silenced: undefined,
} as const satisfies Record<Raised, keyof typeof RAISING_METRICS | undefined>;

type NamesOf<Units, Unit> = { [Name in keyof Units]: Units[Name] extends Unit ? Name : never }[keyof Units];

/** What an invocation counts and measures, for its metrics. */
export class MetricCounts<Units extends MetricUnits> {
  readonly allowed = new AllowedCounts();
  readonly #counts = new Map<keyof Units, number>();
  readonly #values = new Map<keyof Units, readonly number[]>();

  constructor(private readonly units: Units) {}

  add(metric: NamesOf<Units, 'Count' | 'Bytes'>, count = 1): void {
    this.#counts.set(metric, this.of(metric) + count);
  }

  /** One value in milliseconds, never below zero: clocks differ. */
  measure(metric: NamesOf<Units, 'Milliseconds'>, valueMs: number): void {
    this.#values.set(metric, [...this.valuesOf(metric), Math.max(0, valueMs)]);
  }

  addRaised(raised: Raised, count = 1): void {
    const metric: keyof Units | undefined = METRIC_OF[raised];
    if (metric === undefined) return;
    this.#counts.set(metric, this.of(metric) + count);
  }

  of(metric: keyof Units): number {
    return this.#counts.get(metric) ?? 0;
  }

  valuesOf(metric: keyof Units): readonly number[] {
    return this.#values.get(metric) ?? [];
  }

  /**
   * Writes all as one document of the embedded metric format; zeros too, for alarms to see. The `allowed` property of the line
   * has what was left out by rule and entry: as dimensions, each pair of them would be a metric of its own.
   */
  emit(metrics: Metrics): void {
    for (const [name, unit] of Object.entries(this.units)) {
      if (unit === 'Milliseconds') {
        for (const value of this.valuesOf(name)) metrics.addMetric(name, MetricUnit[unit], value);
      } else metrics.addMetric(name, MetricUnit[unit], this.of(name));
    }
    if (this.allowed.total > 0) metrics.addMetadata('allowed', JSON.stringify(this.allowed.largest));
    metrics.publishStoredMetrics();
  }
}
