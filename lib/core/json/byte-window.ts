/**
 * The part of a text that is still needed while the text comes in chunks.
 *
 * A chunk that arrives when nothing is kept is used in place, without copying, and so is one that follows the kept part in
 * memory. Otherwise the kept part and the chunk are joined in a buffer that doubles in size, so each byte of a value of many
 * chunks is copied once or twice.
 */
export class ByteWindow {
  /** The kept part. */
  bytes: Buffer = Buffer.alloc(0);
  /** The place in the whole text of `bytes[0]`. */
  base = 0;
  /** The buffer under `bytes` if it is our own and may be written to. */
  private store: Buffer | undefined;

  /** The place in the whole text where the kept bytes end. */
  get endOffset(): number {
    return this.base + this.bytes.length;
  }

  /** The bytes from one place of the whole text to another. */
  slice(start: number, end: number): Buffer {
    return this.bytes.subarray(start - this.base, end - this.base);
  }

  /** The same bytes, which stay as they are when chunks are added. */
  lasting(start: number, end: number): Buffer {
    const bytes = this.slice(start, end);
    return this.store === undefined ? bytes : Buffer.from(bytes);
  }

  /** The same bytes as text; bytes that are not UTF-8 become U+FFFD. */
  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start - this.base, end - this.base);
  }

  /** Adds a chunk, and drops what lies before `keepFrom`, a place in the whole text. */
  append(chunk: Uint8Array, keepFrom: number): void {
    const kept = this.bytes.subarray(keepFrom - this.base);
    this.base = keepFrom;
    const start = chunk.byteOffset - kept.length;
    if (kept.length === 0 || (kept.buffer === chunk.buffer && kept.byteOffset === start)) {
      this.bytes = Buffer.from(chunk.buffer, start, kept.length + chunk.length);
      this.store = undefined;
      return;
    }
    const store = this.storeFor(kept.length + chunk.length, kept.length);
    // The two may overlap, which copying within one buffer allows.
    kept.copy(store);
    store.set(chunk, kept.length);
    this.store = store;
    this.bytes = store.subarray(0, kept.length + chunk.length);
  }

  private storeFor(neededBytes: number, keptBytes: number): Buffer {
    if (this.store !== undefined && neededBytes <= this.store.length) return this.store;
    return Buffer.allocUnsafeSlow(Math.max(neededBytes, 2 * keptBytes));
  }
}
