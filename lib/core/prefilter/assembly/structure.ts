/**
 * First step: finds the bytes of a text that give it its structure, 64 bytes at a time: brackets, colons and commas
 * outside strings, and the quotes that open strings. The method is that of simdjson's first stage.
 *
 * @see https://arxiv.org/abs/1902.08318
 */
import { backslashMap, input, positions } from './layout';

const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;
const LETTER_U: u8 = 0x75;

/** The first byte that no JSON text holds at its place; no record that reaches it is told. */
export let firstFault: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16)) |
    (<u64>(<u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16)) << 32)
  );
}

// @ts-ignore: decorator
@inline
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/** Writes the places of structure in the first `length` bytes of the input, and gives the address behind the last. */
export function findStructure(length: u32): u32 {
  firstFault = 0xffffffff;
  let out = positions;
  let isEscaped: u64 = 0;
  let isInString: u64 = 0;
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const colon = i8x16.splat(COLON);
  const comma = i8x16.splat(COMMA);
  const bracketBits = i8x16.splat(0x26);
  const bracket = i8x16.splat(0x7f);
  const space = i8x16.splat(0x20);
  for (let at: u32 = 0; at < length; at += 64) {
    const from = input + at;
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const slashes = bitsOf(
      i8x16.eq(a, backslash),
      i8x16.eq(b, backslash),
      i8x16.eq(c, backslash),
      i8x16.eq(d, backslash),
    );
    store<u8>(backslashMap + (at >>> 6), <u8>(slashes != 0));
    let escaped = isEscaped;
    let escaping: u64 = 0;
    if (slashes == 0) isEscaped = 0;
    else {
      const potential = slashes & ~isEscaped;
      const terminal = (((potential << 1) | ODD_BITS) - potential) ^ ODD_BITS;
      escaped = terminal ^ (slashes | isEscaped);
      escaping = terminal & slashes;
      isEscaped = escaping >>> 63;
    }
    const quotes =
      bitsOf(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote)) & ~escaped;
    const inString = prefixXor(quotes) ^ isInString;
    isInString = <u64>(<i64>inString >> 63);
    const operators = bitsOf(
      operatorsOf(a, bracketBits, bracket, colon, comma),
      operatorsOf(b, bracketBits, bracket, colon, comma),
      operatorsOf(c, bracketBits, bracket, colon, comma),
      operatorsOf(d, bracketBits, bracket, colon, comma),
    );
    if (slashes != 0) checkEscapes(at, slashes & ~inString, escaping & inString);
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (v128.any_true(i8x16.lt_u(least, space))) {
      const controls = bitsOf(
        i8x16.lt_u(a, space),
        i8x16.lt_u(b, space),
        i8x16.lt_u(c, space),
        i8x16.lt_u(d, space),
      );
      noteFault(at, controls & inString);
    }
    let bits = (operators & ~inString) | (quotes & inString);
    while (bits != 0) {
      store<u32>(out, at + <u32>ctz(bits));
      bits &= bits - 1;
      out += 4;
    }
  }
  return out;
}

/** Brackets and braces are the bytes of JSON that are 0x7f with these bits; the others so far have no place outside strings. */
// @ts-ignore: decorator
@inline
function operatorsOf(bytes: v128, bracketBits: v128, bracket: v128, colon: v128, comma: v128): v128 {
  const brackets = i8x16.eq(v128.or(bytes, bracketBits), bracket);
  return v128.or(brackets, v128.or(i8x16.eq(bytes, colon), i8x16.eq(bytes, comma)));
}

function noteFault(at: u32, bits: u64): void {
  if (bits == 0) return;
  const place = at + <u32>ctz(bits);
  if (place < firstFault) firstFault = place;
}

function checkEscapes(at: u32, outside: u64, escaping: u64): void {
  noteFault(at, outside);
  while (escaping != 0) {
    const place = at + <u32>ctz(escaping);
    escaping &= escaping - 1;
    if (!isEscape(input + place + 1) && place < firstFault) firstFault = place;
  }
}

/** What may follow a backslash: `"`, `\`, `/`, b, f, n, r, t, or u and four hexadecimal digits. */
function isEscape(address: u32): bool {
  const letter = load<u8>(address);
  if (letter == LETTER_U) {
    for (let digit: u32 = 1; digit <= 4; digit++) if (hexDigit(load<u8>(address + digit)) < 0) return false;
    return true;
  }
  switch (letter) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

/** The value of a hexadecimal digit in either case; -1 of any other byte. */
export function hexDigit(byte: u8): i32 {
  if (byte >= 0x30 && byte <= 0x39) return <i32>byte - 0x30;
  const letter = <i32>(byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}
