import { Readable } from 'node:stream';
// imported by name: esbuild gives a split bundle only the default export of a CommonJS module that is imported dynamically
import { XzReadableStream } from 'xz-decompress';

/** The bytes of xz data. */
export async function* unpackXz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const packed = Readable.toWeb(Readable.from(chunks)) as unknown as ReadableStream<Uint8Array>;
  const reader = new XzReadableStream(packed).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // The stream writes the next piece to the same memory.
      yield Uint8Array.from(value as Uint8Array);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
