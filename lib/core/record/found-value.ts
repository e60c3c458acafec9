import type { ByteWindow } from './byte-window';
import { parseJson } from './parse-json';
import type { Json, JsonObject } from './record';
import type { ValueScan } from './value-scan';

/** A longer value is no record: CloudTrail ends one at 256 KB, and at 1 MB where an event data store asks for more. */
export const LONGEST_VALUE_BYTES = 16 * 1024 * 1024;

/** Deeper nesting is an attack on whoever walks the value. Real records reach 11. */
export const DEEPEST_NESTING = 200;

/** Why a value whose first and last byte are known cannot be used. */
export type BrokenValueCode = 'bad-json' | 'too-deep' | 'record-too-large';

/** Something that was found in a text; an offset is the place in the whole text where it begins. */
export type FoundValue =
  /** An element of a list that holds records, or a value of its own. */
  | { readonly kind: 'value'; readonly offset: number; readonly value: Json }
  | { readonly kind: 'broken'; readonly offset: number; readonly code: BrokenValueCode }
  /** A line that is no JSON, and the beginning of what it says. */
  | { readonly kind: 'stray'; readonly offset: number; readonly text: string }
  /** A list of records opens. Its name is the member's; a bare array has none. */
  | { readonly kind: 'list'; readonly offset: number; readonly name?: string }
  /** The text ends inside the value or the list that begins there. */
  | { readonly kind: 'unexpected-end'; readonly offset: number };

/** What a scan found, read by itself. What is not UTF-8 is read as U+FFFD; of a key written twice the last stands. */
export function foundSpan(window: ByteWindow, { start, at: end, deepest }: ValueScan): FoundValue {
  if (end - start > LONGEST_VALUE_BYTES) return { kind: 'broken', offset: start, code: 'record-too-large' };
  if (deepest > DEEPEST_NESTING) return { kind: 'broken', offset: start, code: 'too-deep' };
  const value = parseJson(window.text(start, end));
  return value === undefined
    ? { kind: 'broken', offset: start, code: 'bad-json' }
    : { kind: 'value', offset: start, value };
}

/** What stands between the two places if that is one whole JSON value, as was guessed; undefined if it is none. */
export function guessedSpan(window: ByteWindow, start: number, end: number): FoundValue | undefined {
  const value = parseJson(window.text(start, end));
  if (value === undefined) return undefined;
  return nestsDeeper(value, DEEPEST_NESTING)
    ? { kind: 'broken', offset: start, code: 'too-deep' }
    : { kind: 'value', offset: start, value };
}

/** Whether objects and lists stand in one another more than `levels` deep. */
function nestsDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((element: Json) => nestsDeeper(element, levels - 1));
  for (const key in value) {
    const member = (value as JsonObject)[key] as Json;
    if (typeof member === 'object' && nestsDeeper(member, levels - 1)) return true;
  }
  return false;
}
