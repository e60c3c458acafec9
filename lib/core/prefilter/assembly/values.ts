/**
 * The different values of fields: each has a number, and a mask with a bit for each rule that a record with that value
 * may satisfy. The host is asked once for each value.
 */
import {
  MAX_VALUES,
  MAX_VALUE_BYTES,
  VALUE_SLOTS,
  VALUE_TEXT_BYTES,
  valueClasses,
  valueSlots,
  valueTexts,
} from './layout';
import { addressOf, lengthOf } from './sightings';

/** A field that the record lacks, and one whose value is not known: any rule may hold. */
export const ABSENT: u32 = 0xfffe;
export const UNKNOWN: u32 = 0xffff;

/** The length of a token whose value is not known. */
export const UNKNOWN_LENGTH: u32 = 0xffffffff;

/**
 * For a value longer than that, this many slots are looked at by the hash of parts of it, before that of all of it: the names
 * of many objects have both ends in common. Texts made to collide count as unknown values.
 */
const HASHED_WHOLE: u32 = 16;
const FIRST_PROBES: u32 = 4;
const MAX_PROBES: u32 = 64;

/**
 * Writes the mask of a value and whether a record with it must be read in full. Returns the number of the first value that means the same
 * to all rules: if it is another one, its mask holds.
 */
@external("host", "describe")
declare function describe(field: u32, address: u32, length: u32, value: u32): u32;

export let valueCount: u32 = 0;
/** Whether a value was met for which there was no room. */
export let isFull: bool = false;
let textBytes: u32 = 0;

/** What a value means to rules: the number of the first value that means the same. */
// @ts-ignore: decorator
@inline
export function classOf(value: u32): u32 {
  return value >= ABSENT ? value : load<u16>(valueClasses + 2 * value);
}

/** Forgets all values. */
export function forgetValues(): void {
  memory.fill(valueSlots, 0, 16 * VALUE_SLOTS);
  valueCount = 0;
  textBytes = 0;
  isFull = false;
}

/** The number of the value that a field has in the record in hand. */
export function valueOf(field: u32): u32 {
  const length = lengthOf(field);
  if (length == 0) return ABSENT;
  if (length > MAX_VALUE_BYTES) return UNKNOWN;
  return find(field, addressOf(field), length);
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, bits: u64): u64 {
  const mixed = (hash ^ bits) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >>> 32);
}

/** Of a long text, four parts: most texts differ there. */
// @ts-ignore: decorator
@inline
function hashOf(field: u32, address: u32, length: u32): u32 {
  let hash = (<u64>length << 32) | <u64>field;
  if (length < 8) return <u32>mix(hash, load<u64>(address) & (((<u64>1) << <u64>(8 * length)) - 1));
  hash = mix(hash, load<u64>(address));
  if (length > HASHED_WHOLE) {
    const middle = address + (length >>> 1);
    hash = mix(hash, load<u64>(middle - 4) ^ rotl<u64>(load<u64>(address + (length >>> 2)), 17));
  }
  return <u32>mix(hash, load<u64>(address + length - 8));
}

/** Mixes `length` bytes into a hash, in words of eight. */
// @ts-ignore: decorator
@inline
export function mixWords(hash: u64, address: u32, bytes: u32): u64 {
  for (let at: u32 = 0; at < bytes; at += 8) hash = mix(hash, load<u64>(address + at));
  return hash;
}

/** Hash of all of a long text; the hash of its parts covers the end. */
function hashOfAll(ofParts: u32, address: u32, length: u32): u32 {
  return <u32>mixWords(ofParts, address, length - 8);
}

/** Both texts have at least 16 bytes of memory behind them. */
// @ts-ignore: decorator
@inline
function isSame(one: u32, other: u32, length: u32): bool {
  let at: u32 = 0;
  for (; at + 16 < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false;
  }
  const equal = i8x16.bitmask(i8x16.eq(v128.load(one + at), v128.load(other + at)));
  const wanted = ((<u32>1) << (length - at)) - 1;
  return (<u32>equal & wanted) == wanted;
}

/** The number of a text that a field has. */
function find(field: u32, address: u32, length: u32): u32 {
  const tag = (length << 16) | field;
  const hash = hashOf(field, address, length);
  if (length <= HASHED_WHOLE) return findBy(hash, MAX_PROBES, tag, address);
  const value = findBy(hash, FIRST_PROBES, tag, address);
  return value == UNKNOWN ? findBy(hashOfAll(hash, address, length), MAX_PROBES, tag, address) : value;
}

/** A slot: the field in the low 16 bits and the length above them, the hash, where the text is, and the number plus one. */
// @ts-ignore: decorator
@inline
function findBy(hash: u32, probes: u32, tag: u32, address: u32): u32 {
  for (let slot = hash, last = hash + probes; slot != last; slot++) {
    const entry = valueSlots + 16 * (slot & (VALUE_SLOTS - 1));
    const number = load<u32>(entry, 12);
    if (number == 0) return add(entry, tag, hash, address);
    const isLikely = load<u32>(entry, 4) == hash && load<u32>(entry) == tag;
    if (isLikely && isSame(load<u32>(entry, 8), address, tag >>> 16)) return number - 1;
  }
  return UNKNOWN;
}

function add(entry: u32, tag: u32, hash: u32, address: u32): u32 {
  const length = tag >>> 16;
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
  store<u16>(valueClasses + 2 * value, <u16>describe(tag & 0xffff, address, length, value));
  return value;
}
