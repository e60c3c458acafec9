import type { Alert } from '../alert';

/** The account and the time by which an alert is claimed. */
export type ClaimKey = Pick<Alert, 'recipientAccountId' | 'eventTime'>;

/** That of an alert: of a correlation what its group and period say, which never depends on which records were known. */
export function claimKey({ record, eventName, eventSource, recipientAccountId, eventTime }: Alert): ClaimKey {
  const { periodStart, claimAccount } = record;
  const isCorrelation = eventSource === 'trailwatch' && eventName === 'CorrelatedRecords';
  if (!isCorrelation || typeof periodStart !== 'string') return { recipientAccountId, eventTime };
  return { recipientAccountId: typeof claimAccount === 'string' ? claimAccount : '', eventTime: periodStart };
}
