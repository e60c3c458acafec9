import type { Alert } from '../../lib/core/alert/alert';
import { alertId } from '../../lib/core/alert/alert-id';
import { silenceId, toSilenceValue } from '../../lib/core/alert/alert-silence';
import type { Rule } from '../../lib/core/rule/rule';
import { toSilencePath } from '../../lib/core/settings/log-processor-settings';
import type { FaultInjector, RepeatAllowance } from './fault';
import { ruleOn } from './log-processor/log-files';
import type { MemoryTable } from './memory-table';
import type { MemoryWorld } from './memory-world';

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

/** The id of the alert that a rule raises for a test record. */
export function testAlertId(ruleId: string, eventID: string): string {
  return alertId(ruleId, { eventID, recipientAccountId: '111122223333' });
}

/** The id of the alert that `rule-StopLogging` raises for a test record. */
export function stopLoggingId(eventID: string): string {
  return testAlertId('rule-StopLogging', eventID);
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

/** A rule on trial, and one whose alerts of one actor a person silences. */
export const TRIAL: Rule = { ...ruleOn('GetObject'), trialUntil: '2026-12-31T00:00:00Z' };
export const SILENCEABLE: Rule = { ...ruleOn('CreateUser'), severity: 'medium' };

/** Has the alerts of a rule silenced for an actor, as can be read from a time on. */
export function silenceActor(
  world: Pick<MemoryWorld<unknown, never>, 'nowMs' | 'silencePath' | 'readSilences'>,
  {
    rule: { id: ruleId, name: ruleName, severity } = SILENCEABLE,
    arn,
    writtenMs,
    visibleMs,
  }: {
    /** @default - {@link SILENCEABLE} */
    readonly rule?: Pick<Rule, 'id' | 'name' | 'severity'>;
    readonly arn: string;
    readonly writtenMs: number;
    readonly visibleMs: number;
  },
): void {
  const account = '111122223333';
  const alert = {
    ...{ id: 'a'.repeat(64), ruleId, ruleName, severity, recipientAccountId: account },
    ...{ eventSource: 'iam.amazonaws.com', actor: { name: arn.split('/').at(-1) ?? '', arn } },
  };
  world.silencePath = toSilencePath('Processor', 'medium');
  const parameter = {
    name: `${world.silencePath}/${silenceId({ ruleId, account, actor: arn })}`,
    value: toSilenceValue({ alert, seconds: 86_400, reason: 'migration', by: 'alice' }),
    lastModifiedMs: writtenMs,
  };
  world.readSilences = () => ({ parameters: world.nowMs < visibleMs ? [] : [parameter], hasMore: false });
}

/**
 * What is wrong with the alerts of a rule that are not all sent: each is sent, told of by a storm's report, or counted as on trial or
 * silenced, once in all. A count is lost or doubled only where it may be: with a function that dies, or by a fault of the call that
 * writes it, or that says it is done.
 */
export function unsentProblemsOf(
  { published, table }: Pick<Outcome, 'published'> & { readonly table: MemoryTable },
  { ruleId, ids }: { readonly ruleId: string; readonly ids: readonly string[] },
  { trace }: Pick<FaultInjector, 'trace'>,
): string[] {
  const alerts = published.filter((alert) => alert.ruleId === ruleId);
  const sent = new Set(alerts.map(({ id }) => id));
  const singly = ids.filter((id) => sent.has(id)).length;
  const reports = new Map(
    alerts.filter(({ eventName }) => eventName === 'AlertStorm').map((alert) => [alert.id, alert]),
  );
  const told = [...reports.values()].reduce((sum, { record }) => sum + Number(record.count), 0);
  const counted = table.summary
    .filter((change) => change.ruleId === ruleId)
    .reduce((sum, { onTrial = 0, silenced = 0 }) => sum + onTrial + silenced, 0);
  const met = (faults: RegExp) => trace.some((line) => faults.test(line));
  const mayLose = met(/kill|countSummary .*(fail|throttle)/);
  const mayDouble = met(/kill|freeze|(settleClaim|countSummary|writeStorm) .*(fail|repeat|throttle)/);
  const all = singly + told + counted;
  const isRight =
    singly + told <= ids.length && (mayLose || all >= ids.length) && (mayDouble || all <= ids.length);
  return isRight
    ? []
    : [`of ${ids.length} alerts of ${ruleId}, ${singly} were sent, ${told} told of and ${counted} counted`];
}
