import type { Alert } from '../alert';

/** The `eventName` of an alert about several records. */
export const CORRELATION_EVENT = 'CorrelatedRecords';

/** Whether an alert is that of a correlation, on several records. */
export function isOfCorrelation({
  eventSource,
  eventName,
}: Pick<Alert, 'eventSource' | 'eventName'>): boolean {
  return eventSource === 'trailwatch' && eventName === CORRELATION_EVENT;
}

/** The account and the time by which an alert is claimed. */
export type ClaimKey = Pick<Alert, 'recipientAccountId' | 'eventTime'>;

/** The key of an alert. That of a correlation follows from its group and period, and never from the records that were known. */
export function claimKey(alert: Alert): ClaimKey {
  const { record, recipientAccountId, eventTime } = alert;
  const { periodStart, claimAccount } = record;
  if (!isOfCorrelation(alert) || typeof periodStart !== 'string') return { recipientAccountId, eventTime };
  return { recipientAccountId: typeof claimAccount === 'string' ? claimAccount : '', eventTime: periodStart };
}
