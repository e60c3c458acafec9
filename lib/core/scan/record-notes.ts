import type { CloudTrailRecord } from '../record/record';
import { KEY_WORDS, type SeenBefore, type Sighting, writeRecordKey } from '../record/seen/seen-records';
import type { Sightings } from './log-file-scan';

/**
 * What is noted of the records of a portion of a file. `runs` has three words for each run of consecutive records with the same
 * verdict:
 *
 *     0                        1        2
 *     place of the first one   records  verdict
 *
 * `keys` has the keys of all of them, in the same order.
 */
export interface Notes {
  readonly runs: Uint32Array<ArrayBuffer>;
  readonly keys: Uint32Array<ArrayBuffer>;
}

const RUN_WORDS = 3;
const RECORDS = 1;
const VERDICT = 2;

/** What matching a record came to. */
const UNMATCHED = 0;
const MATCHED = 1;
const FAILED = 2;

/** Those of a small file; a batch of entries has at most 150. */
const FIRST_NOTES = 32;

const NONE: readonly SeenBefore[] = [];
const EMPTY = new Uint32Array(0);

/** Memory for words that is kept for the next portion. */
const MAX_SPARE = 4;

/** Notes the records of one file, for who knows all files and compares them. */
export class RecordNotes implements Sightings {
  readonly #runs = new GrowingWords(FIRST_NOTES * RUN_WORDS);
  readonly #keys = new GrowingWords(FIRST_NOTES * KEY_WORDS);

  add(record: CloudTrailRecord, isMatched: boolean, index: number): Sighting {
    this.#note(index, 1, isMatched ? MATCHED : UNMATCHED);
    // The words may be other ones behind this call.
    const at = this.#keys.extend(KEY_WORDS);
    writeRecordKey(record, isMatched, this.#keys.words, at);
    return 'new';
  }

  addKeys(keys: Uint32Array, isMatched: boolean, index: number): readonly SeenBefore[] {
    this.#note(index, keys.length / KEY_WORDS, isMatched ? MATCHED : UNMATCHED);
    const at = this.#keys.extend(keys.length);
    this.#keys.words.set(keys, at);
    return NONE;
  }

  /** Notes that matching failed on a record, if it was added before that. */
  fail(index: number): void {
    const runs = this.#runs.take();
    for (let at = 0; at < runs.length; at += RUN_WORDS) {
      const [first = 0, records = 0, verdict = UNMATCHED] = runs.subarray(at, at + RUN_WORDS);
      const before = index - first;
      if (before < 0 || before >= records) {
        this.#write(first, records, verdict);
        continue;
      }
      this.#write(first, before, verdict);
      this.#write(index, 1, FAILED);
      this.#write(index + 1, records - before - 1, verdict);
    }
  }

  /** The notes since the last call, in the order of the records, in separate memory. */
  take(): Notes {
    return { runs: this.#runs.take(), keys: this.#keys.take() };
  }

  #note(index: number, records: number, verdict: number): void {
    const { words, used } = this.#runs;
    const at = used - RUN_WORDS;
    const isNext = at >= 0 && (words[at] as number) + (words[at + RECORDS] as number) === index;
    if (isNext && words[at + VERDICT] === verdict)
      words[at + RECORDS] = (words[at + RECORDS] as number) + records;
    else this.#write(index, records, verdict);
  }

  #write(index: number, records: number, verdict: number): void {
    if (records === 0) return;
    const at = this.#runs.extend(RUN_WORDS);
    this.#runs.words.set([index, records, verdict], at);
  }
}

/** Words that become more. Their memory is used again once they are taken. */
class GrowingWords {
  private static readonly spare: Uint32Array[] = [];

  words: Uint32Array = EMPTY;
  used = 0;

  constructor(private readonly first: number) {}

  /** Makes room for `count` more, and returns the place of the first of them. */
  extend(count: number): number {
    const at = this.used;
    this.used += count;
    if (this.used > this.words.length) {
      const words = this.wordsFor(this.used);
      words.set(this.words.subarray(0, at));
      this.words = words;
    }
    return at;
  }

  /** A copy of them; there are none then. */
  take(): Uint32Array<ArrayBuffer> {
    const taken = this.words.slice(0, this.used) as Uint32Array<ArrayBuffer>;
    if (GrowingWords.spare.length < MAX_SPARE && this.words.length > 0) GrowingWords.spare.push(this.words);
    this.words = EMPTY;
    this.used = 0;
    return taken;
  }

  private wordsFor(count: number): Uint32Array {
    const at = GrowingWords.spare.findIndex(({ length }) => length >= count);
    const [words] = at < 0 ? [] : GrowingWords.spare.splice(at, 1);
    return words ?? new Uint32Array(Math.max(2 * this.words.length, this.first, count));
  }
}

/** Records one behind the other that came to the same. */
export interface NotedRun {
  /** The place of the first of them in their file. */
  readonly index: number;
  readonly records: number;
  readonly keys: Uint32Array;
  /** Undefined if matching failed: then they are counted as rejected. */
  readonly isMatched: boolean | undefined;
}

/** The runs of a portion. */
export function* runsIn({ runs, keys }: Notes): Generator<NotedRun, void> {
  let from = 0;
  for (let at = 0; at < runs.length; at += RUN_WORDS) {
    const records = runs[at + RECORDS] as number;
    const to = from + KEY_WORDS * records;
    const verdict = runs[at + VERDICT];
    const isMatched = verdict === FAILED ? undefined : verdict === MATCHED;
    yield { index: runs[at] as number, records, keys: keys.subarray(from, to), isMatched };
    from = to;
  }
}

/** A record of a portion. */
export interface NotedRecord {
  /** Its place in its file. */
  readonly index: number;
  readonly key: Uint32Array;
  readonly isMatched: boolean;
}

/** The records of a portion. */
export function* recordsIn(notes: Notes): Generator<NotedRecord, void> {
  for (const { index, records, keys, isMatched = false } of runsIn(notes))
    for (let place = 0; place < records; place++) {
      const key = keys.subarray(KEY_WORDS * place, KEY_WORDS * (place + 1));
      yield { index: index + place, key, isMatched };
    }
}

/**
 * The notes of a portion as if the records that others note as matched had been matched, too.
 *
 * @param others of the same records, and of those behind them
 * @throws if they are not of the same records
 */
export function withOthersMatched(notes: Notes, others: Iterator<NotedRecord, void>): Notes {
  const joined = new RecordNotes();
  for (const record of recordsIn(notes)) {
    const { done, value: other } = others.next();
    if (done === true || other.index !== record.index) throw new Error('they are notes of other records');
    const isMatched = record.isMatched || other.isMatched;
    joined.addKeys(record.isMatched ? record.key : other.key, isMatched, record.index);
  }
  return joined.take();
}
