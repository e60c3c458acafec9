import type { Alert } from '../../lib/core/alert/alert';
import { alertId } from '../../lib/core/alert/alert-id';
import type { FaultInjector, RepeatAllowance } from './fault';
import type { MemoryTable } from './memory-table';

/** What a run leaves of a world. */
interface Outcome {
  readonly published: readonly Alert[];
  readonly dead: readonly unknown[];
}

/** What must have come out of a run, whatever befell it. */
export interface Expectation {
  /** The ids of all alerts that the records ask for, sent singly or told of by a storm's report. */
  readonly ids: readonly string[];
  /** At most so many of them are sent singly. */
  readonly stormThreshold: number;
  /** How many claims may have been taken over: those are sent singly, past the threshold. */
  readonly retaken?: number;
  readonly deadLetters?: number;
}

/** The id of the alert that `rule-StopLogging` raises for a test record. */
export function stopLoggingId(eventID: string): string {
  return alertId('rule-StopLogging', { eventID, recipientAccountId: '111122223333' });
}

/** Everything that is wrong with the world, in sentences; empty if nothing is. */
export function faultsOf(world: Outcome, expected: Expectation, repeats: RepeatAllowance): string[] {
  const faults: string[] = repeats.excess(world.published);
  const sent = new Set(world.published.map(({ id }) => id));
  const reports = new Map(
    world.published.filter((alert) => alert.eventName === 'AlertStorm').map((alert) => [alert.id, alert]),
  );
  const changed = world.published.filter(
    (alert) => alert.eventName === 'AlertStorm' && alert.record.count !== reports.get(alert.id)?.record.count,
  );
  if (changed.length > 0) faults.push(`report ${changed[0]?.id} was repeated with another count`);
  const told = [...reports.values()].reduce((sum, alert) => sum + Number(alert.record.count), 0);
  const singly = expected.ids.filter((id) => sent.has(id));
  if (singly.length + told !== expected.ids.length) {
    faults.push(
      `${singly.length} alerts were sent singly and ${told} told of, out of ${expected.ids.length}`,
    );
  }
  const retaken = expected.retaken ?? 0;
  if (singly.length > expected.stormThreshold + retaken) {
    faults.push(`${singly.length} alerts were sent singly, over a threshold of ${expected.stormThreshold}`);
  }
  const strangers = [...sent].filter((id) => !expected.ids.includes(id) && !reports.has(id));
  const operational = world.published.filter((alert) => alert.eventName === 'UnreadableLogFile');
  if (strangers.length !== new Set(operational.map(({ id }) => id)).size) {
    faults.push(`alerts that nobody asked for: ${strangers.join(', ')}`);
  }
  const dead = expected.deadLetters ?? 0;
  if (world.dead.length !== dead) faults.push(`${world.dead.length} dead letters, not ${dead}`);
  if (operational.length === 0 && dead > 0) faults.push('no operational alert for the dead letter');
  return faults;
}

/**
 * What is wrong with the counts of the day: they count each alert once, or as often as it was sent. A count is lost or doubled only
 * where it may be: with a function that dies, or by a fault of the call that writes it.
 */
export function miscountsOf(
  { published, table }: Pick<Outcome, 'published'> & { readonly table: MemoryTable },
  { trace }: Pick<FaultInjector, 'trace'>,
): string[] {
  if (trace.some((line) => /kill|countSummary .*(fail|repeat|throttle)/.test(line))) return [];
  const counted = table.summary.reduce(
    (sum, { sent, held, belowMedium }) => sum + sent + held + belowMedium,
    0,
  );
  const least = new Set(published.map(({ id }) => id)).size;
  return counted >= least && counted <= published.length
    ? []
    : [`${counted} alerts were counted; ${published.length} were sent, of which ${least} differ`];
}
