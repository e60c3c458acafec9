/**
 * Second step: walks over the structure of one record, checks that it is JSON in the compact form, and notes where the
 * values of the fields stand.
 */
import { behindFields, fieldOf, findEdge, firstField, nodeBelow } from './keys';
import { MAX_DEPTH, MAX_EDGES, backslashMap, input, sightings, stack, tokens } from './layout';
import { isScalar } from './scalar';
import { UNKNOWN_LENGTH, forgetTokens } from './values';

const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;
const BACKSLASH: u8 = 0x5c;

/** Whether the record in hand must be read in full: a key of a field stands there twice, or is written with an escape. */
export let isOdd: bool = false;

/** The number of the record in hand. */
let recordNumber: u32 = 0;

// @ts-ignore: decorator
@inline
function at(place: u32): u8 {
  return load<u8>(input + place);
}

/** Whether the record in hand has shown an edge before; from now on it has. */
function isSeen(edge: i32): bool {
  const sighting = sightings + 4 * edge;
  if (load<u32>(sighting) == recordNumber) return true;
  store<u32>(sighting, recordNumber);
  return false;
}

/** Numbers begin again behind the last one; nothing was shown by number 0. */
function nextRecord(): void {
  recordNumber++;
  if (recordNumber != 0) return;
  memory.fill(sightings, 0, 4 * MAX_EDGES);
  recordNumber = 1;
}

function hasBackslash(from: u32, to: u32): bool {
  if ((load<u8>(backslashMap + (from >>> 6)) | load<u8>(backslashMap + (to >>> 6))) == 0 && to - from <= 64)
    return false;
  for (let place = from; place < to; place++) if (at(place) == BACKSLASH) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function noteToken(field: i32, from: u32, length: u32): void {
  if (field < 0) return;
  store<u32>(tokens + 8 * field, input + from);
  store<u32>(tokens + 8 * field, length, 4);
}

function noteUnknown(edge: i32): void {
  const end = behindFields(edge);
  for (let field = firstField(edge); field < end; field++) store<u32>(tokens + 8 * field, UNKNOWN_LENGTH, 4);
}

/**
 * Walks over the object whose brace stands where `position` says. Gives the address of the position behind its closing
 * brace, or 0 if it does not end before `length`, nests too deep, or is not JSON in the compact form.
 */
export function walkRecord(position: u32, length: u32): u32 {
  forgetTokens();
  isOdd = false;
  nextRecord();
  let depth: i32 = 0;
  /** A bit for each level: 1 where it is an object. */
  let kinds: u64 = 1;
  let node: i32 = 0;
  let edge: i32 = -1;
  /** The place of the value that comes next, and the one behind the value before. */
  let value: u32 = 0;
  let end: u32 = load<u32>(position);
  let isOpening = true;
  while (true) {
    // Behind `{` or `,` in an object: a key, or the end of an empty object. Behind `[` or `,` in a list: a value.
    if ((kinds & 1) != 0) {
      position += 4;
      const key = load<u32>(position);
      if (key != end + 1 || key >= length) return 0;
      if (at(key) == QUOTE) {
        const colon = load<u32>(position, 4);
        if (colon >= length || at(colon) != COLON || at(colon - 1) != QUOTE || colon - 1 == key) return 0;
        position += 4;
        edge = -1;
        if (node >= 0) {
          edge = findEdge(node, input + key + 1, colon - key - 2);
          if (edge >= 0 ? isSeen(edge) : hasBackslash(key + 1, colon - 1)) isOdd = true;
        }
        value = colon + 1;
      } else if (isOpening && at(key) == CLOSE_OBJECT) value = 0;
      else return 0;
    } else {
      edge = -1;
      value = end + 1;
      if (isOpening && load<u32>(position, 4) == value && value < length && at(value) == CLOSE_LIST) {
        position += 4;
        value = 0;
      }
    }
    isOpening = false;
    if (value != 0) {
      if (value >= length) return 0;
      const first = at(value);
      if (first == OPEN_OBJECT || first == OPEN_LIST) {
        position += 4;
        if (load<u32>(position) != value || depth == MAX_DEPTH) return 0;
        store<i32>(stack + 4 * depth, node);
        depth++;
        kinds = (kinds << 1) | <u64>(first == OPEN_OBJECT);
        node = -1;
        if (edge >= 0) {
          if (first == OPEN_LIST) noteUnknown(edge);
          else {
            const field = fieldOf(edge);
            if (field >= 0) noteToken(field, value, UNKNOWN_LENGTH);
            node = nodeBelow(edge);
          }
        }
        end = value;
        isOpening = true;
        continue;
      }
      if (first == QUOTE) {
        position += 4;
        if (load<u32>(position) != value) return 0;
        end = load<u32>(position, 4);
        if (end >= length || at(end - 1) != QUOTE || end - 1 == value) return 0;
      } else {
        end = load<u32>(position, 4);
        if (end >= length || !isScalar(input + value, input + end)) return 0;
      }
      if (edge >= 0) noteToken(fieldOf(edge), value, end - value);
      position += 4;
    } else end = load<u32>(position);
    // Behind a value: `position` is that of what stands at `end`.
    while (true) {
      const next = at(end);
      if (next == COMMA) break;
      if (next != ((kinds & 1) != 0 ? CLOSE_OBJECT : CLOSE_LIST)) return 0;
      position += 4;
      if (depth == 0) return position;
      depth--;
      kinds >>>= 1;
      node = load<i32>(stack + 4 * depth);
      const behind = load<u32>(position);
      if (behind != end + 1 || behind >= length) return 0;
      end = behind;
    }
  }
}
