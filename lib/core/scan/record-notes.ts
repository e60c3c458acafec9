import type { CloudTrailRecord } from '../record/record';
import { KEY_WORDS, type Sighting, writeRecordKey } from '../record/seen-records';
import type { Sightings } from './log-file-scan';

/**
 * Words of a note:
 *
 *     0 … 7   8       9
 *     key     place   verdict
 */
export const NOTE_WORDS = KEY_WORDS + 2;
const PLACE = KEY_WORDS;
const VERDICT = KEY_WORDS + 1;

/** What matching a record came to. */
const UNMATCHED = 0;
const MATCHED = 1;
const FAILED = 2;

/** Those of a batch of entries, which has at most 500. */
const FIRST_NOTES = 512;

/** Notes the records of one file, for who knows all files and compares them. */
export class RecordNotes implements Sightings {
  #words = new Uint32Array(FIRST_NOTES * NOTE_WORDS);
  #used = 0;

  add(record: CloudTrailRecord, isMatched: boolean, index: number): Sighting {
    // The words may be other ones behind this call.
    const at = this.#next(index, isMatched ? MATCHED : UNMATCHED);
    writeRecordKey(record, isMatched, this.#words, at);
    return 'new';
  }

  addKey(keys: Uint32Array, from: number, index: number): Sighting {
    const at = this.#next(index, UNMATCHED);
    for (let word = 0; word < KEY_WORDS; word++) this.#words[at + word] = keys[from + word] as number;
    return 'new';
  }

  /** Notes that matching failed on a record, if it was added before that. */
  fail(index: number): void {
    for (let at = 0; at < this.#used; at += NOTE_WORDS) {
      if (this.#words[at + PLACE] === index) this.#words[at + VERDICT] = FAILED;
    }
  }

  /** The notes since the last call, in the order of the records, in memory of their own. */
  take(): Uint32Array<ArrayBuffer> {
    const taken = this.#words.slice(0, this.#used);
    this.#used = 0;
    return taken;
  }

  #next(index: number, verdict: number): number {
    const at = this.#used;
    this.#used += NOTE_WORDS;
    if (this.#used > this.#words.length) {
      const words = new Uint32Array(2 * this.#words.length);
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[at + PLACE] = index;
    this.#words[at + VERDICT] = verdict;
    return at;
  }
}

/** A note as it is read: where its key begins, the record's place in its file, and what matching came to. */
export interface RecordNote {
  readonly keyAt: number;
  readonly index: number;
  /** Undefined if matching failed: then the record is counted as rejected. */
  readonly isMatched: boolean | undefined;
}

/** The notes in some words. */
export function* notesIn(words: Uint32Array): Generator<RecordNote, void> {
  for (let at = 0; at < words.length; at += NOTE_WORDS) {
    const verdict = words[at + VERDICT];
    const isMatched = verdict === FAILED ? undefined : verdict === MATCHED;
    yield { keyAt: at, index: words[at + PLACE] as number, isMatched };
  }
}
