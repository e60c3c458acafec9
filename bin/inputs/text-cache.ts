import { type BigIntStats, readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { layoutRootOf } from '../../lib/core/record/object-key';
import { cacheFolder } from '../cli/cache-folder';
import type { CommandIo } from '../cli/command-io';
import { statOf } from './excluded-files';
import type { Input, InputFile } from './input-file';
import type { KeptText } from './kept-text';
import { MAX_FILE_BYTES, smallTextOf } from './small-file';
import { TextShelf } from './text-shelf';

/** So many texts that are not kept are read as without the cache: a few files are read in no time, and a shelf has few parts. */
const READ_ANYWAY = 64;

/** A file that changed so recently may change again without a trace in its times. */
const RECENT_MS = 2_000;

/** What is read, and in what surroundings. */
export interface CachedPaths {
  /** As the user wrote them. */
  readonly paths: readonly string[];
  readonly io: Pick<CommandIo, 'environment' | 'currentTime'>;
}

/**
 * Keeps the unpacked texts of log files, so that a second question opens one file instead of thousands, and fetches nothing from S3.
 *
 *     inputs ──► kept and unchanged? ──yes──► the input with its place on the shelf
 *                        └──no──► unpacked and put on the shelf, or read as without the cache
 *
 * It is in the user's cache folder, and holds the contents of records. A file is known by its path, device, number, size and times; an
 * object by its key, ETag, size and time, and kept if the answer has these, too. A text that is damaged, or that another user could
 * have written, is read from the log file. Errors of the cache are never reported.
 */
export class TextCache {
  /** The cache of the user for these paths; undefined if there is to be none. */
  static of({ paths, io }: CachedPaths): TextCache | undefined {
    const folder = cacheFolder(io.environment);
    const roots = [...new Set(paths.map(rootOf))].sort();
    const isInside = roots.some(
      (root) => folder !== undefined && `${resolve(folder)}${sep}`.startsWith(root),
    );
    if (folder === undefined || isInside) return undefined;
    return new TextCache(() => TextShelf.open(folder, roots.join('\n')), io);
  }

  private constructor(
    private readonly open: () => TextShelf | undefined,
    private readonly io: CachedPaths['io'],
  ) {}

  /** The same inputs, those with their texts that are kept. */
  async *keeping(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    const shelf = this.open();
    if (shelf === undefined) {
      yield* inputs;
      return;
    }
    const reading = new KeepingReading(shelf, this.io);
    try {
      for await (const input of inputs) yield 'open' in input ? reading.withText(input) : input;
    } finally {
      reading.end();
    }
  }
}

/** An archive is one place, whichever part of it is named. */
function rootOf(path: string): string {
  const place = path.startsWith('s3://') ? path : `${resolve(path)}${sep}`;
  const root = layoutRootOf(place.replaceAll('\\', '/'));
  return root === undefined ? place : place.slice(0, root.length - 'AWSLogs'.length);
}

class KeepingReading {
  private missed = 0;
  private isEnded = false;
  /** Objects that are being read. */
  private open = 0;

  constructor(
    private readonly shelf: TextShelf,
    private readonly io: CachedPaths['io'],
  ) {}

  withText(input: InputFile): InputFile {
    if (input.path !== undefined) return this.withFile(input, input.path);
    if (input.version === undefined || input.version === '') return input;
    const key = `${input.name}\n${input.named}\n${input.version}`;
    const kept = this.shelf.find(key);
    if (kept !== undefined) return { ...input, kept };
    return this.isKept() ? { ...input, open: () => this.noting(input, key) } : input;
  }

  /** No more inputs follow. */
  end(): void {
    this.isEnded = true;
    if (this.open === 0) this.shelf.close();
  }

  private withFile(input: InputFile, path: string | Buffer): InputFile {
    const found = statOf(path);
    if (found?.isFile() !== true || found.size === 0n || found.size >= MAX_FILE_BYTES) return input;
    const key = keyOf(input, path, found);
    const kept = this.shelf.find(key) ?? (this.isKept() ? this.keepFile(input, path, key) : undefined);
    return kept === undefined ? input : { ...input, kept };
  }

  private isKept(): boolean {
    this.missed += 1;
    return this.missed > READ_ANYWAY && this.shelf.hasRoom;
  }

  /** Only if it is the same before it is read and afterwards, and has been for a while. */
  private keepFile(input: InputFile, path: string | Buffer, key: string): KeptText | undefined {
    const bytes = bytesOf(path);
    const found = statOf(path);
    if (bytes === undefined || found === undefined || keyOf(input, path, found) !== key) return undefined;
    const isRecent = Number(found.ctimeMs) > this.io.currentTime().getTime() - RECENT_MS;
    return isRecent ? undefined : this.keep(input, key, bytes);
  }

  private keep(input: InputFile, key: string, bytes: Uint8Array): KeptText | undefined {
    const small = smallTextOf(input, bytes);
    return small && this.shelf.put({ key, isPacked: small.isPacked, fileBytes: bytes.length }, small.text);
  }

  private async *noting(input: InputFile, key: string): AsyncGenerator<Uint8Array, void> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let version: string | undefined;
    this.open += 1;
    try {
      for await (const chunk of input.open((found) => (version = found))) {
        yield chunk;
        length += chunk.length;
        if (length < MAX_FILE_BYTES) chunks.push(chunk);
      }
      const isListed = version === input.version;
      if (isListed && length > 0 && length < MAX_FILE_BYTES) this.keep(input, key, Buffer.concat(chunks));
    } finally {
      this.open -= 1;
      if (this.isEnded && this.open === 0) this.shelf.close();
    }
  }
}

/** What is named is read in other ways than what a folder holds. */
function keyOf({ named }: InputFile, path: string | Buffer, found: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = found;
  const place = typeof path === 'string' ? resolve(path) : path.toString('latin1');
  return `${place}\n${named}\n${[dev, ino, size, mtimeNs, ctimeNs].join(' ')}`;
}

function bytesOf(path: string | Buffer): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
