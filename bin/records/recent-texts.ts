import type { CloudTrailRecord } from '../../lib/core/record/record';
import { contentOf } from '../../lib/core/record/record-content';
import { sha256Hex } from '../../lib/core/record/sha256';

/** The minimum number of texts that are remembered; the maximum is twice as many. */
const GENERATION = 1_000_000;

/** 128 bits. */
const WORDS = 4;
const FREE: readonly number[] = [0, 0, 0, 0];

/** Slots of a table that has nothing in it: most archives that a command reads have few records. */
const FIRST_SLOTS = 1024;
const MAX_LOAD = 2 / 3;

/**
 * Remembers the last million texts or more, by 128 bits of their hash. CloudTrail delivers at least once, and a record that
 * comes again is in a file of the same hours: the memory stays bounded however large the archive is, by 64 MB.
 */
export class RecentTexts {
  private recent = new HashTable();
  private before: HashTable | undefined;

  constructor(private readonly generation = GENERATION) {}

  /** Remembers a text; whether it is new. */
  add(text: string): boolean {
    return this.addHash(hashOf(text));
  }

  /** Remembers a record by its content, whatever the order of its members; whether it is new: each trail delivers its own copy. */
  addRecord(record: CloudTrailRecord): boolean {
    return this.add(contentOf(record).text);
  }

  has(text: string): boolean {
    const hash = hashOf(text);
    return this.recent.has(hash) || this.before?.has(hash) === true;
  }

  /** Remembers all that another remembers. */
  addAll({ before, recent }: RecentTexts): void {
    for (const table of [before, recent]) for (const hash of table?.hashes() ?? []) this.addHash(hash);
  }

  private addHash(hash: ArrayLike<number>): boolean {
    if (!this.recent.add(hash)) return false;
    const isNew = this.before?.has(hash) !== true;
    if (this.recent.size >= this.generation) {
      this.before = this.recent;
      this.recent = new HashTable();
    }
    return isNew;
  }
}

function hashOf(text: string): readonly number[] {
  const digest = sha256Hex(text);
  return FREE.map((_, word) => Number.parseInt(digest.slice(8 * word, 8 * word + 8), 16));
}

/**
 * A set of hashes in one array, which doubles when two thirds of it are in use: a hash is in the slot that its first word names, or in
 * one of the next. A slot of zeros is free.
 */
class HashTable {
  size = 0;
  private slots = FIRST_SLOTS;
  private words = new Uint32Array(WORDS * FIRST_SLOTS);

  has(hash: ArrayLike<number>): boolean {
    return this.isAt(this.find(hash), hash);
  }

  hashes(): Iterable<Uint32Array> {
    return hashesIn(this.words);
  }

  /** Whether it was not there. */
  add(hash: ArrayLike<number>): boolean {
    const at = this.find(hash);
    if (this.isAt(at, hash)) return false;
    this.words.set(hash, at);
    this.size += 1;
    if (this.size > MAX_LOAD * this.slots) this.grow();
    return true;
  }

  private grow(): void {
    const before = this.words;
    this.slots *= 2;
    this.words = new Uint32Array(WORDS * this.slots);
    for (const hash of hashesIn(before)) this.words.set(hash, this.find(hash));
  }

  /** Where the hash is, or the free slot where it belongs. */
  private find(hash: ArrayLike<number>): number {
    const first = hash[0] ?? 0;
    let at = WORDS * (first % this.slots);
    while (!this.isAt(at, hash) && !this.isAt(at, FREE)) at = (at + WORDS) % this.words.length;
    return at;
  }

  private isAt(at: number, hash: ArrayLike<number>): boolean {
    for (let word = 0; word < WORDS; word++) if (this.words[at + word] !== hash[word]) return false;
    return true;
  }
}

function* hashesIn(words: Uint32Array): Generator<Uint32Array, void> {
  for (let from = 0; from < words.length; from += WORDS) {
    const hash = words.subarray(from, from + WORDS);
    if (hash.some((word) => word !== 0)) yield hash;
  }
}
