import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { hashLogFile } from '../../../../lib/core/digest/single-member';
import { releaseMemory } from '../../../../lib/core/record/gzip/release-memory';
import { sha256 } from '../../../digest/signed-archive';

const MEGABYTES = 16 * 1024 * 1024;

it('gives memory back without the garbage collector', async () => {
  const all = Array.from({ length: 4 }, () => new Uint8Array(MEGABYTES));
  const held = process.memoryUsage().arrayBuffers;
  for (const bytes of all) releaseMemory(bytes);
  expect(held - process.memoryUsage().arrayBuffers).toBeGreaterThan(3 * MEGABYTES);
  // The port is closed by now, and still takes buffers.
  await setImmediate();
  const late = new Uint8Array(MEGABYTES);
  releaseMemory(late);
  expect([...all, late].map(({ length, buffer }) => [length, buffer.byteLength])).toEqual(
    Array.from({ length: 5 }, () => [0, 0]),
  );
});

it('takes the whole buffer from all who look at it', () => {
  const buffer = new ArrayBuffer(100_000);
  const other = new Uint8Array(buffer, 50);
  releaseMemory(new Uint8Array(buffer, 0, 60_000));
  expect(other).toHaveLength(0);
});

it.each([1, 100, 3000, (Buffer.poolSize >>> 1) - 1])(
  'leaves %i bytes alone, which lie in a buffer with others',
  (count) => {
    const bytes = Buffer.allocUnsafe(count).fill('a');
    releaseMemory(bytes);
    expect(bytes.toString()).toBe('a'.repeat(count));
  },
);

// Node.js refuses to hand over what it shares, which on Node.js 20 is without effect and an error since.
it.each([0, 1, 100, 3966, 3967, 4031, 4032, 8128, 8129, 32_700, 32_768, 65_472, 65_536, 100_000])(
  'hashes a log file of %i bytes',
  async (count) => {
    const hashed = await hashLogFile([gzipSync('a'.repeat(count))]);
    expect(hashed).toEqual({ kind: 'hash', hash: sha256('a'.repeat(count)), sizeBytes: count });
  },
);
