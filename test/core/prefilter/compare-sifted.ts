import { timeOf } from '../../../lib/core/correlation/event-times';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  type CountedAlike,
  countedTextsAt,
  type RecordSieve,
  writtenAt,
} from '../../../lib/core/json/record-sieve';
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
  /** Parsed, and told which rules they satisfy. */
  readonly certain: number;
}

/** What must be equal, compared all at once: Jest takes longer for one assertion than a sieve for a record. */
class Pairs {
  private readonly found: unknown[] = [];
  private readonly wanted: unknown[] = [];

  add(found: unknown, wanted: unknown): void {
    this.found.push(found);
    this.wanted.push(wanted);
  }

  expectEqual(): void {
    expect(this.found).toEqual(this.wanted);
  }
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
  const pairs = new Pairs();
  pairs.add(sifted.totals, plain.totals);
  let at = 0;
  const counts = {
    passed: 0,
    outside: 0,
    parsed: 0,
    others: 0,
    told: 0,
    read: 0,
    keyed: 0,
    counted: 0,
    certain: 0,
  };
  for (const entry of sifted.entries) {
    if (entry.kind === 'counted') {
      for (let place = 0; place < entry.records; place++) {
        const expected = plain.entries[at];
        if (expected?.kind !== 'record') throw new Error(`what was counted is ${JSON.stringify(expected)}`);
        pairs.add(isChosen(expected.record), true);
        addCounted(pairs, { entry, place }, expected, {
          satisfied: satisfied(expected.record),
          countedFields,
        });
        at += 1;
      }
      counts.counted += entry.records;
      continue;
    }
    if (entry.kind !== 'passed') {
      // Only of a sieve's records something is known, and they are at hand as they are written.
      const { known, key, ...rest } = { known: undefined, key: undefined, ...entry, written: undefined };
      pairs.add(rest, plain.entries[at]);
      if (entry.kind === 'record' && key !== undefined) {
        counts.keyed += 1;
        pairs.add([...key], keyOf(entry.record, true));
        pairs.add(entry.written, JSON.stringify(entry.record));
      }
      if (entry.kind === 'record') counts.parsed += 1;
      else counts.others += 1;
      if (entry.kind === 'record' && known !== undefined) {
        counts.told += 1;
        addAmong(pairs, satisfied(entry.record), known.candidates);
        if (known.isCertain) {
          counts.certain += 1;
          pairs.add(known.candidates, satisfied(entry.record));
        }
        if (known.fields !== undefined) {
          counts.read += 1;
          for (const place of known.candidates)
            addFields(pairs, known.fields, entry.record, countedFields(place)?.fields ?? []);
        }
      }
      at += 1;
      continue;
    }
    for (let record = 0; record < entry.records; record++) {
      const expected = plain.entries[at];
      if (expected?.kind !== 'record') throw new Error(`what was passed is ${JSON.stringify(expected)}`);
      pairs.add(expected.index, entry.index + record);
      at += 1;
      pairs.add(entry.isOutside, !isChosen(expected.record));
      if (entry.isOutside) continue;
      if (satisfied(expected.record).length > 0)
        throw new Error(`a match was passed: ${JSON.stringify(expected.record)}`);
      const key = entry.keys.subarray(KEY_WORDS * record, KEY_WORDS * (record + 1));
      pairs.add([...key], keyOf(expected.record, false));
    }
    counts[entry.isOutside ? 'outside' : 'passed'] += entry.records;
  }
  pairs.add(at, plain.entries.length);
  pairs.add(newestOf(sifted.entries), newestOf(plain.entries));
  pairs.expectEqual();
  return counts;
}

/** What is counted of a record must be all that it satisfies, and what is read of it what the record has. */
function addCounted(
  pairs: Pairs,
  { entry, place: at }: { readonly entry: CountedEntry; readonly place: number },
  expected: Extract<LogFileEntry, { readonly kind: 'record' }>,
  rules: { readonly satisfied: readonly number[]; readonly countedFields: CountedFields },
): void {
  const { eventID, eventTime } = expected.record;
  const { satisfied, fields } = entry.alike[at] as CountedAlike;
  pairs.add(entry.index + at, expected.index);
  pairs.add([satisfied, countedTextsAt(entry, at)], [rules.satisfied, { eventID, eventTime }]);
  pairs.add(entry.timesMs[at], timeOf(expected.record) ?? Number.NaN);
  pairs.add([...entry.keys.subarray(KEY_WORDS * at, KEY_WORDS * (at + 1))], keyOf(expected.record, true));
  pairs.add(JSON.parse(writtenAt(entry, at).toString()), expected.record);
  for (const place of satisfied) {
    const reads = rules.countedFields(place);
    if (reads?.isOnlyCounted !== true)
      throw new Error(`a record was only counted that satisfies rule ${place}`);
    addFields(pairs, fields, expected.record, reads.fields);
  }
}

/** What counts read must be what the record has. */
function addFields(
  pairs: Pairs,
  fields: JsonObject,
  record: CloudTrailRecord,
  paths: readonly string[],
): void {
  for (const path of paths.map(compileFieldPath))
    pairs.add(readField(fields, path), readField(record as JsonObject, path));
}

function addAmong(pairs: Pairs, satisfied: readonly number[], candidates: readonly number[]): void {
  pairs.add(
    [...new Set(candidates)].sort((one, other) => one - other),
    candidates,
  );
  pairs.add(
    satisfied.filter((place) => !candidates.includes(place)),
    [],
  );
}

function keyOf(record: CloudTrailRecord, isMatched: boolean): number[] {
  const key = new Uint32Array(KEY_WORDS);
  writeRecordKey(record, isMatched, key, 0);
  return [...key];
}

function newestOf(entries: readonly SiftedEntry[]): string {
  let newest = '';
  for (const entry of entries) {
    for (const time of timesOf(entry)) if (typeof time === 'string' && time > newest) newest = time;
  }
  return newest;
}

function timesOf(entry: SiftedEntry): readonly unknown[] {
  if (entry.kind === 'passed') return [entry.newestEventTime];
  if (entry.kind === 'counted') return entry.alike.map((_, at) => countedTextsAt(entry, at).eventTime);
  return entry.kind === 'record' ? [entry.record.eventTime] : [];
}

async function* inChunks(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
