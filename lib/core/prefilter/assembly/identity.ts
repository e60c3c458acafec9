/** What identifies a record: its id, its account, and the time, where they are written as CloudTrail writes them. */
import { hexDigit } from './structure';

const QUOTE: u8 = 0x22;
const HYPHEN: u8 = 0x2d;

/** Lengths of the tokens, quotes included. */
const GUID_TOKEN: u32 = 38;
const ACCOUNT_TOKEN: u32 = 14;
const TIME_TOKEN: u32 = 22;

/** Bit of the last word that says that the words before are a GUID and an account. */
const GUID_OF_ACCOUNT: u32 = 1 << 8;

/** The latest time of the records that are not odd, as 20 bytes; its first byte is 0 if there is none. */
export const newestTime: u32 = <u32>memory.data(24, 8);

export function forgetTime(): void {
  memory.fill(newestTime, 0, 24);
}

/** Writes the six words of the identity to `into`; false if the id is no GUID or the account has not twelve digits. */
export function writeIdentity(guid: u32, guidLength: u32, account: u32, accountLength: u32, into: u32): bool {
  if (guidLength != GUID_TOKEN || accountLength != ACCOUNT_TOKEN) return false;
  return writeGuid(guid + 1, into) && writeAccount(account + 1, into + 16);
}

function writeGuid(text: u32, into: u32): bool {
  let digits: u32 = 0;
  let word: u32 = 0;
  for (let at: u32 = 0; at < 36; at++) {
    const byte = load<u8>(text + at);
    if (at == 8 || at == 13 || at == 18 || at == 23) {
      if (byte != HYPHEN) return false;
      continue;
    }
    const digit = hexDigit(byte);
    if (digit < 0) return false;
    word = (word << 4) | <u32>digit;
    digits++;
    if ((digits & 7) == 0) store<u32>(into + 4 * ((digits >>> 3) - 1), word);
  }
  return true;
}

function writeAccount(text: u32, into: u32): bool {
  let number: u64 = 0;
  for (let at: u32 = 0; at < 12; at++) {
    const digit = <u32>load<u8>(text + at) - 0x30;
    if (digit > 9) return false;
    number = number * 10 + <u64>digit;
  }
  store<u32>(into, <u32>number);
  store<u32>(into, GUID_OF_ACCOUNT | <u32>(number >>> 32), 4);
  return true;
}

/** Whether a token is a time as CloudTrail writes it: `"2023-07-10T12:00:00Z"`. */
export function isTime(token: u32, length: u32): bool {
  if (length != TIME_TOKEN || load<u8>(token) != QUOTE) return false;
  const text = token + 1;
  for (let at: u32 = 0; at < 20; at++) {
    const byte = load<u8>(text + at);
    if (at == 4 || at == 7) {
      if (byte != HYPHEN) return false;
    } else if (at == 10) {
      if (byte != 0x54) return false;
    } else if (at == 13 || at == 16) {
      if (byte != 0x3a) return false;
    } else if (at == 19) {
      if (byte != 0x5a) return false;
    } else if (<u32>byte - 0x30 > 9) return false;
  }
  return true;
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
