import type { AdmittedReport, CountedAction } from '../../../lambda/aws/table/count-action';
import type { LedgerEntry, LedgerKey, ReportLease } from '../../../lambda/aws/table/response-ledger';

type Entry = LedgerEntry & { readonly reporter?: string; readonly until?: number };

/**
 * The counts of actions and reports, and the ledger, in memory: what `lambda/aws/table/count-action.ts` and `response-ledger.ts` do to
 * DynamoDB, each call as one step. A test beside it holds both to the same answers.
 */
export class MemoryActions {
  readonly #actions = new Map<string, Set<string>>();
  readonly #reports = new Map<string, Set<string>>();
  readonly #made = new Map<string, Set<string>>();
  readonly #ledger = new Map<string, Entry>();

  readEntry(key: LedgerKey): LedgerEntry {
    const { startedAt, outcome } = this.#entryOf(key);
    return {
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(outcome === undefined ? {} : { outcome }),
    };
  }

  noteStarted({ nowMs, ...key }: LedgerKey & { readonly nowMs: number }): void {
    this.#note(key, { startedAt: new Date(nowMs).toISOString(), ...this.#entryOf(key) });
  }

  noteOutcome({ outcome, ...key }: LedgerKey & { readonly outcome: string }): void {
    this.#note(key, { ...this.#entryOf(key), outcome });
  }

  leaseReport({ reporter, nowMs, leaseMs, after, ...key }: LedgerKey & ReportLease): boolean {
    const entry = this.#entryOf(key);
    const isFree = entry.until === undefined || entry.reporter === reporter || entry.until < nowMs;
    if ((entry.outcome !== undefined && entry.outcome !== after) || !isFree) return false;
    this.#note(key, { ...entry, reporter, until: nowMs + leaseMs });
    return true;
  }

  #entryOf({ action, alertId }: LedgerKey): Entry {
    return this.#ledger.get(`${action} ${alertId}`) ?? {};
  }

  #note({ action, alertId }: LedgerKey, entry: Entry): void {
    this.#ledger.set(`${action} ${alertId}`, entry);
  }

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
