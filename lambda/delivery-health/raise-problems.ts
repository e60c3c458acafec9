import { type DeliveryProblem, toDeliveryAlert } from '../../lib/core/alert/operational/delivery-alert';
import { DELIVERY_RULES } from '../../lib/core/alert/operational/delivery-rule';
import { endedProblemsOf, type OpenCondition } from '../../lib/core/delivery/condition';
import { isOwnFault, RetryLater, requireAll } from '../raise/retry-later';
import type { Invocation } from './ports';

/**
 * Raises an alert for each problem; every check does so for all that last, and the table of claims has those that were sent. All
 * are tried before one is said to have failed. To be called after the state is written, which holds since when they last.
 */
export async function raiseProblems(
  { raiser, alertLimit, outOfTime, counts }: Invocation,
  problems: readonly DeliveryProblem[],
): Promise<void> {
  const outcomes = await Promise.allSettled(
    problems.map((problem) =>
      alertLimit(async () => {
        if (outOfTime.aborted) throw new RetryLater('time ran out before the next alert');
        const { id: name } = DELIVERY_RULES[problem.kind];
        counts.addRaised(await raiser.raise(toDeliveryAlert(problem), { name }));
      }),
    ),
  );
  requireAll(outcomes);
}

/**
 * Raises the problems that end with a check, which the claims know if they were sent. To be called before the state is written that
 * no longer has them, so that a check that failed to raise them loses none. What SNS never takes does not hold the state up.
 */
export async function raiseEnded(
  invocation: Invocation,
  before: readonly OpenCondition[],
  after: readonly OpenCondition[],
): Promise<void> {
  try {
    await raiseProblems(invocation, endedProblemsOf(before, after));
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    invocation.log.error('an alert that a problem has ended could not be sent', { problem: String(error) });
  }
}
