import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../lib/core/record/sha256';
import { makeSafeFolder, openSafely } from '../cli/cache-folder';
import { packageVersion } from '../cli/package-root';
import { hashOfText, type KeptText } from './kept-text';

/** No log file begins so: what finds a part of a shelf among its inputs leaves it out. */
const HEAD = Buffer.from('trailwatch texts 1\n');

/** The length of the index, in ten digits, and a line. */
const END_BYTES = 11;

const MIB = 1024 ** 2;

/** How much is kept. */
export interface ShelfLimits {
  /** Of one archive. What is full takes nothing more: to put new texts in the place of others would write a large archive anew each time. */
  readonly bytes: number;
  /** Of one archive: their index is in memory. */
  readonly texts: number;
  /** Each command that finds new files adds a part; an archive of more is kept anew. */
  readonly parts: number;
  /** Of all archives; what was written first is removed. */
  readonly folderBytes: number;
}

/** Two archives that are full have room beside each other, with their indexes. */
const LIMITS: ShelfLimits = { bytes: 400 * MIB, texts: 100_000, parts: 32, folderBytes: 1024 * MIB };

/** What was written so long ago is removed, so that newer files find room, and no evidence stays for ever. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

const PART = /^texts-[0-9a-f]{64}-[0-9a-f-]{36}$/;

/** What is put on a shelf beside a text. */
export type TextLabel = Pick<KeptText, 'key' | 'isPacked' | 'fileBytes'>;

type Entry = Omit<KeptText, 'path'>;

/**
 * The texts of one archive: each process adds a file of its own, so that none waits for another.
 *
 *     head │ text │ text │ … │ index as JSON │ length of the index
 *
 * Without the end, which is written last, a part is ignored.
 */
export class TextShelf {
  /** The shelf in a cache folder; undefined if the folder cannot be used. */
  static open(folder: string, archive: string, limits = LIMITS): TextShelf | undefined {
    try {
      if (!makeSafeFolder(folder)) return undefined;
      const prefix = `texts-${sha256Hex(`${packageVersion()}\n${archive}`)}-`;
      const shelf = new TextShelf(folder, prefix, limits);
      shelf.#read();
      return shelf;
    } catch {
      return undefined;
    }
  }

  readonly #found = new Map<string, KeptText>();
  #part: NewPart | undefined;
  #bytes = 0;
  #hasFailed = false;

  private constructor(
    private readonly folder: string,
    private readonly prefix: string,
    private readonly limits: ShelfLimits,
  ) {}

  /** Whether another text may be put on it. */
  get hasRoom(): boolean {
    const { bytes, texts } = this.limits;
    return !this.#hasFailed && this.#bytes < bytes && this.#found.size < texts;
  }

  find(key: string): KeptText | undefined {
    return this.#found.get(key);
  }

  /** Keeps a text. Undefined if there is no room for it. */
  put(label: TextLabel, text: Uint8Array): KeptText | undefined {
    try {
      this.#part ??= new NewPart(join(this.folder, this.prefix + randomUUID()));
      const kept = this.#part.add(label, text);
      this.#found.set(label.key, kept);
      this.#bytes += text.length;
      return kept;
    } catch {
      this.#fail();
      return undefined;
    }
  }

  /** What was put on it can be found from now on. */
  close(): void {
    try {
      if (this.#part === undefined) return;
      this.#part.finish();
      makeRoom(this.folder, this.limits.folderBytes);
    } catch {
      this.#fail();
    }
  }

  /** A full disk gets back what was put on it; the log files are read again. */
  #fail(): void {
    this.#hasFailed = true;
    try {
      this.#part?.discard();
    } catch {
      // It is without an end, and removed later.
    }
  }

  #read(): void {
    const parts = partsIn(this.folder);
    const oldestMs = Date.now() - MAX_AGE_MS;
    for (const { path } of parts.filter(({ writtenMs }) => writtenMs < oldestMs))
      rmSync(path, { force: true });
    const own = parts.filter(({ name, writtenMs }) => name.startsWith(this.prefix) && writtenMs >= oldestMs);
    for (const { path, bytes } of own) {
      if (own.length > this.limits.parts) rmSync(path, { force: true });
      else if (this.hasRoom) this.#readPart(path, bytes);
    }
  }

  /** What is in a newer part counts. */
  #readPart(path: string, bytes: number): void {
    this.#bytes += bytes;
    for (const entry of readIndex(path))
      if (!this.#found.has(entry.key)) this.#found.set(entry.key, { ...entry, path });
  }
}

/** The newest first. */
function partsIn(folder: string) {
  return readdirSync(folder)
    .filter((name) => PART.test(name))
    .map((name) => ({ name, path: join(folder, name) }))
    .flatMap(({ name, path }) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ name, path, writtenMs: found.mtimeMs, bytes: found.size }];
    })
    .sort((one, other) => other.writtenMs - one.writtenMs);
}

function makeRoom(folder: string, maxBytes: number): void {
  let bytes = 0;
  for (const part of partsIn(folder)) {
    bytes += part.bytes;
    if (bytes > maxBytes) rmSync(part.path, { force: true });
  }
}

/** Nothing, of a part that is not whole or not to be trusted. What is wrong in an index is found by the hash of each text. */
function readIndex(path: string): readonly Entry[] {
  try {
    const file = openSafely(path);
    try {
      const { size } = fstatSync(file);
      const length = Number(readAt(file, size - END_BYTES, END_BYTES).toString());
      return JSON.parse(readAt(file, size - END_BYTES - length, length).toString()) as Entry[];
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, offset) !== length) throw new Error('too short');
  return bytes;
}

/** A part that this process adds to. */
class NewPart {
  private bytes = 0;
  #file: number | undefined;
  readonly #entries: Entry[] = [];

  constructor(readonly path: string) {
    this.#file = openSync(path, 'wx', 0o600);
  }

  add(label: TextLabel, text: Uint8Array): KeptText {
    if (this.bytes === 0) this.#write(HEAD);
    const entry = { ...label, offset: this.bytes, length: text.length, hash: hashOfText(label, text) };
    this.#write(text);
    this.#entries.push(entry);
    return { ...entry, path: this.path };
  }

  /** Writes the index, and closes the file. Another text may follow, in the place of the index. */
  finish(): void {
    const { bytes } = this;
    ftruncateSync(this.#opened(), bytes);
    const index = Buffer.from(JSON.stringify(this.#entries));
    this.#write(index);
    this.#write(Buffer.from(`${String(index.length).padStart(END_BYTES - 1, '0')}\n`));
    this.bytes = bytes;
    this.#close();
  }

  /** Removes it. */
  discard(): void {
    rmSync(this.path, { force: true });
    this.#close();
  }

  #opened(): number {
    this.#file ??= openSync(this.path, 'r+');
    return this.#file;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }

  #write(bytes: Uint8Array): void {
    const file = this.#opened();
    for (let at = 0; at < bytes.length; )
      at += writeSync(file, bytes, at, bytes.length - at, this.bytes + at);
    this.bytes += bytes.length;
  }
}
