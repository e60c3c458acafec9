import {
  type DeliveryProblem,
  toDeliveryAlert,
  toEndedAlert,
} from '../../lib/core/alert/operational/delivery-alert';
import { DELIVERY_RULES } from '../../lib/core/alert/operational/delivery-rule';
import { isLasting, type OpenCondition, problemsOf } from '../../lib/core/delivery/condition';
import { isOwnFault, RetryLater, requireAll } from '../raise/retry-later';
import type { Invocation } from './ports';

/**
 * Raises an alert for each problem, and one for the end of each that has ended; every check does so for all that last, and the table
 * of claims has those that were sent. All are tried before one is said to have failed. To be called after the state is written, which
 * holds since when they last.
 */
export async function raiseProblems(
  invocation: Invocation,
  problems: readonly DeliveryProblem[],
): Promise<void> {
  const outcomes = await Promise.allSettled(
    problems.map((problem) => invocation.alertLimit(() => raiseProblem(invocation, problem))),
  );
  requireAll(outcomes);
}

async function raiseProblem(
  { raiser, outOfTime, counts }: Invocation,
  problem: DeliveryProblem,
): Promise<void> {
  if (outOfTime.aborted) throw new RetryLater('time ran out before the next alert');
  const rule = { name: DELIVERY_RULES[problem.kind].id };
  const alert = toDeliveryAlert(problem);
  counts.addRaised(await raiser.raise(alert, rule));
  const ended = toEndedAlert(problem, alert);
  if (ended !== undefined) await raiser.close(ended, { alert, rule });
}

/** Raises what ended with the check before, if anything did. */
export async function raiseEnded(invocation: Invocation, before: readonly OpenCondition[]): Promise<void> {
  if (!before.every(isLasting)) await raiseAgain(invocation, before);
}

/**
 * Raises what the check before may have failed to raise: the claims know what was sent. To be called before the state is written that
 * no longer has it. What SNS never takes does not hold the state up.
 */
export async function raiseAgain(invocation: Invocation, before: readonly OpenCondition[]): Promise<void> {
  try {
    await raiseProblems(invocation, problemsOf(before, invocation.ports.nowMs()));
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    invocation.log.error('an alert about a problem of an earlier check could not be sent', {
      problem: String(error),
    });
  }
}
