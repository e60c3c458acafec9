import type { RecordIdentity } from '../record/record-identity';
import { sha256Hex } from '../record/sha256';

/**
 * The identity of an alert: hex SHA-256 of `ruleId \n recipientAccountId \n eventID`.
 *
 * The same rule and record give the same id on every route and at every delivery. The account is included
 * because an event that concerns two accounts may be delivered to both.
 */
export function alertId(ruleId: string, record: RecordIdentity): string {
  return sha256Hex(`${ruleId}\n${record.recipientAccountId}\n${record.eventID}`);
}
