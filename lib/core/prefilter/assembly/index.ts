/**
 * The prefilter in WebAssembly: says of each record in a block of JSON text where it ends and whether any rule may hold of
 * it. Built by `npm run build` into `dist/prefilter.wasm`; the host is `prefilter-module.ts`.
 */
import { forgetTime, isTime, newestTime, noteTime, writeIdentity } from './identity';
import {
  KEY_WORDS,
  MAX_RECORDS,
  MAX_SURVIVORS,
  PADDING_BYTES,
  PLACE_WORDS,
  absentMasks,
  edges,
  ends,
  fieldLists,
  input,
  keyTexts,
  keys,
  lay,
  maskBytes,
  masked,
  maskingFields,
  nodes,
  places,
  positions,
  readerMasks,
  survivorBytes,
  survivors,
  valueFlags,
  valueMasks,
  verdicts,
} from './layout';
import { isOdd, readRecord, walkRecord } from './record';
import { addressOf, lengthOf } from './sightings';
import { findStructure, firstFault } from './structure';
import { ABSENT, UNKNOWN, forgetValues, isFull, valueOf } from './values';

/** The numbers of the fields that a record's identity is made of. */
const EVENT_NAME: u32 = 0;
const EVENT_SOURCE: u32 = 1;
const EVENT_TIME: u32 = 2;
const EVENT_ID: u32 = 3;
const ACCOUNT: u32 = 4;

/** Verdicts on a record. */
const ODD: u32 = 0;
const PASSED: u32 = 1;
const SURVIVED: u32 = 2;

/** Why a call ended: at the end of the text, because there was no more room, or at what is not the compact form. */
const AT_END: u32 = 0;
const NO_ROOM: u32 = 1;
const NOT_COMPACT: u32 = 2;

/** The number of the field with the Region; `NO_PLACES` if it is not asked where records were. */
const NO_PLACES: u32 = 0xffffffff;
let regionField: u32 = NO_PLACES;

/** How many fields masks are looked up for. */
let maskingCount: u32 = 0;

let survivorCount: u32 = 0;
let endedBecause: u32 = 0;

export function prepare(
  fields: u32,
  nodeCount: u32,
  keyBytes: u32,
  bytesOfMask: u32,
  listWords: u32,
): void {
  lay(fields, nodeCount, keyBytes, bytesOfMask, listWords);
  forgetValues();
}

/** Says how many fields masks are looked up for: the first so many that stand at `addressOfMaskingFields`. */
export function lookUpMasks(count: u32): void {
  maskingCount = count;
}

/** Asks for the place of each record that is not odd. */
export function notePlaces(numberOfRegion: u32): void {
  regionField = numberOfRegion;
}

export function addressOfPlaces(): u32 {
  return places;
}
export function addressOfInput(): u32 {
  return input;
}
export function addressOfKeys(): u32 {
  return keys;
}
export function addressOfEnds(): u32 {
  return ends;
}
export function addressOfVerdicts(): u32 {
  return verdicts;
}
export function addressOfSurvivors(): u32 {
  return survivors;
}
export function addressOfEdges(): u32 {
  return edges;
}
export function addressOfNodes(): u32 {
  return nodes;
}
export function addressOfKeyTexts(): u32 {
  return keyTexts;
}
export function addressOfReaderMasks(): u32 {
  return readerMasks;
}
export function addressOfMaskingFields(): u32 {
  return maskingFields;
}
export function addressOfFieldLists(): u32 {
  return fieldLists;
}
export function addressOfValueFlags(): u32 {
  return valueFlags;
}
export function addressOfValueMasks(): u32 {
  return valueMasks;
}
export function addressOfAbsentMasks(): u32 {
  return absentMasks;
}
export function addressOfNewestTime(): u32 {
  return newestTime;
}
export function whyEnded(): u32 {
  return endedBecause;
}
export function areValuesFull(): bool {
  return isFull;
}
export function forget(): void {
  forgetValues();
}

/**
 * Looks at the records of a list, of which the first begins at the first byte of the input and each follows the one before
 * behind a comma. Gives the number of records that were told.
 */
