/**
 * The different values of fields: each has a number, and a mask with a bit for each rule that may hold of a record with
 * that value. What a value means, the host says, once.
 */
import {
  MAX_VALUES,
  MAX_VALUE_BYTES,
  VALUE_SLOTS,
  VALUE_TEXT_BYTES,
  fieldCount,
  tokens,
  valueSlots,
  valueTexts,
} from './layout';

/** Of a field that the record lacks, and of one whose value is not known: any rule may hold. */
export const ABSENT: u32 = 0xfffffffe;
export const UNKNOWN: u32 = 0xffffffff;

/** The length of a token whose value is not known. */
export const UNKNOWN_LENGTH: u32 = 0xffffffff;

/** Writes the mask of a value and whether a record with it must be read in full. */
@external("host", "describe")
declare function describe(field: u32, address: u32, length: u32, value: u32): void;

export let valueCount: u32 = 0;
/** Whether a value was met for which there was no room. */
export let isFull: bool = false;
let textBytes: u32 = 0;

/** Forgets all values. */
export function forgetValues(): void {
  memory.fill(valueSlots, 0, 16 * VALUE_SLOTS);
  valueCount = 0;
  textBytes = 0;
  isFull = false;
}

/** The number of the value that a field has in the record in hand. */
export function valueOf(field: u32): u32 {
  const token = tokens + 8 * field;
  const length = load<u32>(token, 4);
  if (length == 0) return ABSENT;
  if (length > MAX_VALUE_BYTES) return UNKNOWN;
  return find(field, load<u32>(token), length);
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, bits: u64): u64 {
  const mixed = (hash ^ bits) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >>> 29);
}

function hashOf(field: u32, address: u32, length: u32): u32 {
  let hash = (<u64>length << 32) | <u64>field;
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) hash = mix(hash, load<u64>(address + at));
  let tail: u64 = 0;
  for (; at < length; at++) tail = (tail << 8) | <u64>load<u8>(address + at);
  hash = mix(hash, tail);
  return <u32>(hash ^ (hash >>> 32));
}

function isSame(one: u32, other: u32, length: u32): bool {
  let at: u32 = 0;
  for (; at + 16 <= length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false;
  }
  for (; at < length; at++) if (load<u8>(one + at) != load<u8>(other + at)) return false;
  return true;
}

/** A slot: the field in the low byte and the length above it, the hash, where the text is, and the number plus one. */
function find(field: u32, address: u32, length: u32): u32 {
  const hash = hashOf(field, address, length);
  const tag = (length << 8) | field;
  let slot = hash;
  while (true) {
    const entry = valueSlots + 16 * (slot & (VALUE_SLOTS - 1));
    const number = load<u32>(entry, 12);
    if (number == 0) return add(entry, tag, hash, address);
    const isLikely = load<u32>(entry, 4) == hash && load<u32>(entry) == tag;
    if (isLikely && isSame(load<u32>(entry, 8), address, length)) return number - 1;
    slot++;
  }
}

function add(entry: u32, tag: u32, hash: u32, address: u32): u32 {
  const length = tag >>> 8;
  if (valueCount == MAX_VALUES || textBytes + length > VALUE_TEXT_BYTES) {
    isFull = true;
    return UNKNOWN;
  }
  const value = valueCount++;
  const text = valueTexts + textBytes;
  memory.copy(text, address, length);
  textBytes += length;
  store<u32>(entry, tag);
  store<u32>(entry, hash, 4);
  store<u32>(entry, text, 8);
  store<u32>(entry, value + 1, 12);
  describe(tag & 0xff, address, length, value);
  return value;
}

/** Says of every field that the record in hand has not shown it yet. */
export function forgetTokens(): void {
  memory.fill(tokens, 0, 8 * fieldCount);
}
