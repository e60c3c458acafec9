import { createHash } from 'node:crypto';
import type { CloudTrailRecord } from './record';
import { recordIdentity } from './record-identity';

const WORDS = 4;
const FIRST_SLOTS = 1024;

/** The table doubles when more than this part of it is in use. */
const FULLEST = 0.6;

const EMPTY = new Uint32Array(WORDS);

const GUID_LENGTH = 36;
const HYPHEN = 0x2d;
const ACCOUNT = /^\d{12}$/;

/**
 * Remembers which records were seen. CloudTrail delivers at least once: the same `eventID` for the same account comes
 * again, mostly in another file, and is then a duplicate; in the same file it is one as well.
 *
 * Each record takes 16 bytes of a table that is at most 60 % full (open addressing, linear probing): 27 to 53 MB for a
 * million. A GUID is remembered exactly, other ids by 128 bits of their SHA-256.
 */
export class SeenRecords {
  private slots = FIRST_SLOTS;
  private table = new Uint32Array(FIRST_SLOTS * WORDS);
  private used = 0;
  private readonly key = new Uint32Array(WORDS);

  /** How many different records were seen. */
  get size(): number {
    return this.used;
  }

  /** Remembers the record; true if it is new, false if it was seen before. */
  add(record: CloudTrailRecord): boolean {
    const { eventID, recipientAccountId } = recordIdentity(record);
    writeKey(this.key, eventID, recipientAccountId);
    if (!this.insert(this.key, 0)) return false;
    this.used += 1;
    if (this.used > this.slots * FULLEST) this.grow();
    return true;
  }

  /** Puts the four words at `from` into the table; false if they are there. */
  private insert(words: Uint32Array, from: number): boolean {
    const last = this.slots - 1;
    for (let slot = firstSlot(words, from) & last; ; slot = (slot + 1) & last) {
      const at = slot * WORDS;
      if (isSame(this.table, at, words, from)) return false;
      if (!isSame(this.table, at, EMPTY, 0)) continue;
      for (let word = 0; word < WORDS; word++) this.table[at + word] = words[from + word] as number;
      return true;
    }
  }

  private grow(): void {
    const old = this.table;
    this.slots *= 2;
    this.table = new Uint32Array(this.slots * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      if (!isSame(old, at, EMPTY, 0)) this.insert(old, at);
    }
  }
}

function isSame(one: Uint32Array, at: number, other: Uint32Array, from: number): boolean {
  return (
    one[at] === other[from] &&
    one[at + 1] === other[from + 1] &&
    one[at + 2] === other[from + 2] &&
    one[at + 3] === other[from + 3]
  );
}

/** Spreads ids that differ in few bits (the finishing steps of MurmurHash3). */
function firstSlot(words: Uint32Array, from: number): number {
  let hash = 0;
  for (let word = 0; word < WORDS; word++) {
    hash = Math.imul(hash ^ (words[from + word] as number), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** Writes the 128 bits of a GUID with the account's number mixed in; of any other id, those of a hash. */
function writeKey(key: Uint32Array, eventID: string, accountId: string): void {
  const account = ACCOUNT.test(accountId) ? Number(accountId) : undefined;
  if (account === undefined || !writeGuid(key, eventID)) writeHash(key, `${accountId}\n${eventID}`);
  else {
    key[0] = (key[0] as number) ^ (account % 2 ** 32);
    key[1] = (key[1] as number) ^ Math.floor(account / 2 ** 32);
  }
  // All zeros would be an empty place.
  if (isSame(key, 0, EMPTY, 0)) key[0] = 1;
}

/** `8-4-4-4-12` hexadecimal digits in either case; false, and the key is spoilt, if the text is anything else. */
function writeGuid(key: Uint32Array, text: string): boolean {
  if (text.length !== GUID_LENGTH) return false;
  let digits = 0;
  for (let at = 0; at < GUID_LENGTH; at++) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== HYPHEN) return false;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0) return false;
    const word = digits >>> 3;
    key[word] = ((key[word] as number) << 4) | digit;
    digits += 1;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function writeHash(key: Uint32Array, text: string): void {
  const digest = createHash('sha256').update(text).digest();
  for (let word = 0; word < WORDS; word++) key[word] = digest.readUInt32LE(4 * word);
}
