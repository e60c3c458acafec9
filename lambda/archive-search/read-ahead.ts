import type { PlannedFile } from '../../lib/core/archive-search/search-batch';
import type { StoredObject } from '../../lib/core/digest/archive-reader';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import type { ByteChunks } from '../../lib/core/gzip/byte-source';

/** Files that are read at a time: enough to hide S3's answer times behind the matching of one processor. */
const FILES_AHEAD = 12;

/** A larger file is read when it is its turn, as a stream; nearly all of CloudTrail's are a hundredth of this. */
const MAX_BYTES_AHEAD = 4 * 1024 * 1024;

/** A file of a batch that is read, or begun, or cannot be. */
export interface ReadFile {
  readonly file: PlannedFile;
  readonly object: StoredObject | { readonly kind: 'failed'; readonly error: unknown };
}

/** Reads the files of a batch in their order, several at a time. It never throws. */
export function readAhead(
  files: readonly PlannedFile[],
  read: (key: string) => Promise<StoredObject>,
): AsyncGenerator<ReadFile, void> {
  return mapAhead(files, FILES_AHEAD, async (file) => ({ file, object: await readFile(file, read) }));
}

async function readFile(
  { key, sizeBytes }: PlannedFile,
  read: (key: string) => Promise<StoredObject>,
): Promise<ReadFile['object']> {
  if (sizeBytes > MAX_BYTES_AHEAD) return { kind: 'stored', chunks: readLater(() => read(key)) };
  try {
    const object = await read(key);
    return object.kind === 'stored' ? { kind: 'stored', chunks: await collect(object.chunks) } : object;
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function* readLater(read: () => Promise<StoredObject>): AsyncGenerator<Uint8Array, void> {
  const object = await read();
  if (object.kind === 'stored') yield* object.chunks;
  else throw new Error(object.kind === 'absent' ? GONE : object.problem);
}

/** Of an object that was listed. */
export const GONE =
  'it is gone since it was listed; check who deleted it, and the lifecycle rules of the bucket';

async function collect(chunks: ByteChunks): Promise<readonly Uint8Array[]> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES_AHEAD) throw new Error('it is larger than it was when it was listed');
  }
  return held;
}
