import type { JsonObject } from '../../../lib/core/json/json-value';
import type { RecordSieve } from '../../../lib/core/json/record-sieve';
import type { CountedFields } from '../../../lib/core/prefilter/prefilter-plan';
import { compileFieldPath, readField } from '../../../lib/core/record/field-path';
import type {
  CountedEntry,
  LogFileEntry,
  SiftedEntry,
} from '../../../lib/core/record/log-file/log-file-entry';
import { readLogFile, siftLogFile } from '../../../lib/core/record/log-file/read-log-file';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { KEY_WORDS, writeRecordKey } from '../../../lib/core/record/seen/seen-records';
import { entriesOf } from '../record/log-file-reading';

/** What a comparison came across. */
export interface Compared {
  readonly passed: number;
  /** Passed because they are not chosen. */
  readonly outside: number;
  readonly parsed: number;
  readonly others: number;
  /** Parsed, and told which rules they may satisfy. */
  readonly told: number;
  /** Among the latter, those of which the fields are known that counts read. */
  readonly read: number;
  /** Parsed, and their keys are known. */
  readonly keyed: number;
  /** Counted, and not parsed. */
  readonly counted: number;
}

/**
 * Reads a file in full and with a sieve. Throws unless both give the same entries, problems, places and totals, and every
 * record that the sieve passes either is not chosen, or satisfies nothing and has the key that parsing it gives. What a record
 * satisfies must be among what the sieve says it may.
 *
 * @param satisfied the places of what a record satisfies
 * @param countedFields what counts read of the records of a place
 */
export async function compareSifted(
  chunks: () => Iterable<Uint8Array>,
  sieve: RecordSieve,
  satisfied: (record: CloudTrailRecord) => readonly number[],
  isChosen: (record: CloudTrailRecord) => boolean = () => true,
  countedFields: CountedFields = () => undefined,
): Promise<Compared> {
  const plain = await entriesOf<LogFileEntry>(readLogFile(inChunks(chunks()), { name: 'file' }));
  const sifted = await entriesOf<SiftedEntry>(siftLogFile(inChunks(chunks()), { name: 'file' }, sieve));
  expect(sifted.totals).toEqual(plain.totals);
  let at = 0;
  const counts = { passed: 0, outside: 0, parsed: 0, others: 0, told: 0, read: 0, keyed: 0, counted: 0 };
  for (const entry of sifted.entries) {
    if (entry.kind === 'counted') {
      const expected = plain.entries[at];
      if (expected?.kind !== 'record') throw new Error(`what was counted is ${JSON.stringify(expected)}`);
      expect(isChosen(expected.record)).toBe(true);
      expectCounted(entry, expected, { satisfied: satisfied(expected.record), countedFields });
      counts.counted += 1;
      at += 1;
      continue;
    }
    if (entry.kind !== 'passed') {
      // Only of a sieve's records something is known, and they are at hand as they are written.
      const { known, key, ...rest } = { known: undefined, key: undefined, ...entry, written: undefined };
      expect(rest).toEqual(plain.entries[at]);
      if (entry.kind === 'record' && key !== undefined) {
        counts.keyed += 1;
        expect([...key]).toEqual(keyOf(entry.record, true));
        expect(entry.written).toBe(JSON.stringify(entry.record));
      }
      if (entry.kind === 'record') counts.parsed += 1;
      else counts.others += 1;
      if (entry.kind === 'record' && known !== undefined) {
        counts.told += 1;
        expectAmong(satisfied(entry.record), known.candidates);
        if (known.fields !== undefined) {
          counts.read += 1;
          for (const place of known.candidates)
            expectFields(known.fields, entry.record, countedFields(place)?.fields ?? []);
        }
      }
      at += 1;
      continue;
    }
    for (let record = 0; record < entry.records; record++) {
      const expected = plain.entries[at];
      if (expected?.kind !== 'record') throw new Error(`what was passed is ${JSON.stringify(expected)}`);
      expect(expected.index).toBe(entry.index + record);
      at += 1;
      expect(entry.isOutside).toBe(!isChosen(expected.record));
      if (entry.isOutside) continue;
      if (satisfied(expected.record).length > 0)
        throw new Error(`a match was passed: ${JSON.stringify(expected.record)}`);
      expect([...entry.keys.subarray(KEY_WORDS * record, KEY_WORDS * (record + 1))]).toEqual(
        keyOf(expected.record, false),
      );
    }
    counts[entry.isOutside ? 'outside' : 'passed'] += entry.records;
  }
  expect(at).toBe(plain.entries.length);
  expect(newestOf(sifted.entries)).toBe(newestOf(plain.entries));
  return counts;
}

/** What is counted of a record must be all that it satisfies, and what is read of it what the record has. */
function expectCounted(
  { index, record, key, written }: CountedEntry,
  expected: Extract<LogFileEntry, { readonly kind: 'record' }>,
  rules: { readonly satisfied: readonly number[]; readonly countedFields: CountedFields },
): void {
  const { eventID, eventTime } = expected.record;
  expect(index).toBe(expected.index);
  expect(record).toMatchObject({ alike: { satisfied: rules.satisfied }, eventID, eventTime });
  expect([...key]).toEqual(keyOf(expected.record, true));
  expect(JSON.parse(Buffer.from(written).toString())).toEqual(expected.record);
  for (const place of record.alike.satisfied) {
    const reads = rules.countedFields(place);
    if (reads?.isOnlyCounted !== true)
      throw new Error(`a record was only counted that satisfies rule ${place}`);
    expectFields(record.alike.fields, expected.record, reads.fields);
  }
}

/** What counts read must be what the record has. */
function expectFields(fields: JsonObject, record: CloudTrailRecord, paths: readonly string[]): void {
  for (const path of paths.map(compileFieldPath))
    expect(readField(fields, path)).toEqual(readField(record as JsonObject, path));
}

function expectAmong(satisfied: readonly number[], candidates: readonly number[]): void {
  expect([...new Set(candidates)].sort((one, other) => one - other)).toEqual(candidates);
  expect(satisfied.filter((place) => !candidates.includes(place))).toEqual([]);
}

function keyOf(record: CloudTrailRecord, isMatched: boolean): number[] {
  const key = new Uint32Array(KEY_WORDS);
  writeRecordKey(record, isMatched, key, 0);
  return [...key];
}

function newestOf(entries: readonly SiftedEntry[]): string {
  let newest = '';
  for (const entry of entries) {
    const time =
      entry.kind === 'passed'
        ? entry.newestEventTime
        : entry.kind === 'record' || entry.kind === 'counted'
          ? entry.record.eventTime
          : '';
    if (typeof time === 'string' && time > newest) newest = time;
  }
  return newest;
}

async function* inChunks(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
