/** What a sieve says of a record: it must be parsed; it satisfies no rule; or it is not chosen, whatever rules say. */
export const RECORD_HELD = 0;
export const RECORD_PASSED = 1;
export const RECORD_OUTSIDE = 2;

/** Places of rules among those that a sieve was made for. */
export type Candidates = readonly number[];

/** What is known of records that stand one behind the other in a list, before any of them is parsed. */
export interface SiftedRecords {
  /** Where each record ends, counted from the first byte of the first one. The next begins one byte further on. */
  readonly ends: Uint32Array;
  /** For each of them `RECORD_HELD`, `RECORD_PASSED` or `RECORD_OUTSIDE`. */
  readonly verdicts: Uint8Array;
  /** Of held records, by their places: the places of the rules that they may satisfy. Any rule may hold of one that is not here. */
  readonly candidates: ReadonlyMap<number, Candidates>;
  /** Eight words for each: its key as `SeenRecords` takes it if it is passed. */
  readonly keys: Uint32Array;
  /** No passed record has a later `eventTime`; empty if none is passed. */
  readonly newestEventTime: string;
  /** Whether it was the end of the bytes that stopped the search, and not something that must be read in full. */
  readonly isAtEnd: boolean;
}

/** Tells from its bytes that a record satisfies no rule. */
export interface RecordSieve {
  /** The most bytes that can be sifted at a time. */
  readonly maxBytes: number;
  /**
   * Asked before a record is sifted: false if it is to be parsed, whatever it is.
   *
   * @param bytes how much text is at hand from the record on
   */
  isReady(bytes: number): boolean;
  /** Sifts the records of a list whose first one begins with the first of the bytes. */
  sift(bytes: Uint8Array): SiftedRecords;
}
