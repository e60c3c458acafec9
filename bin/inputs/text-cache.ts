import { readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { layoutRootOf } from '../../lib/core/record/object-key';
import { cacheFolder } from '../cli/cache-folder';
import type { CommandIo } from '../cli/command-io';
import type { Input, InputFile } from './input-file';
import type { KeptText } from './kept-text';
import { KeyedInput } from './keyed-input';
import { MAX_FILE_BYTES, smallTextOf } from './small-file';
import { TextShelf } from './text-shelf';

/** So many texts that are not kept are read as without the cache: a few files are read in no time, and a shelf has few parts. */
export const READ_ANYWAY = 64;

/** What is read, and in what surroundings. */
export interface CachedPaths {
  /** As the user wrote them. */
  readonly paths: readonly string[];
  readonly io: Pick<CommandIo, 'environment' | 'currentTime'>;
}

/**
 * Opens the user's shelf for an archive, or for what a question came to in it. Undefined if there is to be none, and if the folder is in
 * what is read.
 */
export function shelfOpener(
  { paths, io }: CachedPaths,
  question = '',
): (() => TextShelf | undefined) | undefined {
  const folder = cacheFolder(io.environment);
  const roots = [...new Set(paths.map(rootOf))].sort();
  const isInside = roots.some((root) => folder !== undefined && `${resolve(folder)}${sep}`.startsWith(root));
  if (folder === undefined || isInside) return undefined;
  const archive = roots.join('\n');
  return () => TextShelf.open(folder, question === '' ? archive : `${archive}\n\n${question}`);
}

/**
 * Keeps the unpacked texts of log files, so that a second question opens one file instead of thousands, and fetches nothing from S3.
 *
 *     inputs ──► kept and unchanged? ──yes──► the input with its place on the shelf
 *                        └──no──► unpacked and put on the shelf, or read as without the cache
 *
 * It is in the user's cache folder, and holds the contents of records. A file is known by its {@link KeyedInput}, and an object is kept
 * if the answer has the key, too. A text that is damaged, or that another user could have written, is read from the log file. Errors of
 * the cache are never reported.
 */
export class TextCache {
  /** The cache of the user for these paths; undefined if there is to be none. */
  static of(cached: CachedPaths): TextCache | undefined {
    const open = shelfOpener(cached);
    return open && new TextCache(open, cached.io);
  }

  #reading: KeepingReading | undefined;

  private constructor(
    private readonly open: () => TextShelf | undefined,
    private readonly io: CachedPaths['io'],
  ) {}

  /**
   * The same inputs, those with their texts that are kept. Those of one call must be read before those of the next.
   *
   * @param isNeedless whether the text of an input is not going to be read
   */
  async *keeping(
    inputs: AsyncIterable<Input>,
    isNeedless: (input: InputFile) => boolean | undefined = () => false,
  ): AsyncGenerator<Input, void> {
    const shelf = this.#reading === undefined ? this.open() : undefined;
    if (shelf !== undefined) this.#reading = new KeepingReading(shelf, this.io);
    const reading = this.#reading;
    if (reading === undefined) {
      yield* inputs;
      return;
    }
    try {
      reading.begin();
      for await (const input of inputs)
        yield 'open' in input && isNeedless(input) !== true ? reading.withText(input) : input;
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
    const keyed = KeyedInput.of(input);
    if (keyed === undefined || (keyed.bytes ?? 0) >= MAX_FILE_BYTES) return input;
    const kept = this.shelf.find(keyed.key);
    if (kept !== undefined) return { ...input, kept };
    if (!this.isKept()) return input;
    if (input.path === undefined) return { ...input, open: (onVersion) => this.noting(keyed, onVersion) };
    const added = this.keepFile(keyed, input.path);
    return added === undefined ? input : { ...input, kept: added };
  }

  begin(): void {
    this.isEnded = false;
  }

  /** No more inputs follow. */
  end(): void {
    this.isEnded = true;
    if (this.open === 0) this.shelf.close();
  }

  private isKept(): boolean {
    this.missed += 1;
    return this.missed > READ_ANYWAY && this.shelf.hasRoom;
  }

  /** Only if it is the same before it is read and afterwards, and has been for a while. */
  private keepFile(keyed: KeyedInput, path: string | Buffer): KeptText | undefined {
    const bytes = bytesOf(path);
    return bytes !== undefined && keyed.isUnchanged(this.io) ? this.keep(keyed, bytes) : undefined;
  }

  private keep({ input, key }: KeyedInput, bytes: Uint8Array): KeptText | undefined {
    const small = smallTextOf(input, bytes);
    return small && this.shelf.put({ key, isPacked: small.isPacked, fileBytes: bytes.length }, small.text);
  }

  private async *noting(
    keyed: KeyedInput,
    onVersion?: (version: string) => void,
  ): AsyncGenerator<Uint8Array, void> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    this.open += 1;
    try {
      for await (const chunk of keyed.input.open(onVersion)) {
        yield chunk;
        length += chunk.length;
        if (length < MAX_FILE_BYTES) chunks.push(chunk);
      }
      if (keyed.isUnchanged(this.io) && length > 0 && length < MAX_FILE_BYTES)
        this.keep(keyed, Buffer.concat(chunks));
    } finally {
      this.open -= 1;
      if (this.isEnded && this.open === 0) this.shelf.close();
    }
  }
}

function bytesOf(path: string | Buffer): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
