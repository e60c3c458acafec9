import type { ByteWindow } from './byte-window';
import { type Json, MAX_NESTING, nestsTooDeep, parseJson } from './json-value';
import type { CountableRecord, HeldRecord } from './record-sieve';
import type { ValueScan } from './value-scan';

/** A longer value is not a record: CloudTrail's limit is 256 KB, and 1 MB where an event data store requests more. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024;

/** Why a value whose first and last byte are known cannot be used. */
type BrokenValueCode = 'bad-json' | 'too-deep' | 'record-too-large';

/** Records one behind the other that satisfy no rule, or that are not chosen, and were not parsed. */
export interface PassedValues {
  readonly kind: 'passed';
  /** Whether they are not chosen, whatever rules say. */
  readonly isOutside: boolean;
  readonly offset: number;
  readonly records: number;
  /** Eight words for each record: its key as `SeenRecords` takes it. */
  readonly keys: Uint32Array;
  /** None of them has a later `eventTime`. */
  readonly newestEventTime: string;
}

/** A record that satisfies rules which are only counted, and was not parsed. */
export interface CountedValue {
  readonly kind: 'counted';
  readonly offset: number;
  readonly record: CountableRecord;
  /** Eight words: its key as `SeenRecords` takes it. */
  readonly key: Uint32Array;
  /** Its JSON as it is written. */
  readonly written: Uint8Array;
}

/** Something that was found in a text; an offset is the place in the whole text where it begins. */
export type FoundValue =
  | PassedValues
  | CountedValue
  /** An element of a list of records, or a separate value. */
  | {
      readonly kind: 'value';
      readonly offset: number;
      readonly value: Json;
      /** What a sieve knows of it, if it is a record and went through one. */
      readonly known?: HeldRecord | undefined;
      /** Its JSON as it is written, where that is at hand. */
      readonly written?: string;
      /** Eight words: its key as `SeenRecords` takes it if it satisfies a rule. Where it is known, `JSON.stringify` gives what is written. */
      readonly key?: Uint32Array | undefined;
    }
  | {
      readonly kind: 'broken';
      readonly offset: number;
      readonly code: BrokenValueCode;
      readonly bytes: number;
    }
  /** A line that is not JSON, and its beginning. */
  | { readonly kind: 'stray'; readonly offset: number; readonly text: string }
  /** A list of records opens. Its name is the member's; a bare array has none. */
  | { readonly kind: 'list'; readonly offset: number; readonly name?: string }
  /** The text ends inside the value or the list that begins there. */
  | { readonly kind: 'unexpected-end'; readonly offset: number };

/** What a scan found, read by itself. What is not UTF-8 is read as U+FFFD; of a key written twice the last is. */
export function foundSpan(window: ByteWindow, { start, at: end, deepest }: ValueScan): FoundValue {
  const bytes = end - start;
  if (bytes > MAX_VALUE_BYTES) return { kind: 'broken', offset: start, code: 'record-too-large', bytes };
  if (deepest > MAX_NESTING) return { kind: 'broken', offset: start, code: 'too-deep', bytes };
  const value = parseJson(window.text(start, end));
  return value === undefined
    ? { kind: 'broken', offset: start, code: 'bad-json', bytes }
    : { kind: 'value', offset: start, value };
}

/** What is between the two places if that is one whole JSON value, as was guessed; undefined if it is none. */
export function guessedSpan(window: ByteWindow, start: number, end: number): FoundValue | undefined {
  const value = parseJson(window.text(start, end));
  if (value === undefined) return undefined;
  return nestsTooDeep(value)
    ? { kind: 'broken', offset: start, code: 'too-deep', bytes: end - start }
    : { kind: 'value', offset: start, value };
}
