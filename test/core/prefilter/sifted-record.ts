/** A record as CloudTrail writes it, with an id of its own, and with these members. */
export function siftedRecord(number: number, members: object): object {
  return {
    eventName: 'ListBuckets',
    eventSource: 's3.amazonaws.com',
    eventTime: '2026-08-11T22:15:00Z',
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    recipientAccountId: '111122223333',
    ...members,
  };
}
