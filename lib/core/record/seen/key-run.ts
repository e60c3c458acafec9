import type { SpillStore } from '../spill-store';
import { compareKeys, identityHash, KEY_WORDS, type KeyTable } from './key-table';

/** How many keys are read at a time, and written as a block. */
const BLOCK_KEYS = 64;
const BLOCK_BYTES = BLOCK_KEYS * KEY_WORDS * Uint32Array.BYTES_PER_ELEMENT;
const BLOCKS_A_PORTION = 64;

/** The keys of a table in a store, in the order of their hashes. The first hash of each block is in memory. */
export class KeyRun {
  /** Writes the keys of a table. Nothing else is written to the store during this time. */
  static write(table: KeyTable, store: SpillStore): KeyRun {
    const fences = new Uint32Array(Math.ceil(table.used / BLOCK_KEYS));
    const portion = new Uint32Array(Math.min(BLOCKS_A_PORTION * BLOCK_KEYS, table.used) * KEY_WORDS);
    let offset: number | undefined;
    let [keys, filled] = [0, 0];
    const flush = () => {
      const from = store.append(new Uint8Array(portion.buffer, 0, filled * Uint32Array.BYTES_PER_ELEMENT));
      offset ??= from;
      filled = 0;
    };
    table.visitInOrder((words, at) => {
      if (keys % BLOCK_KEYS === 0) fences[keys / BLOCK_KEYS] = identityHash(words, at);
      for (let word = 0; word < KEY_WORDS; word++) portion[filled + word] = words[at + word] as number;
      keys += 1;
      filled += KEY_WORDS;
      if (filled === portion.length) flush();
    });
    if (filled > 0) flush();
    return new KeyRun({ store, fences, offset: offset ?? 0, keys });
  }

  private constructor(
    private readonly parts: {
      readonly store: SpillStore;
      readonly fences: Uint32Array;
      readonly offset: number;
      readonly keys: number;
    },
  ) {}

  /** How many keys have the identity of a key and other content; -1 if one has the same. */
  countOthers(hash: number, keys: Uint32Array, at: number): number {
    const { fences } = this.parts;
    let others = 0;
    // Keys of one hash may begin in the block before the first that begins with it.
    for (let block = Math.max(0, this.#firstFrom(hash) - 1); block < fences.length; block++) {
      if ((fences[block] as number) > hash) break;
      const words = this.#read(block);
      for (let known = 0; known < words.length; known += KEY_WORDS) {
        const match = compareKeys(words, known, keys, at);
        if (match === 'same') return -1;
        if (match === 'other-content') others += 1;
      }
    }
    return others;
  }

  /** The first block that begins with this hash or a greater one. */
  #firstFrom(hash: number): number {
    const { fences } = this.parts;
    let [from, to] = [0, fences.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((fences[middle] as number) < hash) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #read(block: number): Uint32Array {
    const { store, offset, keys } = this.parts;
    const count = Math.min(BLOCK_KEYS, keys - block * BLOCK_KEYS);
    const length = count * KEY_WORDS * Uint32Array.BYTES_PER_ELEMENT;
    const read = store.read(offset + block * BLOCK_BYTES, length);
    const bytes = read.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? read : Uint8Array.from(read);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, count * KEY_WORDS);
  }
}

/** Bits that are set for each identity. */
const BITS_A_KEY = 5;

/** Any other seed than that of a table. */
const SECOND_SEED = 0x9e3779b9;

/**
 * Keys in a store, as sorted runs, behind a Bloom filter of one size: of a hundred million identities, one new one in 140
 * is looked for in the store in vain.
 */
export class SpilledKeys {
  readonly #filter: Uint32Array;
  readonly #mask: number;
  readonly #runs: KeyRun[] = [];

  /** @param filterBits a power of two, at most 2^31 */
  constructor(
    private readonly store: SpillStore,
    filterBits: number,
  ) {
    this.#filter = new Uint32Array(filterBits / 32);
    this.#mask = filterBits - 1;
  }

  /** Takes all keys of a table over. */
  take(table: KeyTable): void {
    table.visitInOrder((words, at) => this.#mark(words, at));
    this.#runs.push(KeyRun.write(table, this.store));
    table.clear();
  }

  /** How many keys have the identity of a key and other content; -1 if one has the same. */
  countOthers(hash: number, keys: Uint32Array, at: number): number {
    if (!this.#mayHold(hash, keys, at)) return 0;
    let others = 0;
    // A repeated record mostly came a short time ago.
    for (let run = this.#runs.length - 1; run >= 0; run--) {
      const found = (this.#runs[run] as KeyRun).countOthers(hash, keys, at);
      if (found < 0) return -1;
      others += found;
    }
    return others;
  }

  #mark(keys: Uint32Array, at: number): void {
    const step = stepOf(keys, at);
    let place = identityHash(keys, at);
    for (let bit = 0; bit < BITS_A_KEY; bit++, place += step) {
      const index = (place & this.#mask) >>> 5;
      this.#filter[index] = (this.#filter[index] as number) | (1 << (place & 31));
    }
  }

  #mayHold(hash: number, keys: Uint32Array, at: number): boolean {
    const step = stepOf(keys, at);
    let place = hash;
    for (let bit = 0; bit < BITS_A_KEY; bit++, place += step) {
      const word = this.#filter[(place & this.#mask) >>> 5] as number;
      if ((word & (1 << (place & 31))) === 0) return false;
    }
    return true;
  }
}

/** How far the bits of an identity are apart. */
function stepOf(keys: Uint32Array, at: number): number {
  return identityHash(keys, at, SECOND_SEED) | 1;
}
