import type { AdmittedReport, CountedAction } from '../../../lambda/aws/table/count-action';

/**
 * The counts of actions and reports in memory: what `lambda/aws/table/count-action.ts` does to DynamoDB, each call as one step. A test beside
 * it holds both to the same answers.
 */
export class MemoryActions {
  readonly #actions = new Map<string, Set<string>>();
  readonly #reports = new Map<string, Set<string>>();
  readonly #made = new Map<string, Set<string>>();

  countAction({ action, hour, alertId, most }: CountedAction): boolean {
    return counts(this.#actions, `${action} ${hour}`, { alertId, most });
  }

  isCounted({ action, hour, alertId }: Omit<CountedAction, 'most'>): boolean {
    return this.#actions.get(`${action} ${hour}`)?.has(alertId) === true;
  }

  admitReport({ action, hour, alertId, most, isMade }: AdmittedReport): 'new' | 'made' | 'over' {
    const key = `${action} ${hour}`;
    if (!counts(this.#reports, key, { alertId, most })) return 'over';
    const made = this.#made.get(key) ?? new Set();
    const answer = made.has(alertId) ? 'made' : 'new';
    if (isMade) this.#made.set(key, made.add(alertId));
    return answer;
  }
}

/** Whether there is room for an alert, or it is counted already; it is counted then. */
function counts(
  sets: Map<string, Set<string>>,
  key: string,
  { alertId, most }: Pick<CountedAction, 'alertId' | 'most'>,
): boolean {
  const alerts = sets.get(key);
  if (alerts !== undefined && !alerts.has(alertId) && alerts.size >= most) return false;
  sets.set(key, (alerts ?? new Set()).add(alertId));
  return true;
}
