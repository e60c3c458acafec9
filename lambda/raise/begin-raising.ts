import pLimit, { type LimitFunction } from 'p-limit';
import type { AlertingHandlerSettings } from '../../lib/core/settings/alerting-handler-settings';
import type { KnownSilences } from './known-silences';
import type { Log } from './log-failure';
import type { RaisePorts } from './ports/raise-ports';
import { AlertRaiser } from './raise-alert';
import { Repeats } from './repeats';
import { GroupedAlerts, KindLists, KnownActors } from './storm/grouped-alerts';
import type { KnownMembers } from './storm/known-members';
import { type StormMemory, StormReports } from './storm/storm-reports';
import { SummaryCounts } from './summary-counts';

/** What a container that raises alerts makes once, and every invocation in it uses. */
export interface RaisingContainer {
  readonly ports: RaisePorts;
  readonly settings: AlertingHandlerSettings;
  readonly log: Log;
  readonly storms: StormMemory;
  /** What is known of the accounts of the organization; undefined where alerts say nothing of them. */
  readonly members?: Pick<KnownMembers, 'describe'>;
  /** What people silenced; undefined where they may not. */
  readonly silences?: KnownSilences | undefined;
  /** Returns a text that is never used twice: chance, as an argument. */
  readonly newOwner: () => string;
}

/** What lives as long as one batch. */
export interface Raising {
  readonly raiser: AlertRaiser;
  readonly grouped: GroupedAlerts;
  /** Who is known from before. */
  readonly actors: KnownActors;
  /** What was sent in the week before. */
  readonly repeats: Repeats;
  /** The counts of this batch for the summary of the day. */
  readonly summary: SummaryCounts;
  /** Bounds how many alerts are under way at once. */
  readonly alertLimit: LimitFunction;
  /** Aborts when no new work may begin, because what is left of the time is for what is under way. */
  readonly outOfTime: AbortSignal;
}

/** Alerts that are claimed and sent at once: enough to hide the round trips, few enough for the table. */
const ALERTS_AT_ONCE = 16;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginRaising(container: RaisingContainer, outOfTime: AbortSignal): Raising {
  const { settings, log, newOwner, members, silences } = container;
  const ports = members === undefined ? container.ports : describing(container.ports, members);
  const storms = new StormReports(ports, settings, container.storms);
  const warn = (message: string, fields: Record<string, unknown>) => log.warn(message, fields);
  const info = (message: string, fields: Record<string, unknown>) => log.info(message, fields);
  const lists = new KindLists(ports, settings);
  const grouped = new GroupedAlerts(ports, settings, storms, lists);
  const actors = new KnownActors(ports);
  const repeats = new Repeats({ ports, warn });
  const summary = new SummaryCounts({ ports, warn });
  const parts = {
    ports,
    settings,
    storms,
    grouped,
    lists,
    actors,
    repeats,
    summary,
    silences,
    newOwner,
    warn,
    info,
  };
  return {
    raiser: new AlertRaiser(parts),
    actors,
    grouped,
    repeats,
    summary,
    alertLimit: pLimit(ALERTS_AT_ONCE),
    outOfTime,
  };
}

function describing(ports: RaisePorts, members: Pick<KnownMembers, 'describe'>): RaisePorts {
  return { ...ports, publishAlert: async (alert) => ports.publishAlert(await members.describe(alert)) };
}
