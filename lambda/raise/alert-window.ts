import type { Alert } from '../../lib/core/alert/alert';

/**
 * One rule, one account, one stretch of event time: the space in which alerts are counted and a storm is reported.
 *
 * It follows from the record alone, never from when it arrived, so every delivery of a record finds the same claim.
 */
export interface AlertWindow {
  /** The partition key in the table of claims. */
  readonly key: string;
  readonly ruleId: string;
  readonly recipientAccountId: string;
  /** ISO 8601 in UTC; the time as the record has it where that is no date. */
  readonly start: string;
  readonly minutes: number;
}

/** DynamoDB takes 2,048 bytes for a partition key; nothing in it is legitimately longer than this. */
const PART_LENGTH = 200;

/** The window that a record of the given time belongs to. Windows are aligned to 1970 and are half open. */
export function alertWindow(
  { ruleId, recipientAccountId }: Pick<Alert, 'ruleId' | 'recipientAccountId'>,
  eventTime: string,
  windowMinutes: number,
): AlertWindow {
  const start = windowStart(eventTime, windowMinutes * 60_000);
  const key = [ruleId, recipientAccountId, start].map((part) => part.slice(0, PART_LENGTH)).join('|');
  return { key, ruleId, recipientAccountId, start, minutes: windowMinutes };
}

function windowStart(eventTime: string, windowMs: number): string {
  const time = Date.parse(eventTime);
  if (Number.isNaN(time)) return eventTime;
  return new Date(Math.floor(time / windowMs) * windowMs).toISOString().replace('.000Z', 'Z');
}
