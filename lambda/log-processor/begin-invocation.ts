import pLimit from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { AlertRaiser } from '../raise/raise-alert';
import { type StormMemory, StormReports } from '../raise/storm-reports';
import type { Log } from '../raise/tell-failure';
import { BatchCounts } from './batch-counts';
import { Correlator, type RaisedPeriods } from './correlator';
import type { Edges } from './edges';
import type { Invocation } from './invocation';
import { type VerdictMemory, VerdictMessages } from './verdict-messages';

/** What a container makes once and every invocation in it uses. */
export interface Container {
  readonly edges: Edges;
  readonly settings: LogProcessorSettings;
  readonly detections: Detections;
  readonly log: Log;
  readonly storms: StormMemory;
  readonly raisedPeriods: RaisedPeriods;
  readonly verdicts: VerdictMemory;
  /** Gives a text that nobody ever had before: chance, as an argument. */
  readonly newOwner: () => string;
}

/** Objects that are read at once. Each holds a few hundred kilobytes; more would not make one processor faster. */
const OBJECTS_AT_ONCE = 10;

/** Alerts that are claimed and sent at once: enough to hide the round trips, few enough for the table. */
const ALERTS_AT_ONCE = 16;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const { edges, settings, detections, log, newOwner } = container;
  const storms = new StormReports(edges, settings, container.storms);
  const warn = (message: string, fields: Record<string, unknown>) => log.warn(message, fields);
  const raiser = new AlertRaiser({ edges, settings, storms, newOwner, warn });
  const verdicts = new VerdictMessages(edges, settings, container.verdicts);
  const limit = pLimit(ALERTS_AT_ONCE);
  const raised = container.raisedPeriods;
  return {
    ...{ edges, settings, detections, log, newOwner, raiser, verdicts, outOfTime },
    correlator: new Correlator({ edges, settings, raiser, verdicts, raised, limit, outOfTime }),
    counts: new BatchCounts(),
    objectLimit: pLimit(OBJECTS_AT_ONCE),
    alertLimit: limit,
  };
}
