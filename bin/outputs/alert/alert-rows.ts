import type { Alert } from '../../../lib/core/alert/alert';
import { actorIdentity } from '../../../lib/core/alert/alert-actor';
import { isFailure } from '../../../lib/core/fact/outcome';
import { clamp } from '../table';

/** How many alerts a row stands for, and when the last of them was. */
export interface AlertRow {
  readonly alert: Alert;
  readonly count: number;
  readonly last: string;
}

/** The maximum number of rows that stand for several alerts; further alerts are a row each. */
const MAX_ROWS = 100_000;

/** One row for all alerts of a rule on one actor at one address, account and Region, which succeeded or did not. */
export class AlertRows {
  private readonly rows = new Map<string, { count: number; last: string; isShown: boolean }>();

  add(alert: Alert): void {
    const key = keyOf(alert);
    const row = this.rows.get(key);
    if (row === undefined) {
      if (this.rows.size < MAX_ROWS) this.rows.set(key, { count: 1, last: alert.eventTime, isShown: false });
      return;
    }
    row.count += 1;
    if (alert.eventTime > row.last) row.last = alert.eventTime;
  }

  /** The row of the alert, if it is the first that is asked for. */
  next(alert: Alert): AlertRow | undefined {
    const row = this.rows.get(keyOf(alert));
    if (row === undefined) return { alert, count: 1, last: alert.eventTime };
    if (row.isShown) return undefined;
    row.isShown = true;
    return { alert, count: row.count, last: row.last };
  }
}

function keyOf(alert: Alert): string {
  const {
    severity,
    ruleId,
    title,
    actor,
    sourceIPAddress = '',
    recipientAccountId,
    awsRegion,
    outcome,
  } = alert;
  const parts = [severity, ruleId, title, actorIdentity(actor), actor.name, sourceIPAddress];
  // The beginning and the length: a name may have megabytes.
  const short = parts.map((part) => (part.length > 400 ? `${clamp(part)} ${part.length}` : part));
  return JSON.stringify([...short, recipientAccountId, awsRegion, isFailure(outcome)]);
}
