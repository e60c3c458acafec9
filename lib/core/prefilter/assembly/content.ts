/**
 * The content of a record, as the text that `record-content.ts` makes of a parsed record: its values, the members of each object
 * in the order of their names, each behind the one before and a separator. Two records have the same text only if they are equal.
 *
 *     {"b":"x","a":[1,null]}   ──►   OBJECT a LIST NUMBER1 NULL END b x END
 */
import { MAX_CONTENT_BYTES, content, input, members, quoteMap, sorted } from './layout';

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const DIGIT_ZERO: u8 = 0x30;
const OPEN_LIST: u8 = 0x5b;
const BACKSLASH: u8 = 0x5c;
const CLOSE_LIST: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;

/** Of `record-content.ts`. */
const SEPARATOR: u8 = 0x01;
const OBJECT: u8 = 0x02;
const LIST: u8 = 0x03;
const END: u8 = 0x04;
const NULL: u8 = 0x05;
const TRUE: u8 = 0x06;
const FALSE: u8 = 0x07;
const NUMBER: u8 = 0x0e;

/** An object with more members is left to the host: they are sorted by insertion. */
const MAX_MEMBERS: u32 = 64;

/** A whole number with no more digits is written in one way only, and exact. */
const MAX_DIGITS: u32 = 15;

/** A member: where its name is and how long it is, and where its text begins and ends. */
const MEMBER_BYTES: u32 = 16;

/** The result for a value that could not be written. */
const FAILED: u32 = 0;

/** Where the next byte is written. */
let out: u32 = 0;
/** Where the next member is kept. */
let member: u32 = 0;

/**
 * Writes the text of the record that is in the input from one place to another, and gives its length; 0 if the record must be
 * parsed for it: it is long, is not ASCII, has escapes, a number that is not whole, a name that begins with a digit, or a name
 * twice. Of all others `JSON.stringify` gives what is in the input.
 */
export function writeContent(from: u32, to: u32): u32 {
  if (to - from > MAX_CONTENT_BYTES || !isPlain(from, to)) return 0;
  out = content;
  member = members;
  // Without the separator after the last part.
  return writeValue(input + from) == FAILED ? 0 : out - content - 1;
}

/** Whether there is neither a backslash nor a byte beyond ASCII. */
function isPlain(from: u32, to: u32): bool {
  const backslash = i8x16.splat(BACKSLASH);
  let at = from;
  for (; at + 16 <= to; at += 16) {
    const bytes = v128.load(input + at);
    if (v128.any_true(i8x16.eq(bytes, backslash)) || i8x16.bitmask(bytes) != 0) return false;
  }
  for (; at < to; at++) {
    const byte = load<u8>(input + at);
    if (byte == BACKSLASH || byte > 0x7f) return false;
  }
  return true;
}

/** Writes the value that begins at an address, and returns the address after it. */
function writeValue(at: u32): u32 {
  switch (load<u8>(at)) {
    case QUOTE:
      return writeText(at + 1);
    case OPEN_OBJECT:
      return writeObject(at + 1);
    case OPEN_LIST:
      return writeList(at + 1);
    case 0x74:
      writeMark(TRUE);
      return at + 4;
    case 0x66:
      writeMark(FALSE);
      return at + 5;
    case 0x6e:
      writeMark(NULL);
      return at + 4;
    default:
      return writeNumber(at);
  }
}

// @ts-ignore: decorator
@inline
function writeMark(mark: u8): void {
  store<u16>(out, (<u16>mark) | ((<u16>SEPARATOR) << 8));
  out += 2;
}

/** Copies 16 bytes at a time: there is room after the written text. */
// @ts-ignore: decorator
@inline
function copy(into: u32, from: u32, length: u32): void {
  for (let at: u32 = 0; at < length; at += 16) v128.store(into + at, v128.load(from + at));
}

// @ts-ignore: decorator
@inline
function writePart(from: u32, length: u32): void {
  copy(out, from, length);
  store<u8>(out + length, SEPARATOR);
  out += length + 1;
}

