import type { CountedAlike } from '../../../lib/core/json/record-sieve';
import type { CountedEntry } from '../../../lib/core/record/log-file/log-file-entry';

/** The entry of one record that was not parsed. */
export function countedEntry(
  alike: CountedAlike,
  {
    index,
    eventID,
    eventTime,
  }: { readonly index: number; readonly eventID: string; readonly eventTime: string },
): CountedEntry {
  return {
    ...{ kind: 'counted', index, records: 1, alike: [alike], keys: new Uint32Array(8), written: Buffer.of() },
    ends: Uint32Array.of(0),
    timesMs: Float64Array.of(Date.parse(eventTime)),
    texts: Buffer.from(`${eventTime}"${eventID}"`),
  };
}
