import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { type SmallText, unpackSmall } from '../../lib/core/record/gzip/unpack-text';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import { siftSmallText } from '../../lib/core/record/log-file/read-log-file';
import type { Input, InputFile, SkippedInput, UnreadableInput } from './input-file';
import { type KeptText, readKeptText } from './kept-text';
import { isUnpacked, OpenedInput } from './opened-input';
import { isWorthReading, MAX_BYTES } from './opened-log-file';
import type { Started } from './started-ahead';
import { START_BYTES } from './unpack/packings';

/** Larger files are read in steps. Most CloudTrail files have a tenth of this size. */
export const MAX_FILE_BYTES = 256 * 1024;

/** Findings in a small file wait until the file is searched: a larger text is searched in steps. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** Files are read into it one after the other. */
let memory: Buffer | undefined;

/**
 * The text of a small file; undefined if it must be opened, because it is another kind of file, packed in another way, or damaged.
 *
 * @param bytes all of it
 */
export function smallTextOf(input: InputFile, bytes: Uint8Array): SmallText | undefined {
  if (!isUnpacked(input, bytes.subarray(0, START_BYTES)) || !isWorthReading(input, bytes)) return undefined;
  return unpackSmall(bytes, MAX_TEXT_BYTES);
}

/** A small file on this machine, or one whose text is kept there, which can be read and searched synchronously. */
export class SmallFile implements Started {
  /** Undefined if it is not a small file. */
  static of(input: InputFile): SmallFile | undefined {
    if (input.kept !== undefined) return new SmallFile(input, 0);
    const size = input.path === undefined ? 0 : sizeOf(input.path);
    return size > 0 && size < MAX_FILE_BYTES ? new SmallFile(input, size) : undefined;
  }

  private constructor(
    readonly input: InputFile,
    private readonly size: number,
  ) {}

  /**
   * The entries of the log file, like those of an `OpenedLogFile`; undefined if it must be opened, because it is another kind
   * of file, packed in another way, damaged, or unreadable. They must be consumed before the next file is read.
   */
  entries(sieve: RecordSieve | undefined): Generator<readonly SiftedEntry[], LogFileTotals> | undefined {
    const { input } = this;
    const { kept } = input;
    const read = kept === undefined ? this.unpack() : keptText(kept);
    return read && siftSmallText(read.text, { name: input.name, maxBytes: MAX_BYTES, ...read }, sieve);
  }

  /** Nothing is open. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  private unpack(): ReadText | undefined {
    const bytes = this.read();
    const small = bytes && smallTextOf(this.input, bytes);
    if (small === undefined) return undefined;
    // What is found in it is read later, when another file is in the memory.
    const text = small.isPacked ? small : { ...small, text: Buffer.from(small.text) };
    return { text, fileBytes: this.size };
  }

  /** For a file that grew, the initial content; undefined for one that shrank or cannot be read. */
  private read(): Uint8Array | undefined {
    memory ??= Buffer.allocUnsafeSlow(MAX_FILE_BYTES);
    try {
      const file = openSync(this.input.path ?? '', 'r');
      try {
        const bytes = readSync(file, memory, 0, this.size, 0);
        return bytes === this.size ? memory.subarray(0, bytes) : undefined;
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined;
    }
  }
}

interface ReadText {
  readonly text: SmallText;
  readonly fileBytes: number;
}

function keptText(kept: KeptText): ReadText | undefined {
  const { isPacked, fileBytes } = kept;
  const text = readKeptText(kept);
  return text && { text: { text, isPacked }, fileBytes };
}

/** 0 for everything except a file. */
function sizeOf(path: string | Buffer): number {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true ? found.size : 0;
  } catch {
    return 0;
  }
}

/** An input that is not to be opened. */
export interface NotOpened extends Started {
  readonly input: UnreadableInput | SkippedInput;
}

/** Begins to read an input. A small file is read when it is its turn. */
export function openInput(input: Input, sieve: RecordSieve | undefined): SmallFile | OpenedInput | NotOpened {
  if ('open' in input) return SmallFile.of(input) ?? new OpenedInput(input, sieve);
  return { input, stop: () => Promise.resolve() };
}
