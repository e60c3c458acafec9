/** The records that may satisfy a rule, according to masks and answers, and must be parsed. For each the mask of these rules is kept. */
import { EVENT_ID, EVENT_TIME } from './identity';
import {
  absentMasks,
  held,
  maskBytes,
  masked,
  maskingFields,
  readerMasks,
  survivorBytes,
  survivors,
  valueMasks,
} from './layout';
import { addressOf, lengthOf } from './sightings';
import { ABSENT, UNKNOWN, UNKNOWN_LENGTH, classOf, valueOf } from './values';

const QUOTE: u8 = 0x22;

/** What is known of a survivor: that its key is that of its content, and that it satisfies all rules of its mask. */
const IS_KEYED: u32 = 1;
const IS_CERTAIN: u32 = 2;

export let survivorCount: u32 = 0;

export function forgetSurvivors(): void {
  survivorCount = 0;
}

/** How many fields masks are looked up for. */
let maskingCount: u32 = 0;

/** Sets for how many fields masks are looked up: the first `count` at `addressOfMaskingFields`. */
export function lookUpMasks(count: u32): void {
  maskingCount = count;
}

/** Whether any rule may hold by its fields one by one; `masked` has the rules. */
export function narrow(name: u32, source: u32): bool {
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
  const mask = value == ABSENT ? absentMasks + maskBytes * field : valueMasks + maskBytes * classOf(value);
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16) {
    const bits = v128.and(v128.load(masked + at), v128.load(mask + at));
    v128.store(masked + at, bits);
    any = v128.or(any, bits);
  }
  return any;
}

/** The number of the field with the id of a request. */
let requestField: u32 = 0;

export function noteRequests(field: u32): void {
  requestField = field;
}

/**
 * The mask of the rules that may hold, the number of what it shares with others, whether its key is that of its content, and where
 * its own texts are, from the place at which it begins.
 */
export function keepSurvivor(alike: u32, isKeyed: bool, from: u32): void {
  const into = survivors + survivorBytes * survivorCount;
  memory.copy(into, masked, maskBytes);
  const behind = into + maskBytes;
  store<u32>(behind, alike);
  store<u32>(behind, (isKeyed ? IS_KEYED : 0) | (areAllHeld() ? IS_CERTAIN : 0), 4);
  store<u32>(behind, addressOf(EVENT_ID) + 1 - from, 8);
  store<u32>(behind, addressOf(EVENT_TIME) + 1 - from, 12);
  const length = lengthOf(requestField);
  const request = addressOf(requestField);
  const isText = length >= 2 && length != UNKNOWN_LENGTH && load<u8>(request) == QUOTE;
  store<u32>(behind, isText ? request + 1 - from : 0, 16);
  store<u32>(behind, isText ? length - 2 : 0, 20);
  survivorCount++;
}

/** Whether all rules that may hold do. */
function areAllHeld(): bool {
  let others = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16)
    others = v128.or(others, v128.andnot(v128.load(masked + at), v128.load(held + at)));
  return !v128.any_true(others);
}
