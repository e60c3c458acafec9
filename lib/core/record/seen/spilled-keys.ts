import { KeyRun, type KeyStore } from './key-run';
import type { KeyTable } from './key-table';
import { identityHash } from './key-words';

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
    private readonly store: KeyStore,
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
    // What comes again mostly came a short time ago.
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
