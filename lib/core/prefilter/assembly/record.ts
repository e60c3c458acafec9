/**
 * Second step: walks over the structure of one record, checks that it is JSON in the compact form, and notes where the
 * values of the fields are.
 */
import { behindFields, fieldOf, findEdge, firstField, isEarly, nodeBelow } from './keys';
import { MAX_DEPTH, backslashMap, colonMap, input, quoteMap, stack } from './layout';
import { behindScalar, isScalar } from './scalar';
import { isSeen, nextRecord, noteToken } from './sightings';
import { hasOddKey } from './structure';
import { UNKNOWN_LENGTH } from './values';

const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;
const BACKSLASH: u8 = 0x5c;

/** Whether the record in hand must be read in full: a key of a field is there twice, or is written with an escape. */
export let isOdd: bool = false;

/** The key before the next value, if that is not a string: its edge, and where the value begins. */
let openEdge: i32 = -1;
let openAt: u32 = 0;

// @ts-ignore: decorator
@inline
function at(place: u32): u8 {
  return load<u8>(input + place);
}

function hasBackslash(from: u32, to: u32): bool {
  if ((load<u8>(backslashMap + (from >>> 6)) | load<u8>(backslashMap + (to >>> 6))) == 0 && to - from <= 64)
    return false;
  for (let place = from; place < to; place++) if (at(place) == BACKSLASH) return true;
  return false;
}

/** The last unescaped quote before a place, which has one. */
// @ts-ignore: decorator
@inline
function quoteBefore(place: u32): u32 {
  let word = (place - 1) >>> 6;
  let bits = load<u64>(quoteMap + (word << 3)) << (63 - <u64>((place - 1) & 63));
  if (bits != 0) return place - 1 - <u32>clz(bits);
  do {
    word--;
    bits = load<u64>(quoteMap + (word << 3));
  } while (bits == 0);
  return (word << 6) + 63 - <u32>clz(bits);
}

/** The first unescaped quote from a place on; `limit` if there is none before it. */
// @ts-ignore: decorator
@inline
function quoteFrom(place: u32, limit: u32): u32 {
  let word = place >>> 6;
  let bits = load<u64>(quoteMap + (word << 3)) & ((<u64>-1) << <u64>(place & 63));
  while (bits == 0) {
    word++;
    if (word << 6 >= limit) return limit;
    bits = load<u64>(quoteMap + (word << 3));
  }
  return (word << 6) + <u32>ctz(bits);
}

function noteUnknown(edge: i32): void {
  const end = behindFields(edge);
  for (let field = firstField(edge); field < end; field++) noteToken(field, 0, UNKNOWN_LENGTH);
}

/** Whether there is a colon outside strings from one place to another. */
function hasColon(from: u32, to: u32): bool {
  for (let word = from >>> 6; word <= to >>> 6; word++) if (colonsWithin(word, from, to) != 0) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function colonsWithin(word: u32, from: u32, to: u32): u64 {
  let bits = load<u64>(colonMap + (word << 3));
  if (word == from >>> 6) bits &= (<u64>-1) << <u64>(from & 63);
  if (word == to >>> 6) bits &= ~((<u64>-1) << <u64>(to & 63));
  return bits;
}

/** Looks at the members of an object whose colons are between two places. */
// @ts-ignore: decorator
@inline
function readMembers(node: i32, from: u32, to: u32, limit: u32, isFull: bool): void {
  const lastWord = to >>> 6;
  for (let word = from >>> 6; word <= lastWord; word++) {
    let bits = colonsWithin(word, from, to);
    while (bits != 0) {
      const colon = (word << 6) + <u32>ctz(bits);
      bits &= bits - 1;
      const key = quoteBefore(colon - 1) + 1;
      const edge = findEdge(node, input + key, colon - 1 - key);
      if (edge < 0) {
        if (hasOddKey && hasBackslash(key, colon - 1)) isOdd = true;
      } else if (isFull || isEarly(edge)) {
        if (isSeen(edge)) isOdd = true;
        const value = colon + 1;
        if (at(value) == QUOTE) {
          const field = fieldOf(edge);
          if (field >= 0) noteToken(field, input + value, quoteFrom(value + 1, limit) + 1 - value);
        } else {
          openEdge = edge;
          openAt = value;
        }
      }
    }
  }
}

/**
 * Walks over the object whose brace is at `position`, and notes the fields that are read of every record. Returns the address
 * of the position behind its closing brace, or 0 if it does not end before `limit`, nests too deep, or is not JSON in the
 * compact form. No fault is before `limit`.
 */
export function walkRecord(position: u32, limit: u32): u32 {
  return walk(position, limit, false);
}

/** Notes all fields of a record that was walked over. */
export function readRecord(position: u32, limit: u32): void {
  walk(position, limit, true);
}

// @ts-ignore: decorator
@inline
function walk(position: u32, limit: u32, isFull: bool): u32 {
  isOdd = false;
  nextRecord();
  let depth: i32 = 0;
  /** A bit for each level: 1 where it is an object. */
  let kinds: u64 = 1;
  let node: i32 = 0;
  let before: u32 = load<u32>(position);
  openAt = 0;
  while (true) {
    position += 4;
    const next = load<u32>(position);
    if (next >= limit) return 0;
    const isInObject = (kinds & 1) != 0;
    if (node >= 0) readMembers(node, before + 1, next, limit, isFull);
    else if (!isFull && !isInObject && hasColon(before + 1, next)) return 0;
    before = next;
    const byte = at(next);
    if ((byte | 0x20) == CLOSE_OBJECT) {
      if (!isFull && byte != (isInObject ? CLOSE_OBJECT : CLOSE_LIST)) return 0;
      if (depth == 0) return position + 4;
      depth--;
      kinds >>>= 1;
      node = load<i32>(stack + 4 * depth);
      continue;
    }
    if (byte == QUOTE) {
      if (isInObject) return 0;
      continue;
    }
    if (!isFull && isInObject && at(next - 1) != COLON) return 0;
    const edge = openAt == next ? openEdge : -1;
    if ((byte | 0x20) == OPEN_OBJECT) {
      if (depth == MAX_DEPTH) return 0;
      store<i32>(stack + 4 * depth, node);
      depth++;
      kinds = (kinds << 1) | <u64>(byte == OPEN_OBJECT);
      node = -1;
      if (edge >= 0) {
        if (byte == OPEN_LIST) noteUnknown(edge);
        else {
          const field = fieldOf(edge);
          if (field >= 0) noteToken(field, 0, UNKNOWN_LENGTH);
          node = nodeBelow(edge);
        }
      }
      continue;
    }
    const from = input + next;
    if (isFull && edge < 0) continue;
    const to = behindScalar(from, input + limit);
    if (to == input + limit || (!isFull && !isScalar(from, to))) return 0;
    if (edge >= 0) {
      const field = fieldOf(edge);
      if (field >= 0) noteToken(field, from, to - from);
    }
  }
}
