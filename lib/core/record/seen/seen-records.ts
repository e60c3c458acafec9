import type { CloudTrailRecord } from '../record';
import { contentOf } from '../record-content';
import { recordIdentity } from '../record-identity';
import { sha256Hex } from '../sha256';
import type { SpillStore } from '../spill-store';
import { SpilledKeys } from './key-run';
import { CONTENT, identityHash, KEY_WORDS, KeyTable } from './key-table';

export { IDENTITY_WORDS, KEY_WORDS } from './key-table';

/** Maximum number of different contents of one identity that are remembered: more would make each look-up slower. */
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

/** One of several records that is not new. */
export interface SeenBefore {
  /** Its place among them, from 0. */
  readonly place: number;
  readonly sighting: Exclude<Sighting, 'new'>;
}

/** Where keys go that the table has no room for. */
export interface KeySpill {
  /** Opens the store on first use; mostly it is not needed. */
  readonly openStore: () => SpillStore;
  /** The largest table, in keys; a power of two, and at least 1,024. @default - 8,388,608: 256 MiB */
  readonly maxSlots?: number;
  /** A power of two. @default - 2^30: 128 MiB */
  readonly filterBits?: number;
}

/** How many look-ups are prepared at a time. */
const HASHES_AHEAD = 32;

const MAX_SLOTS = 2 ** 23;
const FILTER_BITS = 2 ** 30;

/**
 * Remembers which records were seen. CloudTrail delivers at least once: the same `eventID` for the same account comes again,
 * mostly in another file, and is then a duplicate; in the same file it is one as well. Where the content differs, one of the
 * two is not what CloudTrail delivered, and neither may hide the other. The content counts only for records that satisfy a
 * rule: the others, most of an archive, make no difference to a search.
 *
 * Each record takes 32 bytes, and 8 of a table that is at most 75 % full: 43 to 64 MB for a million, without a bound unless a
 * {@link KeySpill} says where keys may go. A GUID and the account are remembered exactly, other ids by 128 bits of their
 * SHA-256, and a content by 64. From the 17th content of an identity on, each is `changed` at every sighting.
 *
 *     addKey ──► the table ──► filter: surely not in the store? ──► a block of each run in the store
 *     a full table of the largest size ──► a sorted run in the store, and an empty table
 */
export class SeenRecords {
  readonly #table = new KeyTable();
  #spilled: SpilledKeys | undefined;
  #size = 0;
  readonly #key = new Uint32Array(KEY_WORDS);
  readonly #hashes = new Uint32Array(HASHES_AHEAD);

  /** @param spill where keys go when the table is as large as it may be; without it, it may grow */
  constructor(private readonly spill?: KeySpill) {}

  /** How many different records were seen. */
  get size(): number {
    return this.#size;
  }

  /**
   * Remembers the record, and returns how it compares with those seen before.
   *
   * @param isMatched whether it satisfies a rule
   */
  add(record: CloudTrailRecord, isMatched: boolean): Sighting {
    writeRecordKey(record, isMatched, this.#key, 0);
    return this.addKey(this.#key, 0);
  }

  /** Remembers the record whose key begins at that word, and returns how it compares with those seen before. */
  addKey(keys: Uint32Array, at: number): Sighting {
    return this.#addHashed(identityHash(keys, at), keys, at);
  }

  #addHashed(hash: number, keys: Uint32Array, at: number): Sighting {
    const inTable = this.#table.countOthers(hash, keys, at);
    if (inTable < 0) return 'duplicate';
    const inStore = this.#spilled?.countOthers(hash, keys, at) ?? 0;
    if (inStore < 0) return 'duplicate';
    if (inTable + inStore < MAX_CONTENTS) this.#put(hash, keys, at);
    return inTable + inStore === 0 ? 'new' : 'changed';
  }

  /**
   * Remembers consecutive records, and returns those that are not new.
   *
   * @param keys of the first to the last, `KEY_WORDS` words each
   */
  addKeys(keys: Uint32Array): readonly SeenBefore[] {
    let before: SeenBefore[] | undefined;
    for (let from = 0; from < keys.length; from += HASHES_AHEAD * KEY_WORDS) {
      const count = Math.min(HASHES_AHEAD, (keys.length - from) / KEY_WORDS);
      this.#hashAhead(keys, from, count);
      for (let place = 0; place < count; place++) {
        const at = from + place * KEY_WORDS;
        const sighting = this.#addHashed(this.#hashes[place] as number, keys, at);
        if (sighting === 'new') continue;
        before ??= [];
        before.push({ place: at / KEY_WORDS, sighting });
      }
    }
    return before ?? NONE;
  }

  #hashAhead(keys: Uint32Array, from: number, count: number): void {
    for (let place = 0; place < count; place++)
      this.#hashes[place] = identityHash(keys, from + place * KEY_WORDS);
    this.#table.fetch(this.#hashes, count);
  }

  #put(hash: number, keys: Uint32Array, at: number): void {
    this.#table.put(hash, keys, at);
    this.#size += 1;
    if (!this.#table.isFull) return;
    const maxSlots = this.spill === undefined ? undefined : (this.spill.maxSlots ?? MAX_SLOTS);
    if (this.spill === undefined || maxSlots === undefined || this.#table.slots < maxSlots)
      this.#table.grow(maxSlots);
    else {
      this.#spilled ??= new SpilledKeys(this.spill.openStore(), this.spill.filterBits ?? FILTER_BITS);
      this.#spilled.take(this.#table);
    }
  }
}

const NONE: readonly SeenBefore[] = [];

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
  } else writeContentHash(contentOf(record).text, keys, at);
}

/** Writes the hash of a record's content into the key at that word: of the text of `contentOf`, or its UTF-8. */
export function writeContentHash(content: string | Uint8Array, keys: Uint32Array, at: number): void {
  writeHash(content, keys, at + CONTENT, 2);
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

/** Writes the first words of the SHA-256 of a text, or of its UTF-8. */
function writeHash(text: string | Uint8Array, keys: Uint32Array, at: number, words: number): void {
  const digits = sha256Hex(text);
  for (let word = 0; word < words; word++)
    keys[at + word] = Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16);
}
