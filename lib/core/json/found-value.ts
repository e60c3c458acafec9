import type { ByteWindow } from './byte-window';
import { type Json, MAX_NESTING, nestsTooDeep, parseJson } from './json-value';
import type { CountedRun, HeldRecord } from './record-sieve';
import type { ValueScan } from './value-scan';

/** A longer value is not a record: CloudTrail's limit is 256 KB, and 1 MB where an event data store requests more. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024;

/** Why a value whose first and last byte are known cannot be used. */
type BrokenValueCode = 'bad-json' | 'too-deep' | 'record-too-large';

/** Consecutive records that satisfy no rule, or that are not chosen, and were not parsed. */
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

/** Consecutive records that satisfy rules which are only counted, and were not parsed. */
export interface CountedValues extends CountedRun {
  readonly kind: 'counted';
  readonly offset: number;
}

/** Something that was found in a text; an offset is the place in the whole text where it begins. */
export type FoundValue =
  | PassedValues
  | CountedValues
  /** An element of a list of records, or a separate value. */
  | {
      readonly kind: 'value';
      readonly offset: number;
      readonly value: Json;
      /** The sieve's knowledge of it, if it is a record and went through a sieve. */
      readonly known?: HeldRecord | undefined;
      /** Its JSON as it is written, where it is available. */
      readonly written?: string;
      /** Eight words: its key for `SeenRecords`, if it satisfies a rule. Where it is known, `JSON.stringify` gives the written text. */
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

/** The value that a scan found, parsed separately. Bytes that are not UTF-8 are read as U+FFFD; of a repeated key the last counts. */
export function foundSpan(window: ByteWindow, { start, at: end, deepest }: ValueScan): FoundValue {
  const bytes = end - start;
  if (bytes > MAX_VALUE_BYTES) return { kind: 'broken', offset: start, code: 'record-too-large', bytes };
  if (deepest > MAX_NESTING) return { kind: 'broken', offset: start, code: 'too-deep', bytes };
  const value = parseJson(window.text(start, end));
  return value === undefined
    ? { kind: 'broken', offset: start, code: 'bad-json', bytes }
    : { kind: 'value', offset: start, value };
}

/** The text between the two places if it is one whole JSON value, as was guessed; undefined otherwise. */
export function guessedSpan(window: ByteWindow, start: number, end: number): FoundValue | undefined {
  const value = parseJson(window.text(start, end));
  if (value === undefined) return undefined;
  return nestsTooDeep(value)
    ? { kind: 'broken', offset: start, code: 'too-deep', bytes: end - start }
    : { kind: 'value', offset: start, value };
}
