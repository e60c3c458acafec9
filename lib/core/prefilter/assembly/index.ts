/**
 * The prefilter in WebAssembly: finds for each record in a block of JSON text where it ends and whether it may satisfy any
 * rule. Built by `npm run build` into `dist/prefilter.wasm`; the host is `prefilter-module.ts`.
 */
import { forgetAlikes, numberOfAlike } from './alikes';
import { forgetAnswers, narrowByAnswers } from './answers';
import { writeContent } from './content';
import { countRecord, forgetCounted, isOnlyCounted } from './counted';
import { EVENT_ID, EVENT_TIME, forgetTime, isTime, noteTime, writeIdentity } from './identity';
import {
  KEY_WORDS,
  MAX_RECORDS,
  MAX_SURVIVORS,
  PADDING_BYTES,
  PLACE_WORDS,
  content,
  ends,
  input,
  keys,
  lay,
  places,
  positions,
  valueFlags,
  verdicts,
} from './layout';
import { isOdd, readRecord, walkRecord } from './record';
import { addressOf, lengthOf } from './sightings';
import { findStructure, firstFault } from './structure';
import { forgetSurvivors, keepSurvivor, narrow, survivorCount } from './survivors';
import { ABSENT, forgetValues, isFull, valueOf } from './values';

export { areAlikesFull, forgetAlikes } from './alikes';
export { countedCount } from './counted';
export { newestTime } from './identity';
export {
  absentMasks,
  alikes,
  countedAlikes,
  countedRecords,
  countedTexts,
  countedTimes,
  early,
  edgeSlots,
  edges,
  ends,
  fieldLists,
  input,
  keyTexts,
  keys,
  maskingFields,
  onlyCounted,
  places,
  readerMasks,
  survivors,
  valueFlags,
  valueMasks,
  verdicts,
} from './layout';
export { lookUpMasks, noteRequests } from './survivors';

/** The numbers of the fields that a record's identity is made of. */
const EVENT_NAME: u32 = 0;
const EVENT_SOURCE: u32 = 1;
const ACCOUNT: u32 = 4;

/** That of a member that an alert of trailwatch has, and no record. */
const OF_ALERT: u32 = 5;

/** Verdicts on a record. */
const ODD: u32 = 0;
const PASSED: u32 = 1;
const SURVIVED: u32 = 2;
const COUNTED: u32 = 3;

/** Why a call ended: at the end of the text, because there was no more room, or at what is not the compact form. */
const AT_END: u32 = 0;
const NO_ROOM: u32 = 1;
const NOT_COMPACT: u32 = 2;

/** The number of the field with the Region; `NO_PLACES` if it is not asked where records were. */
const NO_PLACES: u32 = 0xffffffff;
let regionField: u32 = NO_PLACES;

let endedBecause: u32 = 0;

/** Writes the hash of a record's content, of which this is the text, into its key. */
@external("host", "hash")
declare function hash(content: u32, length: u32, key: u32): void;

export function prepare(
  fields: u32,
  edgeCount: u32,
  slots: u32,
  keyBytes: u32,
  bytesOfMask: u32,
  listWords: u32,
): void {
  lay(fields, edgeCount, slots, keyBytes, bytesOfMask, listWords);
  forget();
}

/** Requests the place of each record that is not odd. */
export function notePlaces(numberOfRegion: u32): void {
  regionField = numberOfRegion;
}

export function whyEnded(): u32 {
  return endedBecause;
}
export function areValuesFull(): bool {
  return isFull;
}
export function forget(): void {
  forgetValues();
  forgetAnswers();
  forgetAlikes();
}

/**
 * Looks at the records of a list. The first begins at the first byte of the input, and each follows the one before after a
 * comma. Returns the number of records with a verdict.
 */
export function sift(length: u32): u32 {
  memory.fill(input + length, 0x20, PADDING_BYTES);
  const behind = findStructure(length);
  for (let spare: u32 = 0; spare < 4; spare++) store<u32>(behind + 4 * spare, length);
  const limit = firstFault < length ? firstFault : length;
  forgetTime();
  forgetSurvivors();
  forgetCounted();
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
    store<u8>(verdicts + records, <u8>verdictOn(records, position, limit));
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

function verdictOn(record: u32, position: u32, limit: u32): u32 {
  const key = keys + 4 * KEY_WORDS * record;
  store<u64>(key, 0, 24);
  if (isOdd || lengthOf(OF_ALERT) != 0) return ODD;
  const time = addressOf(EVENT_TIME);
  if (!isTime(time, lengthOf(EVENT_TIME))) return ODD;
  if (!writeIdentity(addressOf(EVENT_ID), lengthOf(EVENT_ID), addressOf(ACCOUNT), lengthOf(ACCOUNT), key))
    return ODD;
  const name = valueOf(EVENT_NAME);
  const source = valueOf(EVENT_SOURCE);
  if (name >= ABSENT || source >= ABSENT) return ODD;
  if ((load<u8>(valueFlags + name) | load<u8>(valueFlags + source)) != 0) return ODD;
  if (!narrow(name, source) || !narrowByAnswers(true)) {
    noteTime(time);
    return PASSED;
  }
  readRecord(position, limit);
  if (isOdd) return ODD;
  noteTime(time);
  if (!narrowByAnswers(false)) return PASSED;
  const isKeyed = writeHash(load<u32>(position), load<u32>(ends + 4 * record), key);
  const alike = numberOfAlike();
  if (isKeyed && isOnlyCounted() && countRecord(record, alike)) return COUNTED;
  keepSurvivor(alike, isKeyed, input + load<u32>(position));
  return SURVIVED;
}

/** False if the record must be parsed for the hash of its content. */
function writeHash(from: u32, to: u32, key: u32): bool {
  const length = writeContent(from, to);
  if (length == 0) return false;
  hash(content, length, key);
  return true;
}
