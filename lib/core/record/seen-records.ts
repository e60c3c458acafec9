import { contentText } from './content-text';
import type { CloudTrailRecord } from './record';
import { canonicalText, recordIdentity } from './record-identity';
import { sha256Hex } from './sha256';

/** The words of a key: four of the event id, two of the account, and two of the content. */
export const KEY_WORDS = 8;

/** The first words of a key, which are the identity of the record. */
export const IDENTITY_WORDS = 6;
const CONTENT = 6;
const FIRST_SLOTS = 1024;

/** The table doubles when more than this part of it is in use. */
const MAX_LOAD = 0.75;

/** So many different contents of one identity are remembered: more would make each look-up slower. */
const MAX_CONTENTS = 16;

/** Bits above the 40 of an account's number; one of them is set in every entry, so that none is all zeros. */
const GUID_OF_ACCOUNT = 1 << 8;
const HASHED = 1 << 9;

const GUID_LENGTH = 36;
const HYPHEN = 0x2d;
const ACCOUNT = /^\d{12}$/;

/**
 * How a record compares with those seen before: `new` identity; `duplicate` of one with the same content; or
 * `changed`, with the identity of one that has other content.
 */
export type Sighting = 'new' | 'duplicate' | 'changed';

/**
 * Remembers which records were seen. CloudTrail delivers at least once: the same `eventID` for the same account comes
 * again, mostly in another file, and is then a duplicate; in the same file it is one as well. Where the content
 * differs, one of the two is not what CloudTrail delivered, and neither may hide the other. The content counts only
 * of records that satisfy a rule: what satisfies none is the same to everyone who searches, and is most of an archive.
 *
 * Each record takes 32 bytes of a table that is at most 75 % full (open addressing, linear probing): 43 to 85 MB for a
 * million. A GUID and the account are remembered exactly, other ids by 128 bits of their SHA-256, and a content by 64.
 * From the 17th content of an identity on, each is `changed` at every sighting.
 */
export class SeenRecords {
  private slots = FIRST_SLOTS;
  private table = new Uint32Array(FIRST_SLOTS * KEY_WORDS);
  private used = 0;
  private readonly key = new Uint32Array(KEY_WORDS);

  /** How many different records were seen. */
  get size(): number {
    return this.used;
  }

  /**
   * Remembers the record, and says how it compares with those seen before.
   *
   * @param isMatched whether it satisfies a rule
   */
  add(record: CloudTrailRecord, isMatched: boolean): Sighting {
    writeRecordKey(record, isMatched, this.key, 0);
    return this.addKey(this.key, 0);
  }

  /** Remembers the record whose key begins at that word, and says how it compares with those seen before. */
  addKey(keys: Uint32Array, at: number): Sighting {
    const last = this.slots - 1;
    let contents = 0;
    let slot = firstSlot(keys, at) & last;
    for (; !isEmpty(this.table, slot * KEY_WORDS); slot = (slot + 1) & last) {
      if (!hasIdentity(this.table, slot * KEY_WORDS, keys, at)) continue;
      if (hasContent(this.table, slot * KEY_WORDS, keys, at)) return 'duplicate';
      contents += 1;
    }
    if (contents < MAX_CONTENTS) this.put(slot, keys, at);
    return contents === 0 ? 'new' : 'changed';
  }

  private put(slot: number, words: Uint32Array, from: number): void {
    this.copy(slot, words, from);
    this.used += 1;
    if (this.used > this.slots * MAX_LOAD) this.grow();
  }

  private copy(slot: number, words: Uint32Array, from: number): void {
    for (let word = 0; word < KEY_WORDS; word++)
      this.table[slot * KEY_WORDS + word] = words[from + word] as number;
  }

  private grow(): void {
    const old = this.table;
    this.slots *= 2;
    this.table = new Uint32Array(this.slots * KEY_WORDS);
    const last = this.slots - 1;
    for (let at = 0; at < old.length; at += KEY_WORDS) {
      if (isEmpty(old, at)) continue;
      let slot = firstSlot(old, at) & last;
      while (!isEmpty(this.table, slot * KEY_WORDS)) slot = (slot + 1) & last;
      this.copy(slot, old, at);
    }
  }
}

function isEmpty(table: Uint32Array, at: number): boolean {
  return table[at + IDENTITY_WORDS - 1] === 0;
}

function hasIdentity(table: Uint32Array, at: number, keys: Uint32Array, from: number): boolean {
  for (let word = 0; word < IDENTITY_WORDS; word++) if (table[at + word] !== keys[from + word]) return false;
  return true;
}

/** Spreads ids that differ in few bits (the finishing steps of MurmurHash3). */
function firstSlot(words: Uint32Array, from: number): number {
  let hash = 0;
  for (let word = 0; word < IDENTITY_WORDS; word++) {
    hash = Math.imul(hash ^ (words[from + word] as number), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

function hasContent(table: Uint32Array, at: number, keys: Uint32Array, from: number): boolean {
  return table[at + CONTENT] === keys[from + CONTENT] && table[at + CONTENT + 1] === keys[from + CONTENT + 1];
}

/**
 * Writes the key of a record, `KEY_WORDS` words, at that word.
 *
 * @param isMatched whether it satisfies a rule: only then does its content count
 */
export function writeRecordKey(
  record: CloudTrailRecord,
  isMatched: boolean,
  keys: Uint32Array,
  at: number,
): void {
  const { eventID, recipientAccountId } = recordIdentity(record);
  writeIdentityKey(eventID, recipientAccountId, keys, at);
  writeContent(isMatched ? record : undefined, keys, at);
}

function writeContent(record: CloudTrailRecord | undefined, keys: Uint32Array, at: number): void {
  if (record === undefined) {
    keys[at + CONTENT] = 0;
    keys[at + CONTENT + 1] = 0;
  } else writeHash(hashableText(record), keys, at + CONTENT, 2);
}

/** Node.js has it from version 20 on, the library of this TypeScript target does not. */
type UnicodeText = string & { isWellFormed(): boolean };

/** In UTF-8, every half of a surrogate pair is the same character; JSON has an escape for it. */
function hashableText(record: CloudTrailRecord): string {
  const text = contentText(record);
  return (text as UnicodeText).isWellFormed() ? text : `json${canonicalText(record)}`;
}

/**
 * Writes the identity of a record, the first `IDENTITY_WORDS` words of its key, at that word: the 128 bits of a GUID
 * and the 40 of an account's number; of any other identity, those of a hash. The texts are those of `recordIdentity`.
 */
export function writeIdentityKey(eventID: string, accountId: string, keys: Uint32Array, at: number): void {
  if (ACCOUNT.test(accountId) && writeGuid(eventID, keys, at)) {
    const account = Number(accountId);
    keys[at + 4] = account % 2 ** 32;
    keys[at + 5] = GUID_OF_ACCOUNT | Math.floor(account / 2 ** 32);
    return;
  }
  writeHash(`${accountId}\n${eventID}`, keys, at, 4);
  keys[at + 4] = 0;
  keys[at + 5] = HASHED;
}

/** `8-4-4-4-12` hexadecimal digits in either case; false, and the words are spoilt, if the text is anything else. */
function writeGuid(text: string, keys: Uint32Array, from: number): boolean {
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
    const word = from + (digits >>> 3);
    keys[word] = ((keys[word] as number) << 4) | digit;
    digits += 1;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** Writes the first words of the SHA-256 of a text. */
function writeHash(text: string, keys: Uint32Array, at: number, words: number): void {
  const digits = sha256Hex(text);
  for (let word = 0; word < words; word++)
    keys[at + word] = Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16);
}
