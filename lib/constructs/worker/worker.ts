import { Names } from 'aws-cdk-lib';
import { type Dashboard, Metric, type MetricOptions, type Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRIC_DIMENSION } from '../../core/settings/alerting-handler-settings';
import { errorAt } from '../preflight/construct-error';
import { QueueFunction } from './queue-function';
import type { QueueWorker } from './queue-worker';
import { METRICS_NAMESPACE } from './worker-alarms';

/** The metrics that the handler of a worker publishes itself. */
export interface OwnMetrics {
  /** Describes the subject of the metrics. */
  readonly noun: string;
  /** Their units, by their names. */
  readonly units: Readonly<Record<string, string>>;
  /** Their statistics, where they are not sums. */
  readonly statistics?: Readonly<Record<string, string>>;
}

/**
 * A construct that works from a queue and raises alerts: `LogProcessor`, `RealtimeAlerts`, `AlarmContext`, `IntegrityMonitor`,
 * `DeliveryMonitor` and `ScheduledQuery`. It has a queue, a function that reads it, a dead-letter queue, a table, a log group, alarms, and
 * metrics.
 * @stability stable
 */
export abstract class Worker extends QueueFunction {
  /** The metrics that the handler publishes itself. @internal */
  protected abstract readonly _ownMetrics: OwnMetrics;

  /** Distinguishes the metrics and the log of this worker from those of others. @internal */
  protected readonly _workerName: string;

  /** The resources, which every subclass sets in its constructor. @internal */
  protected _parts!: QueueWorker;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this._workerName = Names.uniqueResourceName(this, { maxLength: 128 });
  }

  /**
   * The table of sent alerts and completed checks: a new one, retained when the stack is deleted, or that of the given log
   * processor.
   */
  public get table(): ITable {
    return this._parts.table;
  }

  /** The log group of the function. */
  public get logGroup(): ILogGroup {
    return this._parts.logGroup;
  }

  /** The dashboard, if there is one. */
  public get dashboard(): Dashboard | undefined {
    return this._parts.dashboard;
  }

  /** A metric that the function publishes, by its name, such as `Alerts`. Throws if there is no metric of that name. */
  public metric(metricName: string, props: MetricOptions = {}): Metric {
    const { noun, units, statistics = {} } = this._ownMetrics;
    const unit = Object.hasOwn(units, metricName) ? units[metricName] : undefined;
    if (unit === undefined) {
      const names = Object.keys(units).join(', ');
      throw errorAt(this, `metricName '${metricName}' is not a metric of the ${noun}; it may be ${names}`);
    }
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { [METRIC_DIMENSION]: this._workerName },
      statistic: statistics[metricName] ?? 'Sum',
      unit: unit as Unit,
      ...props,
    }).attachTo(this);
  }

  /** Alerts that were sent. */
  public metricAlerts(props?: MetricOptions): Metric {
    return this.metric('Alerts', props);
  }

  /** Messages that failed and are received again, counted at each attempt. */
  public metricFailures(props?: MetricOptions): Metric {
    return this.metric('MessagesFailed', props);
  }
}
