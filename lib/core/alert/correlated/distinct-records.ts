import type { CountedRecord } from '../../correlation/contribution';

/**
 * Each record once, where it is last, so that the last one stays the one that decided. A record counts once for each of its values and of
 * the rules that it satisfies, and may be described in one of these only.
 */
export function distinctOf(records: readonly CountedRecord[]): readonly CountedRecord[] {
  const places = new Map<string, CountedRecord>();
  for (const record of records) {
    const identity = identityOf(record);
    const { shown } = places.get(identity) ?? {};
    places.delete(identity);
    places.set(identity, record.shown === undefined && shown !== undefined ? { ...record, shown } : record);
  }
  return places.size === records.length ? records : [...places.values()];
}

/** What one record has in common wherever it was delivered; without an id, its place. */
function identityOf({ eventID, recipientAccountId, eventTime, eventName, ...record }: CountedRecord): string {
  const { bucket, key, index } = record;
  const place = eventID === '' ? [bucket, key, index] : [];
  return JSON.stringify([eventID, recipientAccountId, eventTime, eventName, ...place]);
}
