import type { ByteWindow } from './byte-window';
import { isJsonObject, type Json, type JsonObject } from './json-value';

/**
 * A sieve's verdict on a record: it must be parsed; it satisfies no rule; it is not chosen, whatever rules say; or it satisfies
 * rules that are only counted.
 */
export const RECORD_HELD = 0;

export const RECORD_PASSED = 1;

export const RECORD_OUTSIDE = 2;

export const RECORD_COUNTED = 3;

/** Places of rules among those that a sieve was made for. */
export type Candidates = readonly number[];

/** Where the texts are in the UTF-8 of a record that are its own: of its id, a GUID, its time of 20 characters, and the id of its request. */
export interface OwnTexts {
  readonly id: number;
  readonly time: number;
  readonly request: number;
  /** 0 if that is no text. */
  readonly requestLength: number;
}

/** What is known about a record that is to be parsed. */
export interface HeldRecord {
  /** The places of the rules that it may satisfy. */
  readonly candidates: Candidates;
  /** Whether it satisfies all of them. */
  readonly isCertain: boolean;
  /** A record with the fields that counts read, but for id and time, as of {@link CountedAlike}; undefined if they are not known. */
  readonly fields: JsonObject | undefined;
  /** Whether its key is that of a record that satisfies a rule, and `JSON.stringify` gives the written text. */
  readonly isKeyed: boolean;
  /** Known of one that is keyed. */
  readonly own: OwnTexts | undefined;
}

/** The counted values that many records share: one object for all that satisfy the same rules with the same values. */
export interface CountedAlike {
  /** The places of all rules that they satisfy. */
  readonly satisfied: Candidates;
  /** A record with the fields that the counts of these rules read, except for id and time. */
  readonly fields: JsonObject;
}

/** The bytes of the texts of a counted record, and of the first of them, its time. */
export const COUNTED_TEXT_BYTES = 58;
export const COUNTED_TIME_BYTES = 20;

/** What counting reads of records that satisfy rules which are only counted, in their order. */
export interface CountedRows {
  /** What each shares with others. */
  readonly alike: readonly CountedAlike[];
  /** The instant of each; not a number if its `eventTime` is no time, such as one with a month 13. */
  readonly timesMs: Float64Array;
  /** For each its `eventTime`, such as `2023-07-10T12:00:00Z`, and its `eventID`, a GUID, in quotes, in ASCII. */
  readonly texts: Buffer;
}

/** Consecutive records that satisfy rules which are only counted, and were not parsed. */
export interface CountedRun extends CountedRows {
  /** How many there are. */
  readonly records: number;
  /** Eight words for each: its key as `SeenRecords` takes it. */
  readonly keys: Uint32Array;
  /** Their JSON as it is written, and where each ends in it; the next begins one byte further on. */
  readonly written: Buffer;
  readonly ends: Uint32Array;
}

/** The JSON of one of them as it is written. */
export function writtenAt({ written, ends }: CountedRun, place: number): Buffer {
  return written.subarray(place === 0 ? 0 : (ends[place - 1] as number) + 1, ends[place]);
}

/** The time and the id of one of them. */
export function countedTextsAt(
  { texts }: CountedRows,
  place: number,
): {
  readonly eventTime: string;
  readonly eventID: string;
} {
  const from = COUNTED_TEXT_BYTES * place;
  const text = texts.toString('latin1', from, from + COUNTED_TEXT_BYTES);
  return { eventTime: text.slice(0, COUNTED_TIME_BYTES), eventID: text.slice(COUNTED_TIME_BYTES + 1, -1) };
}

/** What is known of consecutive records of a list before any of them is parsed. */
export interface SiftedRecords {
  /** Where each record ends, counted from the first byte of the first one. The next begins one byte further on. */
  readonly ends: Uint32Array;
  /** For each of them `RECORD_HELD`, `RECORD_PASSED`, `RECORD_OUTSIDE` or `RECORD_COUNTED`. */
  readonly verdicts: Uint8Array;
  /** What is known about held records, by their places. One that is not here may satisfy any rule. */
  readonly held: ReadonlyMap<number, HeldRecord>;
  /** What is read of the records that are counted. */
  readonly counted: CountedRows;
  /** Eight words for each: its key as `SeenRecords` takes it if it is passed, counted, or held and keyed. */
  readonly keys: Uint32Array;
  /** No passed or counted record has a later `eventTime`; empty if there is none. */
  readonly newestEventTime: string;
  /** Whether it was the end of the bytes that stopped the search, and not something that must be read in full. */
  readonly isAtEnd: boolean;
}

/** Detects from its bytes that a record satisfies no rule. */
export interface RecordSieve {
  /** The most bytes that can be sifted at a time. */
  readonly maxBytes: number;
  /**
   * Called before a record is sifted: false if it is to be parsed in any case.
   *
   * @param bytes how much text is available from the record on
   */
  isReady(bytes: number): boolean;
  /** Sifts the records of a list whose first one begins with the first of the bytes. */
  sift(bytes: Uint8Array): SiftedRecords;
}

/** The member of a log file. */
export const RECORDS = 'Records';

/** The members with the list of records: log files, LookupEvents, CloudWatch Logs output and subscriptions. */
const OWN_NAMES: readonly string[] = [RECORDS, 'Events', 'events', 'logEvents'];

/** Those of other tools and services, which may contain anything: Splunk, Logs Insights, CloudTrail Lake, SQS, Firehose. */
const NAMES: readonly string[] = [...OWN_NAMES, 'results', 'QueryResultRows', 'Messages', 'records'];

/** Whether a list of that name shows that its file is CloudTrail's. */
export function isOwnListName(name: string | undefined): boolean {
  return name !== undefined && OWN_NAMES.includes(name);
}

/** Whether a member of that name has the records of its object, if it is a list. */
export function isRecordListName(name: Json | undefined): name is string {
  return NAMES.some((known) => known === name);
}

/** Whether the value is an object that wraps a list of records. */
export function isWrapper(value: Json): boolean {
  return (
    isJsonObject(value) && NAMES.some((name) => Object.hasOwn(value, name) && Array.isArray(value[name]))
  );
}

/** Chooses records by where and when. A test is absent if it chooses everything; a record is chosen if all tests accept it. */
export interface RecordChoice {
  /** @param id twelve digits */
  readonly account?: (id: string) => boolean;
  /** @param name `''` of a record without one */
  readonly region?: (name: string) => boolean;
  /** @param text in UTC, such as `2023-07-10T12:00:00Z`; it may be no time, such as one with a month 13 */
  readonly time?: (text: string) => boolean;
}

/** How CloudTrail begins a log file, and every record in it. */
export const LOG_FILE_HEAD = Buffer.from(`{"${RECORDS}":[`);
const RECORD_HEAD = Buffer.from('{"eventVersion":"');

/**
 * How a text begins: `damaged` if it is like a log file but for one byte of the head. The list is recognized by its place and by
 * what follows it, whatever its name. Undefined if more bytes are needed.
 */
export function readLogFileHead(window: ByteWindow, isEnded: boolean): 'damaged' | 'other' | undefined {
  const { bytes } = window;
  const damaged = LOG_FILE_HEAD.filter((byte, at) => at < bytes.length && byte !== bytes[at]).length;
  if (damaged > 1 || (damaged === 0 && bytes.length >= LOG_FILE_HEAD.length)) return 'other';
  const end = LOG_FILE_HEAD.length + RECORD_HEAD.length;
  if (bytes.length < end) return isEnded ? 'other' : undefined;
  return RECORD_HEAD.equals(bytes.subarray(LOG_FILE_HEAD.length, end)) ? 'damaged' : 'other';
}