export function sift(length: u32): u32 {
  memory.fill(input + length, 0x20, PADDING_BYTES);
  const behind = findStructure(length);
  for (let spare: u32 = 0; spare < 4; spare++) store<u32>(behind + 4 * spare, length);
  const limit = firstFault < length ? firstFault : length;
  forgetTime();
  survivorCount = 0;
  let records: u32 = 0;
  let position = positions;
  while (true) {
    const start = load<u32>(position);
    const next = start < limit && load<u8>(input + start) == 0x7b ? walkRecord(position, limit) : 0;
    if (next == 0) {
      endedBecause = isCut(position, behind, length) ? AT_END : NOT_COMPACT;
      return records;
    }
    const end = load<u32>(next - 4) + 1;
    store<u32>(ends + 4 * records, end);
    store<u8>(verdicts + records, <u8>verdictOn(position, limit, keys + 4 * KEY_WORDS * records));
    if (regionField != NO_PLACES) writePlace(places + 4 * PLACE_WORDS * records);
    records++;
    if (end == length) {
      endedBecause = AT_END;
      return records;
    }
    if (load<u8>(input + end) != 0x2c || (end + 1 < length && load<u32>(next) != end + 1)) {
      endedBecause = NOT_COMPACT;
      return records;
    }
    if (end + 1 == length) {
      endedBecause = AT_END;
      return records;
    }
    if (records == MAX_RECORDS || survivorCount == MAX_SURVIVORS) {
      endedBecause = NO_ROOM;
      return records;
    }
    position = next;
  }
}

/** Whether a record that could not be walked over may be whole once there is more text. */
function isCut(position: u32, behind: u32, length: u32): bool {
  let depth: i32 = 0;
  for (let at = position; at < behind; at += 4) {
    const byte = load<u8>(input + load<u32>(at));
    if (byte == 0x7b || byte == 0x5b) depth++;
    else if (byte == 0x7d || byte == 0x5d) depth--;
    if (depth == 0) return false;
  }
  return firstFault >= length;
}

function writePlace(into: u32): void {
  store<u32>(into, valueOf(ACCOUNT));
  store<u32>(into, valueOf(regionField), 4);
  store<u32>(into, addressOf(EVENT_TIME) + 1, 8);
}

function verdictOn(position: u32, limit: u32, key: u32): u32 {
  if (isOdd) return ODD;
  const time = addressOf(EVENT_TIME);
  if (!isTime(time, lengthOf(EVENT_TIME))) return ODD;
  if (!writeIdentity(addressOf(EVENT_ID), lengthOf(EVENT_ID), addressOf(ACCOUNT), lengthOf(ACCOUNT), key))
    return ODD;
  const name = valueOf(EVENT_NAME);
  const source = valueOf(EVENT_SOURCE);
  if (name >= ABSENT || source >= ABSENT) return ODD;
  if ((load<u8>(valueFlags + name) | load<u8>(valueFlags + source)) != 0) return ODD;
  if (!narrow(name, source)) {
    noteTime(time);
    return PASSED;
  }
  readRecord(position, limit);
  if (isOdd) return ODD;
  noteTime(time);
  keepSurvivor();
  return SURVIVED;
}

/** Whether any rule may hold; `masked` tells which. */
function narrow(name: u32, source: u32): bool {
  const byName = valueMasks + maskBytes * name;
  const bySource = valueMasks + maskBytes * source;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16) {
    const bits = v128.and(v128.load(byName + at), v128.load(bySource + at));
    v128.store(masked + at, bits);
    any = v128.or(any, bits);
  }
  for (let at: u32 = 0; at < maskingCount && v128.any_true(any); at++) {
    const field = load<u32>(maskingFields + 4 * at);
    if (isRead(field)) any = narrowBy(field);
  }
  return v128.any_true(any);
}

/** Whether any of the rules that are left reads a field. */
function isRead(field: u32): bool {
  const readers = readerMasks + maskBytes * field;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16)
    any = v128.or(any, v128.and(v128.load(masked + at), v128.load(readers + at)));
  return v128.any_true(any);
}

function narrowBy(field: u32): v128 {
  const value = valueOf(field);
  if (value == UNKNOWN) return i64x2.splat(-1);
  const mask = value == ABSENT ? absentMasks + maskBytes * field : valueMasks + maskBytes * value;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16) {
    const bits = v128.and(v128.load(masked + at), v128.load(mask + at));
    v128.store(masked + at, bits);
    any = v128.or(any, bits);
  }
  return any;
}

/** The mask of the rules that may hold, and the numbers of the values of the fields that they read. */
function keepSurvivor(): void {
  const into = survivors + survivorBytes * survivorCount;
  memory.copy(into, masked, maskBytes);
  for (let at: u32 = 0; at < maskBytes; at += 8) {
    for (let bits = load<u64>(masked + at); bits != 0; bits &= bits - 1)
      keepFields(8 * at + <u32>ctz(bits), into + maskBytes);
  }
  survivorCount++;
}

function keepFields(rule: u32, into: u32): void {
  const behind = load<u32>(fieldLists + 4 * rule, 4);
  for (let at = load<u32>(fieldLists + 4 * rule); at < behind; at++) {
    const field = load<u32>(fieldLists + 4 * at);
    const isIdentity = field == EVENT_TIME || field == EVENT_ID;
    store<u32>(into + 4 * field, isIdentity ? UNKNOWN : valueOf(field));
  }
}
