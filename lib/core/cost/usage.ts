import { isOpen } from '../estate/values/value';
import { CONTEXT_METRICS } from '../settings/alarm-context-settings';
import { DELIVERY_METRICS } from '../settings/delivery-settings';
import { WORKER_NAMES } from '../settings/function-environment';
import { INTEGRITY_METRICS } from '../settings/integrity-settings';
import { PROCESSOR_METRICS } from '../settings/log-processor-settings';
import { REALTIME_METRICS } from '../settings/realtime-alerts-settings';
import { QUERY_METRICS } from '../settings/scheduled-query-settings';
import type { CostedStack } from './costed-stack';
import { type Counts, MONTH_DAYS } from './counts';
import { type CostedTrail, logsManagementAlone } from './trail-charges';

/** A worker of trailwatch that publishes metrics, as its template names it. */
export interface MeteredWorker {
  /** The account of its stack; `undefined` where only the deployment knows it. */
  readonly account?: string;
  /** The Region of its stack; `undefined` where only the deployment knows it. */
  readonly region?: string;
  readonly namespace: string;
  /** Its name, which is the dimension `service` of its metrics. */
  readonly name: string;
  /** Identifies the archive that a log processor reads; `undefined` for a worker that reads none. */
  readonly archive?: string;
}

/** The metrics from which counts are made. */
export const USAGE_METRICS = [
  'Files',
  'Bytes',
  'Records',
  'Duplicates',
  'Rejected',
  'Alerts',
] as const satisfies readonly (keyof typeof PROCESSOR_METRICS)[];

export type UsageMetric = (typeof USAGE_METRICS)[number];

/** The sums of a worker's metrics. */
export interface WorkerUsage {
  readonly worker: MeteredWorker;
  /** How many whole days have metrics; a worker that runs has some each day. */
  readonly days: number;
  readonly sums: Readonly<Partial<Record<UsageMetric, number>>>;
}

const PROCESSOR_VARIABLE = WORKER_NAMES.processor.variable;

/** The variables with the names of the workers that send alerts for records. */
const NAME_VARIABLES = [PROCESSOR_VARIABLE, WORKER_NAMES.realtime.variable, WORKER_NAMES.context.variable];

/**
 * The workers of stacks whose name the templates tell, each once.
 *
 * @param onOpen gets the name of a function whose metrics only the deployment knows
 */
export function meteredWorkersOf(
  stacks: readonly CostedStack[],
  onOpen: (name: string) => void = () => {},
): readonly MeteredWorker[] {
  const workers = new Map<string, MeteredWorker>();
  for (const { name: stack, account, region, resources } of stacks) {
    for (const { logicalId, type, properties } of resources) {
      if (type !== 'AWS::Lambda::Function') continue;
      if (NAME_VARIABLES.some((name) => isOpen(properties.raw('Environment', 'Variables', name))))
        onOpen(`${stack}/${logicalId}`);
      const textOf = (name: string) => properties.at('Environment', 'Variables', name);
      const namespace = textOf(METRICS_NAMESPACE_VARIABLE);
      const variable = NAME_VARIABLES.find((name) => typeof textOf(name) === 'string');
      if (typeof namespace !== 'string' || variable === undefined) continue;
      const name = String(textOf(variable));
      const bucket = properties.text('Environment', 'Variables', 'TRAILWATCH_BUCKET_NAME');
      const archive = JSON.stringify([region, bucket]);
      workers.set(JSON.stringify([account, region, namespace, name]), {
        ...(account === undefined ? {} : { account }),
        ...(region === undefined ? {} : { region }),
        ...{ namespace, name },
        ...(variable === PROCESSOR_VARIABLE ? { archive } : {}),
      });
    }
  }
  return [...workers.values()];
}

/**
 * The counts of a month at the rate of the days that the metrics cover. Of several processors of one archive, the one with the
 * most records counts. Events are counted where every trail logs only management events: the metrics do not distinguish them from
 * data events.
 */
export function usageCounts(usages: readonly WorkerUsage[], trails: readonly CostedTrail[]): Counts {
  const running = usages.filter(({ days }) => days > 0);
  const readers = largestOfArchives(running);
  const isManagementAlone = trails.length > 0 && trails.every(logsManagementAlone);
  return {
    ...(running.length === 0 ? {} : { alerts: inMonth(running, 'Alerts') }),
    ...(readers.length === 0
      ? {}
      : { logFiles: inMonth(readers, 'Files'), recordBytes: inMonth(readers, 'Bytes') }),
    ...(readers.length === 0 || !isManagementAlone
      ? {}
      : { managementEvents: eventsInMonth(readers), dataEvents: 0, networkActivityEvents: 0 }),
  };
}

/** The processor of each archive that met the most records. */
function largestOfArchives(usages: readonly WorkerUsage[]): readonly WorkerUsage[] {
  const largest = new Map<string, WorkerUsage>();
  for (const usage of usages) {
    const { archive } = usage.worker;
    if (archive === undefined) continue;
    const other = largest.get(archive);
    if (other === undefined || inMonth([usage], 'Records') > inMonth([other], 'Records'))
      largest.set(archive, usage);
  }
  return [...largest.values()];
}

function eventsInMonth(usages: readonly WorkerUsage[]): number {
  const others = inMonth(usages, 'Duplicates') + inMonth(usages, 'Rejected');
  return Math.max(0, inMonth(usages, 'Records') - others);
}

function inMonth(usages: readonly WorkerUsage[], metric: UsageMetric): number {
  return usages.reduce((sum, { sums, days }) => sum + ((sums[metric] ?? 0) * MONTH_DAYS) / days, 0);
}

/** The variable of every handler that may publish metrics. */
export const METRICS_NAMESPACE_VARIABLE = 'TRAILWATCH_METRICS_NAMESPACE';

/**
 * The metrics that a handler publishes, by the variable that only its environment has. CloudWatch charges for each, in each function:
 * their one dimension is the name of the worker.
 */
export const WORKER_METRICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [WORKER_NAMES.processor.variable]: PROCESSOR_METRICS,
  TRAILWATCH_RECHECK_HOURS: INTEGRITY_METRICS,
  TRAILWATCH_TRAIL_ARNS: DELIVERY_METRICS,
  [WORKER_NAMES.realtime.variable]: REALTIME_METRICS,
  [WORKER_NAMES.context.variable]: CONTEXT_METRICS,
  [WORKER_NAMES.query.variable]: QUERY_METRICS,
  // The function that sends the alerts of a search has the settings of the handlers that publish, and
  // publishes nothing.
  [WORKER_NAMES.search.variable]: {},
};

/** The names of the metrics of the worker with this environment; `undefined` where the worker is not one of {@link WORKER_METRICS}. */
export function metricsOfWorker(variables: readonly string[]): readonly string[] | undefined {
  const own = variables.find((variable) => Object.hasOwn(WORKER_METRICS, variable));
  return own === undefined ? undefined : Object.keys(WORKER_METRICS[own] ?? {});
}
