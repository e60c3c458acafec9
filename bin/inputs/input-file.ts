import { type PathLike, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AlertSource } from '../../lib/core/alert/alert';
import type { KeptText } from './kept-text';

/** A file that may be a log file. */
export interface InputFile {
  /** Its name in messages: a path, `s3://bucket/key`, or `-`. */
  readonly name: string;
  /** The source in its alerts. */
  readonly source: AlertSource;
  /** Whether the user specified it, rather than a folder or a prefix that contains it. */
  readonly named: boolean;
  /** Its path on this machine, so that another thread can open it; absent if only this thread can read it. */
  readonly path?: string | Buffer;
  /** Changes with the bytes, where it is known before they are read: that of an object in the listing. */
  readonly version?: string;
  /** Its unpacked text, where a cache has it. */
  readonly kept?: KeptText;
  /**
   * Its bytes. May be called once. What wraps it leaves out `path` and `kept`, by which readers go past it.
   *
   * @param onVersion takes the `version` of these bytes, which are other ones if it was replaced since
   */
  open(onVersion?: (version: string) => void): AsyncIterable<Uint8Array>;
}

/** An input that cannot be read, and the reason. */
export interface UnreadableInput {
  readonly name: string;
  readonly reason: string;
}

/** An entry of a folder that is not a file, such as a socket. */
export interface SkippedInput {
  readonly name: string;
  readonly note: string;
}

/** The result of a path of the command line. */
export type Input = InputFile | UnreadableInput | SkippedInput;

/** Thrown by an input that cannot be read for a reason that was reported for another one already. */
export class AlreadyReported extends Error {
  override readonly name = 'AlreadyReported';
}

const SMALL_BYTES = 256 * 1024;

/** Most files are a single chunk: several chunks are concatenated, which takes twice the memory. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * The bytes of a file, pipe or device, in chunks. Of a growing file, only the initial length is read.
 *
 * A small file is one chunk, read synchronously: that takes less time than opening, reading and closing it in the thread pool,
 * and most log files are small.
 */
export async function* readFileChunks(path: PathLike): AsyncGenerator<Uint8Array, void> {
  const found = statSync(path);
  if (found.isFile() && found.size < SMALL_BYTES) {
    const bytes = readFileSync(path);
    // Files in /proc report a size of zero, but are not empty.
    yield found.size === 0 ? bytes : bytes.subarray(0, found.size);
    return;
  }
  let left = found.isFile() ? found.size : Number.POSITIVE_INFINITY;
  const handle = await open(path, 'r');
  try {
    while (left > 0) {
      const wanted = Math.min(CHUNK_BYTES, left);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, null);
      if (bytesRead === 0) return;
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
