/** The words of a key: four of the event id, two of the account, and two of the content. */
export const KEY_WORDS = 8;

/** The first words of a key, which are the identity of the record. The last of them is never 0. */
export const IDENTITY_WORDS = 6;

/** The first word of the content. */
export const CONTENT = 6;

/** How a key compares with one that is remembered. */
export type KeyMatch = 'same' | 'other-content' | 'other';

/** Compares the key at a word with one of those remembered. */
export function compareKeys(known: Uint32Array, knownAt: number, keys: Uint32Array, at: number): KeyMatch {
  for (let word = 0; word < IDENTITY_WORDS; word++)
    if (known[knownAt + word] !== keys[at + word]) return 'other';
  for (let word = CONTENT; word < KEY_WORDS; word++)
    if (known[knownAt + word] !== keys[at + word]) return 'other-content';
  return 'same';
}

/** 32 bits of an identity: ids that differ in few bits are spread (multiplications and shifts as those of MurmurHash3). */
export function identityHash(keys: Uint32Array, at: number, seed = 0): number {
  let hash = seed;
  for (let word = 0; word < IDENTITY_WORDS; word++) {
    hash = Math.imul(hash ^ (keys[at + word] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const FIRST_SLOTS = 1024;

/** A small table grows by this factor at once: its content is put into place again each time. */
const SMALL_SLOTS = 2 ** 18;
const SMALL_GROWTH = 4;

/** A table is full when this part of it is in use. */
const MAX_LOAD = 0.75;

/** Keys of one piece of memory, which is never moved. */
const CHUNK_KEYS = 4096;
const CHUNK_SHIFT = 12;

/** Takes a key: the words that it is in, and the first of them. */
export type KeyVisitor = (words: Uint32Array, at: number) => void;

/**
 * Keys in memory: they are in the order in which they came, and a table has the hash of each and its number plus one (open
 * addressing, linear probing). A hash is at the slot of its first bits or close behind, so that the table is in the order of
 * the hashes but for short stretches, and is read in that order in one go.
 */
export class KeyTable {
  #slots = FIRST_SLOTS;
  #shift = shiftOf(FIRST_SLOTS);
  #table = new Uint32Array(2 * FIRST_SLOTS);
  #chunks: Uint32Array[] = [];
  #used = 0;
  /** Where the search for the latest key ended. */
  #empty = 0;
  /** The result of `fetch`: a compiler may leave out reads without an effect. */
  fetched = 0;

  get slots(): number {
    return this.#slots;
  }

  get used(): number {
    return this.#used;
  }

  get isFull(): boolean {
    return this.#used > this.#slots * MAX_LOAD;
  }

  /**
   * Reads where the look-ups of hashes will begin. The processor waits for the memory of all of them at the same time, instead of
   * for one after the other, which in a large table is most of the time of a look-up.
   */
  fetch(hashes: Uint32Array, count: number): void {
    let read = 0;
    for (let at = 0; at < count; at++)
      read ^= this.#table[2 * ((hashes[at] as number) >>> this.#shift)] as number;
    this.fetched = read;
  }

  /** How many keys have the identity of a key and other content; -1 if one has the same. */
  countOthers(hash: number, keys: Uint32Array, at: number): number {
    const table = this.#table;
    const last = this.#slots - 1;
    let others = 0;
    let slot = hash >>> this.#shift;
    for (let number = table[2 * slot + 1] as number; number !== 0; number = table[2 * slot + 1] as number) {
      if (table[2 * slot] === hash) {
        const match = compareKeys(this.#chunkOf(number - 1), placeOf(number - 1), keys, at);
        if (match === 'same') return -1;
        if (match === 'other-content') others += 1;
      }
      slot = (slot + 1) & last;
    }
    this.#empty = slot;
    return others;
  }

  /** Adds the key that was searched for last, and is not there. */
  put(hash: number, keys: Uint32Array, at: number): void {
    const number = this.#used;
    if (number >>> CHUNK_SHIFT === this.#chunks.length)
      this.#chunks.push(new Uint32Array(CHUNK_KEYS * KEY_WORDS));
    const chunk = this.#chunkOf(number);
    const to = placeOf(number);
    for (let word = 0; word < KEY_WORDS; word++) chunk[to + word] = keys[at + word] as number;
    this.#table[2 * this.#empty] = hash;
    this.#table[2 * this.#empty + 1] = number + 1;
    this.#used += 1;
  }

  /** Makes the table larger, up to `maxSlots`. */
  grow(maxSlots = Number.POSITIVE_INFINITY): void {
    const old = this.#table;
    const factor = this.#slots < SMALL_SLOTS ? SMALL_GROWTH : 2;
    this.#slots = Math.min(this.#slots * factor, Math.max(maxSlots, this.#slots * 2));
    this.#shift = shiftOf(this.#slots);
    const table = new Uint32Array(2 * this.#slots);
    const last = this.#slots - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      let slot = (old[at] as number) >>> this.#shift;
      while (table[2 * slot + 1] !== 0) slot = (slot + 1) & last;
      table[2 * slot] = old[at] as number;
      table[2 * slot + 1] = old[at + 1] as number;
    }
    this.#table = table;
  }

  clear(): void {
    this.#table.fill(0);
    this.#used = 0;
  }

  /** Visits all keys in the order of their hashes. */
  visitInOrder(visit: KeyVisitor): void {
    const wrapped: number[] = [];
    let stretch: number[] = [];
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.#table[2 * slot + 1] === 0) {
        this.#visitStretch(stretch, visit);
        stretch = [];
      } else if (this.#hashAt(slot) >>> this.#shift > slot) {
        // It found no place before the end of the table.
        wrapped.push(slot);
      } else stretch.push(slot);
    }
    this.#visitStretch([...stretch, ...wrapped], visit);
  }

  #visitStretch(slots: number[], visit: KeyVisitor): void {
    if (slots.length > 1) slots.sort((one, other) => this.#hashAt(one) - this.#hashAt(other));
    for (const slot of slots) {
      const number = (this.#table[2 * slot + 1] as number) - 1;
      visit(this.#chunkOf(number), placeOf(number));
    }
  }

  #hashAt(slot: number): number {
    return this.#table[2 * slot] as number;
  }

  #chunkOf(number: number): Uint32Array {
    return this.#chunks[number >>> CHUNK_SHIFT] as Uint32Array;
  }
}

/** Where in its chunk a key begins. */
function placeOf(number: number): number {
  return (number & (CHUNK_KEYS - 1)) * KEY_WORDS;
}

/** The number of bits of a hash that are left out of the number of a slot. */
function shiftOf(slots: number): number {
  return 32 - Math.log2(slots);
}
