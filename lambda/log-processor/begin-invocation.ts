import pLimit from 'p-limit';
import type { RuleMatcher } from '../../lib/core/compile/rule-matcher';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { AlertRaiser } from '../raise/raise-alert';
import { type StormMemory, StormReports } from '../raise/storm-reports';
import { BatchCounts } from './batch-counts';
import type { Edges } from './edges';
import type { Invocation, Log } from './invocation';

/** What a container makes once and every invocation in it uses. */
export interface Container {
  readonly edges: Edges;
  readonly settings: LogProcessorSettings;
  readonly matcher: RuleMatcher;
  readonly log: Log;
  readonly storms: StormMemory;
  /** Gives a text that nobody ever had before: chance, as an argument. */
  readonly newOwner: () => string;
}

/** Objects that are read at once. Each holds a few hundred kilobytes; more would not make one processor faster. */
const OBJECTS_AT_ONCE = 10;

/** Alerts that are claimed and sent at once: enough to hide the round trips, few enough for the table. */
const ALERTS_AT_ONCE = 16;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const { edges, settings, matcher, log, newOwner } = container;
  const storms = new StormReports(edges, settings, container.storms);
  const warn = (message: string, fields: Record<string, unknown>) => log.warn(message, fields);
  return {
    edges,
    settings,
    matcher,
    log,
    newOwner,
    raiser: new AlertRaiser({ edges, settings, storms, newOwner, warn }),
    counts: new BatchCounts(),
    objectLimit: pLimit(OBJECTS_AT_ONCE),
    alertLimit: pLimit(ALERTS_AT_ONCE),
    outOfTime,
  };
}
