/** Bytes that come in chunks of any size: a stream of a file, of an object, or what is already in memory. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Takes chunks from an iterable one by one, and lets unused bytes be put back. */
export class ByteSource {
  /** How many bytes the iterable has given. */
  bytesTaken = 0;
  private readonly iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  private putBack: Uint8Array | undefined;

  constructor(chunks: ByteChunks) {
    this.iterator =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** How many of the bytes taken are not put back: the place in the file where the next chunk begins. */
  get offset(): number {
    return this.bytesTaken - (this.putBack?.length ?? 0);
  }

  /** The next chunk, never an empty one; undefined at the end. An error of the iterable passes through. */
  async next(): Promise<Uint8Array | undefined> {
    const kept = this.putBack;
    this.putBack = undefined;
    if (kept !== undefined) return kept;
    for (;;) {
      const step = await this.iterator.next();
      if (step.done === true) return undefined;
      this.bytesTaken += step.value.length;
      if (step.value.length > 0) return step.value;
    }
  }

  /** Puts back the end of the last chunk, or all of it. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.putBack = bytes;
  }

  /** At least `count` bytes in one piece, or all that are left before the end. */
  async take(count: number): Promise<Uint8Array> {
    const taken: Uint8Array[] = [];
    let bytes = 0;
    while (bytes < count) {
      const chunk = await this.next();
      if (chunk === undefined) break;
      taken.push(chunk);
      bytes += chunk.length;
    }
    const [only] = taken;
    return only !== undefined && taken.length === 1 ? only : Buffer.concat(taken);
  }

  /** Lets the iterable close what it has open. To be called on every way out. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
