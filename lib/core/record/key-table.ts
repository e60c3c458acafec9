import { compareKeys, IDENTITY_WORDS, identityHash, KEY_WORDS } from './key-words';

const FIRST_SLOTS = 1024;

/** A table is full when this part of it is in use. */
const MAX_LOAD = 0.75;

/** Takes a key: the words that it stands in, and the first of them. */
export type KeyVisitor = (words: Uint32Array, at: number) => void;

/**
 * Keys in memory: open addressing, linear probing. A key stands at the first bits of its hash or close behind, so that
 * the table is in the order of the hashes but for short stretches, and is read in that order in one go.
 */
export class KeyTable {
  #slots = FIRST_SLOTS;
  #words = new Uint32Array(FIRST_SLOTS * KEY_WORDS);
  #used = 0;
  /** Where the search for the latest key ended. */
  #empty = 0;

  get slots(): number {
    return this.#slots;
  }

  get used(): number {
    return this.#used;
  }

  get isFull(): boolean {
    return this.#used > this.#slots * MAX_LOAD;
  }

  /** How many keys have the identity of a key and other content; -1 if one has the same. */
  countOthers(hash: number, keys: Uint32Array, at: number): number {
    const last = this.#slots - 1;
    let others = 0;
    let slot = this.#homeOf(hash);
    for (; !this.#isEmpty(slot); slot = (slot + 1) & last) {
      const match = compareKeys(this.#words, slot * KEY_WORDS, keys, at);
      if (match === 'same') return -1;
      if (match === 'other-content') others += 1;
    }
    this.#empty = slot;
    return others;
  }

  /** Adds the key that was searched for last, and is not there. */
  put(keys: Uint32Array, at: number): void {
    this.#copy(this.#empty, keys, at);
    this.#used += 1;
  }

  /** Doubles the table. */
  grow(): void {
    const old = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * KEY_WORDS);
    const last = this.#slots - 1;
    for (let at = 0; at < old.length; at += KEY_WORDS) {
      if (old[at + IDENTITY_WORDS - 1] === 0) continue;
      let slot = this.#homeOf(identityHash(old, at));
      while (!this.#isEmpty(slot)) slot = (slot + 1) & last;
      this.#copy(slot, old, at);
    }
  }

  clear(): void {
    this.#words.fill(0);
    this.#used = 0;
  }

  /** Gives all keys in the order of their hashes. */
  visitInOrder(visit: KeyVisitor): void {
    const wrapped: number[] = [];
    let stretch: number[] = [];
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.#isEmpty(slot)) {
        this.#visitStretch(stretch, visit);
        stretch = [];
      } else if (this.#homeOf(this.#hashAt(slot)) > slot) {
        // It found no place before the end of the table.
        wrapped.push(slot);
      } else stretch.push(slot);
    }
    this.#visitStretch([...stretch, ...wrapped], visit);
  }

  #visitStretch(slots: readonly number[], visit: KeyVisitor): void {
    if (slots.length === 1) visit(this.#words, (slots[0] as number) * KEY_WORDS);
    if (slots.length < 2) return;
    const hashed = slots.map((slot) => ({ slot, hash: this.#hashAt(slot) }));
    hashed.sort((one, other) => one.hash - other.hash);
    for (const { slot } of hashed) visit(this.#words, slot * KEY_WORDS);
  }

  #hashAt(slot: number): number {
    return identityHash(this.#words, slot * KEY_WORDS);
  }

  #homeOf(hash: number): number {
    return Math.floor((hash / 2 ** 32) * this.#slots);
  }

  #isEmpty(slot: number): boolean {
    return this.#words[slot * KEY_WORDS + IDENTITY_WORDS - 1] === 0;
  }

  #copy(slot: number, words: Uint32Array, from: number): void {
    for (let word = 0; word < KEY_WORDS; word++)
      this.#words[slot * KEY_WORDS + word] = words[from + word] as number;
  }
}
