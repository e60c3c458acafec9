import type { Alert } from '../alert';

/** The `eventName` of an alert about several records. */
export const CORRELATION_EVENT = 'CorrelatedRecords';

/** Whether an alert is about the several records of a correlation. */
export function isOfCorrelation({
  eventSource,
  eventName,
}: Pick<Alert, 'eventSource' | 'eventName'>): boolean {
  return eventSource === 'trailwatch' && eventName === CORRELATION_EVENT;
}

/** The account and the time by which an alert is claimed. */
export type ClaimKey = Pick<Alert, 'recipientAccountId' | 'eventTime'>;

/** That of an alert: of a correlation what its group and period say, which never depends on which records were known. */
export function claimKey(alert: Alert): ClaimKey {
  const { record, recipientAccountId, eventTime } = alert;
  const { periodStart, claimAccount } = record;
  if (!isOfCorrelation(alert) || typeof periodStart !== 'string') return { recipientAccountId, eventTime };
  return { recipientAccountId: typeof claimAccount === 'string' ? claimAccount : '', eventTime: periodStart };
}
