import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { isGzip } from '../../lib/core/record/gzip/gzip-header';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import { siftWholeFile } from '../../lib/core/record/log-file/read-log-file';
import type { InputFile } from './input-file';
import { isUnpacked } from './opened-input';
import { isWorthReading, MAX_BYTES } from './opened-log-file';
import type { Started } from './started-ahead';
import { START_BYTES } from './unpack/packings';

/** Larger files are read in steps. Most CloudTrail files have a tenth of this size. */
const MAX_FILE_BYTES = 256 * 1024;

/** Findings in a small file wait until the file is searched: a larger text is searched in steps. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** Files are read into it one after the other. */
let memory: Buffer | undefined;

/** A small file on this machine, which can be read and searched synchronously. */
export class SmallFile implements Started {
  /** Undefined if it is not a small file. */
  static of(input: InputFile): SmallFile | undefined {
    if (input.path === undefined) return undefined;
    const size = sizeOf(input.path);
    return size > 0 && size < MAX_FILE_BYTES ? new SmallFile(input, input.path, size) : undefined;
  }

  private constructor(
    readonly input: InputFile,
    private readonly path: string | Buffer,
    private readonly size: number,
  ) {}

  /**
   * The entries of the log file, like those of an `OpenedLogFile`; undefined if it must be opened, because it is another kind
   * of file, packed in another way, damaged, or unreadable. They must be consumed before the next file is read.
   */
  entries(sieve: RecordSieve | undefined): Generator<readonly SiftedEntry[], LogFileTotals> | undefined {
    const { input } = this;
    const bytes = this.read();
    const start = bytes?.subarray(0, START_BYTES);
    if (bytes === undefined || start === undefined || !isUnpacked(input, start)) return undefined;
    if (!isWorthReading(input, bytes)) return undefined;
    // What is found in a plain text is read later, when another file is in the memory.
    return siftWholeFile(
      isGzip(bytes) ? bytes : Buffer.from(bytes),
      { name: input.name, maxBytes: MAX_BYTES, maxTextBytes: MAX_TEXT_BYTES },
      sieve,
    );
  }

  /** Nothing is open. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** For a file that grew, the initial content; undefined for one that shrank or cannot be read. */
  private read(): Uint8Array | undefined {
    memory ??= Buffer.allocUnsafeSlow(MAX_FILE_BYTES);
    try {
      const file = openSync(this.path, 'r');
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

/** 0 for everything except a file. */
function sizeOf(path: string | Buffer): number {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true ? found.size : 0;
  } catch {
    return 0;
  }
}
