import { createHash } from 'node:crypto';

/** What makes one record itself: its id, and the account whose trail delivered it. */
export interface AlertSubject {
  readonly eventID: string;
  readonly recipientAccountId: string;
}

/**
 * The identity of an alert: hex SHA-256 of `ruleId \n recipientAccountId \n eventID`.
 *
 * The same rule and record give the same id on every route and at every delivery. The account takes part because
 * an event that concerns two accounts may be delivered to both.
 */
export function alertId(ruleId: string, subject: AlertSubject): string {
  return createHash('sha256')
    .update(`${ruleId}\n${subject.recipientAccountId}\n${subject.eventID}`)
    .digest('hex');
}
