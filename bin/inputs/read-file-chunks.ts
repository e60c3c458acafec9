import { readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file, pipe or device, in chunks.
 *
 * A small file is one chunk, read in one go while everything else waits: that takes less time than asking the
 * thread pool to open, read and close it, and most log files are small.
 */
export async function* readFileChunks(path: string): AsyncGenerator<Uint8Array, void> {
  const found = statSync(path);
  if (found.isFile() && found.size < CHUNK_BYTES) {
    yield readFileSync(path);
    return;
  }
  const handle = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
