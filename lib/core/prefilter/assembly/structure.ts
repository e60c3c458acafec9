/**
 * First step: finds the structure of a text 64 bytes at a time, and checks what neighbours alone show: what may follow a string,
 * a comma, a bracket. The method of finding strings is that of simdjson's first stage.
 *
 * What depends on whether an object or a list is around, the second step checks. For it, these places are kept: brackets, the
 * beginnings of scalars (neither string nor bracket), and the closing quotes of strings that are where a key may be, and that no
 * colon follows. Only lists have those.
 *
 * @see https://arxiv.org/abs/1902.08318
 */
import { backslashMap, colonMap, input, positions, quoteMap } from './layout';

const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;

const LETTER_U: u8 = 0x75;

/** The result if no escape is wrong. */
const NONE: u32 = 0xffffffff;

/** What `{` and `[`, and `}` and `]`, are with the bit that small letters have. */
const CASE_BIT: u8 = 0x20;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;

/** The first byte that no JSON text without spaces has at its place; a record that reaches it gets no verdict. */
export let firstFault: u32 = 0xffffffff;

/** Whether a key has a backslash. */
export let hasOddKey: bool = false;

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
function bitsOfByte(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return bitsOf(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
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

/** Writes the places of structure in the first `length` bytes of the input, and returns the address after the last. */
export function findStructure(length: u32): u32 {
  firstFault = 0xffffffff;
  hasOddKey = false;
  let out = positions;
  let isEscaped: u64 = 0;
  let isInString: u64 = 0;
  /** Whether the string at the end of the 64 bytes before is one that is where a key does. */
  let isInKey: u64 = 0;
  /** What the last of the 64 bytes before was. */
  let lastClosing: u64 = 0;
  let lastKeyClosing: u64 = 0;
  let lastColon: u64 = 0;
  let lastComma: u64 = 0;
  let lastOpen: u64 = 0;
  let lastClose: u64 = 0;
  let lastScalar: u64 = 0;
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const colon = i8x16.splat(COLON);
  const comma = i8x16.splat(COMMA);
  const caseBit = i8x16.splat(CASE_BIT);
  const open = i8x16.splat(OPEN);
  const close = i8x16.splat(CLOSE);
  const space = i8x16.splat(0x20);
  for (let at: u32 = 0; at < length; at += 64) {
    const from = input + at;
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const slashes = bitsOfByte(a, b, c, d, backslash);
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
    const quotes = bitsOfByte(a, b, c, d, quote) & ~escaped;
    // From each opening quote to the last byte before the closing one.
    const inString = prefixXor(quotes) ^ isInString;
    isInString = <u64>(<i64>inString >> 63);
    const outside = ~(inString | quotes);
    const colons = bitsOfByte(a, b, c, d, colon) & outside;
    const commas = bitsOfByte(a, b, c, d, comma) & outside;
    const lowA = v128.or(a, caseBit);
    const lowB = v128.or(b, caseBit);
    const lowC = v128.or(c, caseBit);
    const lowD = v128.or(d, caseBit);
    const opens = bitsOfByte(lowA, lowB, lowC, lowD, open) & outside;
    const closes = bitsOfByte(lowA, lowB, lowC, lowD, close) & outside;
    const scalars = outside & ~(colons | commas | opens | closes);
    const opening = quotes & inString;
    const closing = quotes & ~inString;
    const behindString = (closing << 1) | lastClosing;
    const behindColon = (colons << 1) | lastColon;
    const behindComma = (commas << 1) | lastComma;
    const behindOpen = (opens << 1) | lastOpen;
    const behindClose = (closes << 1) | lastClose;
    const behindScalar = (scalars << 1) | lastScalar;
    // Where a string begins as a key does, the carry of an addition runs through it to its closing quote.
    const keyOpening = opening & (behindComma | behindOpen);
    const carried = inString + (keyOpening | isInKey);
    isInKey = <u64>(carried < inString);
    const keyClosing = carried & ~inString;
    const behindKey = (keyClosing << 1) | lastKeyClosing;
    const ends = commas | closes;
    const faults =
      (behindString & ~(colons | ends)) |
      (behindString & ~behindKey & colons) |
      ((behindColon | behindComma) & (colons | ends)) |
      (behindOpen & (colons | commas)) |
      (behindClose & ~ends) |
      (behindScalar & (opening | opens | colons));
    if (faults != 0) noteFault(at, faults);
    if (slashes != 0) {
      if ((slashes & ~inString) != 0) noteFault(at, slashes & ~inString);
      if ((slashes & inString & ~carried) != 0) hasOddKey = true;
      const wrong = checkEscapes(input, at, escaping & inString);
      if (wrong < firstFault) firstFault = wrong;
    }
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (v128.any_true(i8x16.lt_u(least, space))) {
      const controls = bitsOf(
        i8x16.lt_u(a, space),
        i8x16.lt_u(b, space),
        i8x16.lt_u(c, space),
        i8x16.lt_u(d, space),
      );
      if ((controls & inString) != 0) noteFault(at, controls & inString);
    }
    store<u64>(quoteMap + (at >>> 3), quotes);
    store<u64>(colonMap + (at >>> 3), colons);
    const notFollowed = behindKey & ~colons;
    if ((notFollowed & 1) != 0) {
      store<u32>(out, at - 1);
      out += 4;
    }
    let bits = opens | closes | (scalars & ~behindScalar) | (notFollowed >>> 1);
    const behind = out + ((<u32>popcnt(bits)) << 2);
    while (true) {
      store<u32>(out, at + <u32>ctz(bits));
      bits &= bits - 1;
      store<u32>(out, at + <u32>ctz(bits), 4);
      bits &= bits - 1;
      store<u32>(out, at + <u32>ctz(bits), 8);
      bits &= bits - 1;
      out += 12;
      if (bits == 0) break;
    }
    out = behind;
    lastClosing = closing >>> 63;
    lastKeyClosing = keyClosing >>> 63;
    lastColon = colons >>> 63;
    lastComma = commas >>> 63;
    lastOpen = opens >>> 63;
    lastClose = closes >>> 63;
    lastScalar = scalars >>> 63;
  }
  return out;
}

function noteFault(at: u32, bits: u64): void {
  const place = at + <u32>ctz(bits);
  if (place < firstFault) firstFault = place;
}

/** The place of the first backslash that begins no escape, among those in the bits behind `at`. */
function checkEscapes(input: u32, at: u32, escaping: u64): u32 {
  while (escaping != 0) {
    const place = at + <u32>ctz(escaping);
    escaping &= escaping - 1;
    if (!isEscape(input + place + 1)) return place;
  }
  return NONE;
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
function hexDigit(byte: u8): i32 {
  if (byte >= 0x30 && byte <= 0x39) return <i32>byte - 0x30;
  const letter = <i32>(byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}
