import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LimitFunction } from 'p-limit';
import pLimit from 'p-limit';
import {
  FOREIGN_ITEMS_RULE_ID,
  LATER_ITEMS_RULE_ID,
  toForeignItemsAlert,
  toLaterItemsAlert,
} from '../../lib/core/alert/operational/operational-alert';
import type { AlertingHandlerSettings } from '../../lib/core/settings/alerting-handler-settings';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import type { ForeignItem } from '../aws/table/claim-store';
import { outOfTimeSignal } from '../aws/time-budget';
import type { KnownSilences } from './known-silences';
import type { LateLog, Log } from './log';
import { MetricCounts, type MetricUnits } from './metric-counts';
import type { RaisePorts } from './ports/raise-ports';
import { AlertRaiser } from './raise-alert';
import { Repeats } from './repeats';
import { GroupedAlerts, KindLists, KnownActors } from './storm/grouped-alerts';
import type { KnownMembers } from './storm/known-members';
import { type StormMemory, StormReports } from './storm/storm-reports';
import { SummaryCounts } from './summary-counts';

/** State that a container that raises alerts creates once, and every invocation uses. */
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

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
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

/** An invocation whose alerts are raised. */
export type EndedInvocation = RaisingInvocation & Pick<Raising, 'repeats' | 'summary'>;

/** Does what is left when all alerts of an invocation are raised. It never fails. */
export async function endRaising(invocation: EndedInvocation): Promise<void> {
  await reportForeignItems(invocation);
  await invocation.summary.flush();
}

/** What lives as long as one batch, of every function that raises alerts. */
export type RaisingInvocation = Omit<RaisingContainer, 'storms'> & Pick<Raising, 'raiser'>;

/**
 * Raises one alert an hour if something was found in the table of claims that no function wrote, and one if a later version wrote
 * something; one that cannot be sent is raised an hour later. It never fails: the alerts that such items were to hold back are sent already.
 */
export async function reportForeignItems(invocation: RaisingInvocation): Promise<void> {
  const { ports } = invocation;
  const items = ports.takeForeignItems(ports.nowMs());
  for (const kind of UNUSED_ITEMS) {
    const found = items.filter(({ isLater = false }) => isLater === kind.isLater);
    if (found.length > 0) await reportItems(invocation, kind, found);
  }
}

/** Items that this version does not use, and how they are reported. */
const UNUSED_ITEMS = [
  {
    ...{ isLater: false, ruleId: FOREIGN_ITEMS_RULE_ID, toAlert: toForeignItemsAlert },
    message: 'another principal wrote to the claims table',
  },
  {
    ...{ isLater: true, ruleId: LATER_ITEMS_RULE_ID, toAlert: toLaterItemsAlert },
    message: 'a later version of trailwatch wrote to the claims table',
  },
];

async function reportItems(
  { ports, settings: { tableName }, raiser, log }: RaisingInvocation,
  { ruleId, toAlert, message }: (typeof UNUSED_ITEMS)[number],
  items: readonly ForeignItem[],
): Promise<void> {
  try {
    const alert = toAlert({ tableName, items, foundAt: new Date(ports.nowMs()).toISOString() });
    log.error(message, alert.record);
    await raiser.raise(alert, { name: ruleId });
  } catch (error) {
    // Those in the table are replaced by now, and found by no one again.
    for (const item of items) ports.noteForeignItem(item);
    log.warn('the alert about the claims table was not sent', { tableName, problem: String(error) });
  }
}

/** The state of one batch, which its steps share: what the container has, what raises alerts, and the counts of the batch. */
export type InvocationOf<Container extends RaisingContainer, Units extends MetricUnits> = Omit<
  Container,
  'storms'
> &
  Raising & { readonly counts: MetricCounts<Units> };

/** Returns the function that begins an invocation with these metrics; `outOfTime` aborts when no more work may begin. */
export function beginningWith<Units extends MetricUnits>(units: Units) {
  return <Container extends RaisingContainer>(
    container: Container,
    outOfTime: AbortSignal,
  ): InvocationOf<Container, Units> => {
    const counts = new MetricCounts(units);
    return { ...container, ...beginRaising(container, outOfTime), counts };
  };
}

/** What an invocation is begun with, does, and publishes at its end. */
interface InvocationSteps<Invocation, Answer> {
  readonly begin: () => Invocation;
  readonly process: (invocation: Invocation) => Promise<Answer>;
  /** Called at the end. */
  readonly metrics: () => Metrics;
}

/** An invocation as far as it is run: with what it counts. */
interface CountingInvocation {
  readonly counts: { emit(metrics: Metrics): void };
}

/** Runs an invocation. What it counted is published even if it fails. */
export async function runInvocation<Invocation extends CountingInvocation, Answer>({
  begin,
  process,
  metrics,
}: InvocationSteps<Invocation, Answer>): Promise<Answer> {
  const invocation = begin();
  try {
    return await process(invocation);
  } finally {
    invocation.counts.emit(metrics());
  }
}

/** The metrics of a function, opened at the end of its first invocation, as its log is with its first line. */
export function lateMetrics(namespace: string, serviceName: string): () => Metrics {
  let metrics: Metrics | undefined;
  return () => {
    metrics ??= new Metrics({ namespace, serviceName });
    return metrics;
  };
}

/** A function that reads a queue. */
interface QueueJob<Invocation> {
  readonly log: LateLog;
  readonly metrics: () => Metrics;
  /** The time that is reserved to finish work in progress: calls with their retries, and the response to Lambda. */
  readonly reserveMs: number;
  readonly begin: (outOfTime: AbortSignal) => Invocation;
  readonly process: (event: SQSEvent, invocation: Invocation) => Promise<SQSBatchResponse>;
}

/** The handler of a function that reads a queue, called by Lambda with every batch of messages. */
export function queueHandler<Invocation extends CountingInvocation>(job: QueueJob<Invocation>) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    expectEvent(event, SQS_EVENT);
    job.log.begin(context);
    const outOfTime = outOfTimeSignal(context, job.reserveMs);
    try {
      return await runInvocation({
        begin: () => job.begin(outOfTime),
        process: (invocation) => job.process(event, invocation),
        metrics: job.metrics,
      });
    } finally {
      job.log.end();
    }
  };
}
