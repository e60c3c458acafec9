import pLimit, { type LimitFunction } from 'p-limit';
import type { IntegritySettings } from '../../lib/core/settings/integrity-settings';
import { AlertRaiser } from '../raise/raise-alert';
import { type StormMemory, StormReports } from '../raise/storm-reports';
import type { Log } from '../raise/tell-failure';
import { CheckCounts } from './check-counts';
import type { Edges } from './edges';
import type { RegionalKeys } from './regional-keys';

/** What a container makes once and every invocation in it uses. */
export interface Container {
  readonly edges: Edges;
  readonly settings: IntegritySettings;
  readonly log: Log;
  readonly storms: StormMemory;
  readonly keys: RegionalKeys;
  /** Gives a text that nobody ever had before: chance, as an argument. */
  readonly newOwner: () => string;
  /** A check is cut where so many log files are listed, so that it ends in time. */
  readonly mostLogFiles: number;
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'> {
  readonly raiser: AlertRaiser;
  readonly counts: CheckCounts;
  /** Bounds how many alerts are under way at once. */
  readonly alertLimit: LimitFunction;
  /** Aborts when no new work may begin, because what is left of the time is for what is under way. */
  readonly outOfTime: AbortSignal;
}

/** Alerts that are claimed and sent at once: enough to hide the round trips, few enough for the table. */
const ALERTS_AT_ONCE = 16;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const { edges, settings, log, newOwner } = container;
  const storms = new StormReports(edges, settings, container.storms);
  const warn = (message: string, fields: Record<string, unknown>) => log.warn(message, fields);
  const raiser = new AlertRaiser({ edges, settings, storms, newOwner, warn });
  const { keys, mostLogFiles } = container;
  return {
    ...{ edges, settings, log, newOwner, keys, mostLogFiles, raiser, outOfTime },
    counts: new CheckCounts(),
    alertLimit: pLimit(ALERTS_AT_ONCE),
  };
}
