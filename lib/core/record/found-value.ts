import type { Json } from './record';

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

/** Reads the bytes of one value by itself. What is not UTF-8 is read as U+FFFD; of a key written twice the last stands. */
export function foundValue(bytes: Buffer, offset: number, deepest: number): FoundValue {
  if (deepest > DEEPEST_NESTING) return { kind: 'broken', offset, code: 'too-deep' };
  const value = parseJson(bytes.toString('utf8'));
  return value === undefined
    ? { kind: 'broken', offset, code: 'bad-json' }
    : { kind: 'value', offset, value };
}

/** The value that a JSON text says; undefined if it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
