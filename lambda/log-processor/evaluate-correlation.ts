import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import type { RememberedContribution } from '../aws/read-contributions';
import type { Raised } from '../raise/raise-alert';
import { EVALUATION, type EvaluationMessage } from './evaluation-message';
import type { Invocation } from './invocation';

/**
 * Says whether a group satisfied its correlation in a period, if all its records can be there by now; else the message
 * is sent again. A record that comes later still brings a message of its own: then an alert may be added, and one that
 * was sent cannot be taken back.
 */
export async function evaluateCorrelation(
  invocation: Invocation,
  message: EvaluationMessage,
): Promise<readonly Raised[]> {
  const { correlator, detections, ports, log, settings, evaluations } = invocation;
  const { fingerprint, group, periodStartMs } = message;
  const plan = detections.plans.find((candidate) => candidate.fingerprint === fingerprint);
  if (plan === undefined) {
    log.warn('a correlation was changed or taken away before its evaluation; there is none', { fingerprint });
    return [];
  }
  const known = await correlator.read(plan, group, [periodStartMs]);
  const dueAtMs = settledAtMs(plan, periodStartMs, known) + settings.correlationLatenessSeconds * 1000;
  const waitMs = dueAtMs - ports.nowMs();
  if (waitMs <= 0) return correlator.raise(plan, group, [periodStartMs], known);
  await evaluations.send(EVALUATION.encode(message), waitMs / 1000);
  return [];
}

/**
 * When the last of the contributions was written, and the period was over; of a time that is no real one, such as in the
 * year 2999, the end is not waited for.
 */
function settledAtMs(
  { timespanMs }: CorrelationPlan,
  periodStartMs: number,
  known: readonly RememberedContribution[],
): number {
  const writtenAtMs = Math.max(0, ...known.map((contribution) => contribution.writtenAtMs));
  return Math.max(writtenAtMs, Math.min(periodStartMs + timespanMs, writtenAtMs + timespanMs));
}
