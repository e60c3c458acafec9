import { createInflateRaw, type InflateRaw } from 'node:zlib';

/** Bytes of unpacked text that the engine hands over at a time. */
const OUTPUT_BYTES = 256 * 1024;

/** What became of some compressed bytes: their text, and whether the data ended, was damaged, or may go on. */
export interface InflateStep {
  readonly pieces: readonly Uint8Array[];
  readonly state: 'more' | 'ended' | 'damaged';
  /** How many of the bytes belong to the data; less than all of them only if it ended among them. */
  readonly usedBytes: number;
}

/**
 * Unpacks raw deflate data step by step, so that the exact byte is known at which it ends.
 *
 * Deflate can grow a thousandfold: the caller's slices bound how much text one step makes. The end is seen only
 * with the first byte after it, which in gzip is always there. A step that meets damage gives no text at all.
 */
export class Inflater {
  private readonly engine: InflateRaw = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  private pieces: Uint8Array[] = [];
  private damaged = false;
  private wake: () => void = () => {};

  constructor() {
    this.engine.on('data', (piece: Uint8Array) => this.pieces.push(piece));
    this.engine.on('error', () => {
      this.damaged = true;
      this.wake();
    });
  }

  async write(slice: Uint8Array): Promise<InflateStep> {
    const before = this.engine.bytesWritten;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.engine.write(slice, () => resolve());
    });
    if (this.damaged) return { pieces: [], state: 'damaged', usedBytes: 0 };
    // Text that still waits in the stream's buffer goes to the data listener.
    while (this.engine.read() !== null);
    const { pieces } = this;
    this.pieces = [];
    const usedBytes = this.engine.bytesWritten - before;
    return { pieces, state: usedBytes < slice.length ? 'ended' : 'more', usedBytes };
  }

  /** Frees the engine. To be called on every way out. */
  close(): void {
    this.engine.destroy();
  }
}
