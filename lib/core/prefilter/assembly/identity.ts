/** The identity of a record: its id, its account, and the time, where they are written as CloudTrail writes them. */

/** The numbers of the fields with time and id, whose values are not numbered. */
export const EVENT_TIME: u32 = 2;
export const EVENT_ID: u32 = 3;

const QUOTE: u8 = 0x22;

/** Lengths of the tokens, quotes included. */
const GUID_TOKEN: u32 = 38;
const ACCOUNT_TOKEN: u32 = 14;
const TIME_TOKEN: u32 = 22;

/** Bit of the last word, set if the words before are a GUID and an account. */
const GUID_OF_ACCOUNT: u32 = 1 << 8;

/** The latest time of the records that are not odd, as 20 bytes; its first byte is 0 if there is none. */
export const newestTime: u32 = <u32>memory.data(24, 8);

export function forgetTime(): void {
  memory.fill(newestTime, 0, 24);
}

/** Writes the six words of the identity to `into`; false if the id is not a GUID or the account does not have twelve digits. */
export function writeIdentity(guid: u32, guidLength: u32, account: u32, accountLength: u32, into: u32): bool {
  if (guidLength != GUID_TOKEN || accountLength != ACCOUNT_TOKEN || load<u8>(account) != QUOTE) return false;
  return writeGuid(guid + 1, into) && writeAccount(account + 1, into + 16);
}

/** `8-4-4-4-12` hexadecimal digits in either case. */
function writeGuid(text: u32, into: u32): bool {
  const head = v128.load(text);
  const middle = v128.load(text, 16);
  const tail = v128.load(text, 20);
  const hyphen = i8x16.splat(0x2d);
  const hyphens =
    (<u32>i8x16.bitmask(i8x16.eq(head, hyphen)) & HYPHENS_OF_HEAD) |
    ((<u32>i8x16.bitmask(i8x16.eq(middle, hyphen)) & HYPHENS_OF_MIDDLE) << 16);
  if (hyphens != (HYPHENS_OF_HEAD | (HYPHENS_OF_MIDDLE << 16))) return false;
  const first = i8x16.shuffle(head, middle, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const second = i8x16.shuffle(middle, tail, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  if (!areHexDigits(first) || !areHexDigits(second)) return false;
  const bytes = i8x16.narrow_i16x8_u(pairsOf(first), pairsOf(second));
  // A word has its first digit in its highest bits.
  v128.store(into, i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return true;
}

/** The places of the hyphens among the first sixteen characters of a GUID, and among the next sixteen. */
const HYPHENS_OF_HEAD: u32 = (1 << 8) | (1 << 13);
const HYPHENS_OF_MIDDLE: u32 = (1 << 2) | (1 << 7);

// @ts-ignore: decorator
@inline
function areDigits(characters: v128): v128 {
  return i8x16.lt_u(i8x16.sub(characters, i8x16.splat(0x30)), i8x16.splat(10));
}

// @ts-ignore: decorator
@inline
function lettersOf(characters: v128): v128 {
  return i8x16.sub(v128.or(characters, i8x16.splat(0x20)), i8x16.splat(0x61));
}

// @ts-ignore: decorator
@inline
function areHexDigits(characters: v128): bool {
  const letters = i8x16.lt_u(lettersOf(characters), i8x16.splat(6));
  return i8x16.all_true(v128.or(areDigits(characters), letters));
}

/** The numbers of eight pairs of hexadecimal digits. */
// @ts-ignore: decorator
@inline
function pairsOf(characters: v128): v128 {
  const letters = i8x16.add(lettersOf(characters), i8x16.splat(10));
  const digits = i8x16.sub(characters, i8x16.splat(0x30));
  const values = v128.bitselect(digits, letters, areDigits(characters));
  const pairs = v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
  return v128.and(pairs, i16x8.splat(0xff));
}

/** The account of the record before, as text and as words: the next is mostly the same. */
let accountHead: u64 = 0;
let accountTail: u32 = 0;
let accountWords: u64 = 0;

function writeAccount(text: u32, into: u32): bool {
  if (load<u64>(text) != accountHead || load<u32>(text, 8) != accountTail) {
    let number: u64 = 0;
    for (let at: u32 = 0; at < 12; at++) {
      const digit = <u32>load<u8>(text + at) - 0x30;
      if (digit > 9) return false;
      number = number * 10 + <u64>digit;
    }
    accountHead = load<u64>(text);
    accountTail = load<u32>(text, 8);
    accountWords = number | (<u64>GUID_OF_ACCOUNT << 32);
  }
  store<u64>(into, accountWords);
  return true;
}

/** Whether a token is a time as CloudTrail writes it: `"2023-07-10T12:00:00Z"`. */
export function isTime(token: u32, length: u32): bool {
  if (length != TIME_TOKEN || load<u8>(token) != QUOTE) return false;
  const head = v128.load(token, 1);
  const tail = v128.load(token, 5);
  return (
    isLike(head, i8x16(0, 0, 0, 0, 0x2d, 0, 0, 0x2d, 0, 0, 0x54, 0, 0, 0x3a, 0, 0)) &&
    isLike(tail, i8x16(0x2d, 0, 0, 0x2d, 0, 0, 0x54, 0, 0, 0x3a, 0, 0, 0x3a, 0, 0, 0x5a))
  );
}

/** Whether characters are digits where a form has zeros, and those of the form elsewhere. */
// @ts-ignore: decorator
@inline
function isLike(characters: v128, form: v128): bool {
  const isDigit = i8x16.eq(form, i8x16.splat(0));
  return i8x16.all_true(v128.bitselect(areDigits(characters), i8x16.eq(characters, form), isDigit));
}

/** Keeps the time of a token, if it is later than all before. */
export function noteTime(token: u32): void {
  const text = token + 1;
  for (let part: u32 = 0; part < 20; part += 4) {
    const one = bswap<u32>(load<u32>(text + part));
    const other = bswap<u32>(load<u32>(newestTime + part));
    if (one < other) return;
    if (one > other) {
      memory.copy(newestTime, text, 20);
      return;
    }
  }
}
