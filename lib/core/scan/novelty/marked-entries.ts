import type { JsonObject } from '../../json/json-value';
import type { SiftedEntry } from '../../record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../../record/record';
import { OWN_MEMBER } from '../../rule/own-field';
import type { EntryReader } from '../log-file-scan';

/** Finds in the records of one file what rules may read of them and CloudTrail does not write. */
export interface Marker {
  /** Forgets what the file had: it is read again from its beginning. */
  restart(): void;
  /** The marks of records, in the order of the file, by the names of members; records without a mark are absent. */
  mark(records: readonly CloudTrailRecord[]): Promise<ReadonlyMap<CloudTrailRecord, JsonObject>>;
  /** Writes down what the file taught, once its alerts are raised. Gives how much of it could not be written. */
  learn(): Promise<number>;
  /** Keeps what it said of the file, which others may make known before a search that comes again. */
  keep?(file: string): Promise<void>;
  /** Reads what an earlier search of the file has kept. */
  recall?(file: string): Promise<void>;
}

/** The entries of a log file, with their marks in the records. For a marked record, the text it was parsed from no longer applies. */
export function markedEntries(reader: EntryReader, markers: readonly Marker[]): EntryReader {
  return {
    async next() {
      const step = await reader.next();
      if (step.done === true) return step;
      const records = step.value.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
      // What a file holds of this name is not ours.
      for (const record of records) delete (record as Record<string, unknown>)[OWN_MEMBER];
      const said = await Promise.all(markers.map((marker) => marker.mark(records)));
      return { done: false, value: step.value.map((entry) => markedEntry(entry, said)) };
    },
  };
}

function markedEntry(
  entry: SiftedEntry,
  said: readonly ReadonlyMap<CloudTrailRecord, JsonObject>[],
): SiftedEntry {
  if (entry.kind !== 'record') return entry;
  const members = said.flatMap((marks) => marks.get(entry.record) ?? []);
  if (members.length === 0) return entry;
  const { written: _, ...rest } = entry;
  (entry.record as Record<string, unknown>)[OWN_MEMBER] = Object.assign({}, ...members);
  return rest;
}
