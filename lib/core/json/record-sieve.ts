/** What is known of records that stand one behind the other in a list, before any of them is parsed. */
export interface SiftedRecords {
  /** Where each record ends, counted from the first byte of the first one. The next begins one byte further on. */
  readonly ends: readonly number[];
  /** Which of them satisfy no rule or are not chosen, and need not be parsed. */
  readonly isPassed: readonly boolean[];
  /** Which of those are not chosen, whatever rules say. */
  readonly isOutside: readonly boolean[];
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
  /** Asked before a record is sifted: false if it is to be parsed, whatever it is. */
  isReady(): boolean;
  /** Sifts the records of a list whose first one begins with the first of the bytes. */
  sift(bytes: Uint8Array): SiftedRecords;
}
