import type { SpillStore } from '../../../lib/core/record/spill-store';

/** What is spilled, in memory. */
export class MemorySpillStore implements SpillStore {
  /** The bytes that were appended. */
  size = 0;
  #bytes = Buffer.alloc(1024);

  append(bytes: Uint8Array): number {
    const offset = this.size;
    this.size += bytes.length;
    if (this.size > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.size * 2);
    }
    this.#bytes.set(bytes, offset);
    return offset;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + length);
  }
}
