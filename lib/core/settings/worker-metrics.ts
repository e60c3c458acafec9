import { CONTEXT_METRICS } from './alarm-context-settings';
import { DELIVERY_METRICS } from './delivery-settings';
import { INTEGRITY_METRICS } from './integrity-settings';
import { PROCESSOR_METRICS } from './log-processor-settings';
import { REALTIME_METRICS } from './realtime-alerts-settings';

/** The variable of every handler that may publish metrics. */
export const METRICS_NAMESPACE_VARIABLE = 'TRAILWATCH_METRICS_NAMESPACE';

/**
 * The metrics that a handler publishes, by the variable that only its environment has. CloudWatch charges for each, in each function:
 * their one dimension is the name of the worker.
 */
export const WORKER_METRICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TRAILWATCH_PROCESSOR_NAME: PROCESSOR_METRICS,
  TRAILWATCH_RECHECK_HOURS: INTEGRITY_METRICS,
  TRAILWATCH_TRAIL_ARNS: DELIVERY_METRICS,
  TRAILWATCH_REALTIME_NAME: REALTIME_METRICS,
  TRAILWATCH_CONTEXT_NAME: CONTEXT_METRICS,
  // What sends the alerts of a search has the settings of the handlers that publish, and publishes nothing.
  TRAILWATCH_SEARCH_NAME: {},
};

/** The names of the metrics of the worker with this environment; `undefined` where the worker is not one of {@link WORKER_METRICS}. */
export function metricsOfWorker(variables: readonly string[]): readonly string[] | undefined {
  const own = variables.find((variable) => Object.hasOwn(WORKER_METRICS, variable));
  return own === undefined ? undefined : Object.keys(WORKER_METRICS[own] ?? {});
}