/** The address of the first quote from an address on. There are no escapes. */
// @ts-ignore: decorator
@inline
function quoteFrom(address: u32): u32 {
  const place = address - input;
  let word = place >>> 6;
  let bits = load<u64>(quoteMap + (word << 3)) & ((<u64>-1) << <u64>(place & 63));
  while (bits == 0) {
    word++;
    bits = load<u64>(quoteMap + (word << 3));
  }
  return input + (word << 6) + <u32>ctz(bits);
}

// @ts-ignore: decorator
@inline
function writeText(from: u32): u32 {
  const to = quoteFrom(from);
  writePart(from, to - from);
  return to + 1;
}

function writeNumber(at: u32): u32 {
  let to = at;
  while (true) {
    const byte = load<u8>(to);
    if (byte == COMMA || byte == CLOSE_LIST || byte == CLOSE_OBJECT) break;
    const isDigit = <u32>byte - <u32>DIGIT_ZERO < 10;
    if (!isDigit && (byte != MINUS || to != at)) return FAILED;
    to++;
  }
  const isNegative = load<u8>(at) == MINUS;
  if (to - at > MAX_DIGITS || (isNegative && load<u8>(at + 1) == DIGIT_ZERO)) return FAILED;
  store<u8>(out, NUMBER);
  out++;
  writePart(at, to - at);
  return to;
}

function writeList(at: u32): u32 {
  writeMark(LIST);
  while (load<u8>(at) != CLOSE_LIST) {
    if (load<u8>(at) == COMMA) at++;
    at = writeValue(at);
    if (at == FAILED) return FAILED;
  }
  writeMark(END);
  return at + 1;
}

function writeObject(at: u32): u32 {
  const first = member;
  writeMark(OBJECT);
  const from = out;
  let isSorted = true;
  while (load<u8>(at) != CLOSE_OBJECT) {
    if (load<u8>(at) == COMMA) at++;
    const own = member;
    if (own - first == MEMBER_BYTES * MAX_MEMBERS) return FAILED;
    member += MEMBER_BYTES;
    const name = at + 1;
    // It may look like a place in a list, and come first in the parsed object.
    if (<u32>load<u8>(name) - <u32>DIGIT_ZERO < 10) return FAILED;
    const begin = out;
    at = writeText(name) + 1;
    store<u32>(own, name);
    store<u32>(own, at - 2 - name, 4);
    at = writeValue(at);
    if (at == FAILED) return FAILED;
    store<u32>(own, begin, 8);
    store<u32>(own, out, 12);
    if (isSorted && own != first) {
      const order = compareNames(own - MEMBER_BYTES, own);
      if (order == 0) return FAILED;
      isSorted = order < 0;
    }
  }
  if (!isSorted && !putInOrder(first, from)) return FAILED;
  member = first;
  writeMark(END);
  return at + 1;
}

/** Below 0 if the name of one member comes first, 0 if both have the same. */
// @ts-ignore: decorator
@inline
function compareNames(one: u32, other: u32): i32 {
  const oneName = load<u32>(one);
  const otherName = load<u32>(other);
  const oneLength = load<u32>(one, 4);
  const otherLength = load<u32>(other, 4);
  const length = min<u32>(oneLength, otherLength);
  for (let at: u32 = 0; at < length; at++) {
    const order = <i32>load<u8>(oneName + at) - <i32>load<u8>(otherName + at);
    if (order != 0) return order;
  }
  return <i32>oneLength - <i32>otherLength;
}

/** Puts the members, the first of which was written there, in the order of their names. False if a name occurs twice. */
function putInOrder(first: u32, from: u32): bool {
  for (let at = first + MEMBER_BYTES; at < member; at += MEMBER_BYTES) {
    const moved = v128.load(at);
    v128.store(member, moved);
    let to = at;
    while (to > first) {
      const order = compareNames(to - MEMBER_BYTES, member);
      if (order == 0) return false;
      if (order < 0) break;
      v128.store(to, v128.load(to - MEMBER_BYTES));
      to -= MEMBER_BYTES;
    }
    v128.store(to, moved);
  }
  let end = sorted;
  for (let at = first; at < member; at += MEMBER_BYTES) {
    const begin = load<u32>(at, 8);
    const length = load<u32>(at, 12) - begin;
    copy(end, begin, length);
    end += length;
  }
  copy(from, sorted, end - sorted);
  return true;
}
