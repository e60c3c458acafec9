import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type SavedEntry, SavedMetadataReader } from '../../lib/core/digest/signature/saved-metadata';
import { renderReason, UserError } from '../cli/user-error';
import { readFileChunks } from '../inputs/input-file';

/** Signatures of digest files by their keys, where they were saved. */
export interface SavedSignatures {
  get(key: string): string | undefined;
  close(): void;
}

/** Nothing was saved. */
export const NO_SIGNATURES: SavedSignatures = { get: () => undefined, close: () => undefined };

/** More than most entries have. */
const READ_BYTES = 4 * 1024;

/**
 * The saved signatures of a file. It is read once, to learn where the entry of each digest file begins; an entry is read again
 * on demand. Sixteen bytes are kept for each, which is a hundredth of the file. Of a pipe, which cannot be read again, the
 * signatures are kept.
 *
 * @throws {@link UserError} if the file cannot be read
 */
export async function openSavedSignatures(file: string): Promise<SavedSignatures> {
  try {
    return statSync(file).isFile() ? await indexEntries(file) : await keepSignatures(file);
  } catch (error) {
    throw new UserError(`${file}: ${renderReason(error)}`);
  }
}

async function indexEntries(file: string): Promise<SavedSignatures> {
  const index = new EntryIndex();
  for await (const { key, offset } of entriesOf(file)) index.add(key, offset);
  const descriptor = openSync(file, 'r');
  return {
    get: (key) => {
      for (const offset of index.offsetsOf(key)) {
        const entry = readEntry(descriptor, offset);
        if (entry?.kind === 'signature' && entry.key === key) return entry.signature;
      }
      return undefined;
    },
    close: () => closeSync(descriptor),
  };
}

async function keepSignatures(file: string): Promise<SavedSignatures> {
  const kept = new Map<string, string>();
  for await (const { key, signature } of entriesOf(file)) kept.set(key, signature);
  return { get: (key) => kept.get(key), close: () => undefined };
}

type SignatureEntry = Extract<SavedEntry, { kind: 'signature' }>;

async function* entriesOf(file: string): AsyncGenerator<SignatureEntry, void> {
  const reader = new SavedMetadataReader();
  for await (const chunk of readFileChunks(file)) {
    for (const entry of reader.read(chunk)) {
      if (entry.kind === 'problem') throw new UserError(entry.problem);
      yield entry;
    }
  }
  const end = reader.end();
  if (end?.kind === 'problem') throw new UserError(end.problem);
}

function readEntry(descriptor: number, offset: number): SavedEntry | undefined {
  const reader = new SavedMetadataReader(offset);
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let at = offset; ; ) {
    const bytes = readSync(descriptor, buffer, 0, READ_BYTES, at);
    if (bytes === 0) return undefined;
    const [entry] = reader.read(buffer.subarray(0, bytes));
    if (entry !== undefined) return entry;
    at += bytes;
  }
}

const FIRST_SLOTS = 1024;
/** The table doubles when more than this part of it is in use. */
const MAX_LOAD = 0.75;

/** Where the entries of a file begin, by 48 bits of the hash of their keys: open addressing, linear probing. */
class EntryIndex {
  /** The hash, and then the offset, of each slot. An offset is never 0: an entry follows a brace. */
  private table = new Float64Array(2 * FIRST_SLOTS);
  private used = 0;

  add(key: string, offset: number): void {
    this.put(hashOf(key), offset);
    this.used += 1;
    if (this.used > (this.table.length / 2) * MAX_LOAD) this.grow();
  }

  /** Where the entries of the key may begin; the last one counts, as in a JSON object. */
  offsetsOf(key: string): readonly number[] {
    const hash = hashOf(key);
    const offsets: number[] = [];
    for (let at = this.slotOf(hash); this.table[at + 1] !== 0; at = this.after(at)) {
      if (this.table[at] === hash) offsets.push(this.table[at + 1] as number);
    }
    return offsets.sort((one, other) => other - one);
  }

  private put(hash: number, offset: number): void {
    let at = this.slotOf(hash);
    while (this.table[at + 1] !== 0) at = this.after(at);
    this.table[at] = hash;
    this.table[at + 1] = offset;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Float64Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] !== 0) this.put(old[at] as number, old[at + 1] as number);
    }
  }

  private slotOf(hash: number): number {
    return (hash % (this.table.length / 2)) * 2;
  }

  private after(at: number): number {
    return (at + 2) % this.table.length;
  }
}

function hashOf(key: string): number {
  return createHash('sha256').update(key).digest().readUIntBE(0, 6);
}
