import { type PathLike, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AlertSource } from '../../lib/core/alert/alert';

/** A file that may be a log file. */
export interface InputFile {
  /** What to call it: a path, `s3://bucket/key`, or `-`. */
  readonly name: string;
  /** What its alerts give as their source. */
  readonly source: AlertSource;
  /** Whether the user named it, rather than a folder or a prefix that it is in. */
  readonly named: boolean;
  /** Where it is on this machine, so that another thread can open it; absent of what only this one can read. */
  readonly path?: string | Buffer;
  /** Its bytes. May be called once. */
  open(): AsyncIterable<Uint8Array>;
}

/** An input that cannot be read, and why. */
export interface UnreadableInput {
  readonly name: string;
  readonly reason: string;
}

/** Something in a folder that is no file at all, such as a socket. */
export interface SkippedInput {
  readonly name: string;
  readonly note: string;
}

/** What a path of the command line comes to. */
export type Input = InputFile | UnreadableInput | SkippedInput;

/** Thrown by an input that cannot be read for a reason that was reported for another one already. */
export class AlreadyReported extends Error {
  override readonly name = 'AlreadyReported';
}

const SMALL_BYTES = 256 * 1024;

/** Most files are a chunk: what comes in several is put together, which takes memory twice. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * The bytes of a file, pipe or device, in chunks. Of a file that grows meanwhile, what it has at the beginning.
 *
 * A small file is one chunk, read in one go while everything else waits: that takes less time than asking the
 * thread pool to open, read and close it, and most log files are small.
 */
export async function* readFileChunks(path: PathLike): AsyncGenerator<Uint8Array, void> {
  const found = statSync(path);
  if (found.isFile() && found.size < SMALL_BYTES) {
    const bytes = readFileSync(path);
    // The files of /proc say that they are empty, and are not.
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
