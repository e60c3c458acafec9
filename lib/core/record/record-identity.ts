import { canonicalText } from '../json/canonical-text';
import type { AggregatedRecord, CloudTrailRecord } from './record';
import { sha256Hex } from './sha256';

/** The identity of a record wherever it appears again: in another file, on another route. */
export interface RecordIdentity {
  readonly eventID: string;
  readonly recipientAccountId: string;
}

/**
 * The identity of a record. Records of event version 1.0 and anonymised ones may lack parts of it:
 *
 * - `eventID`: an aggregated record's `eventId`; else `sha256:` and the hash of the record's canonical text, so that
 *   only copies are the same.
 * - `recipientAccountId`: an aggregated record's `accountId`; else `userIdentity.accountId`; else empty.
 */
export function recordIdentity(record: CloudTrailRecord): RecordIdentity {
  const { eventID, recipientAccountId, eventId, accountId, userIdentity }: AggregatedRecord = record;
  return {
    eventID: textOf(eventID) ?? textOf(eventId) ?? `sha256:${hashOf(record)}`,
    recipientAccountId:
      textOf(recipientAccountId) ?? textOf(accountId) ?? textOf(userIdentity?.accountId) ?? '',
  };
}

/** The value if it is a text that is not empty: records of samples can have anything. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function hashOf(record: CloudTrailRecord): string {
  return sha256Hex(canonicalText(record));
}
