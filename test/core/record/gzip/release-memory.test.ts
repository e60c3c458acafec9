import { setImmediate } from 'node:timers/promises';
import { releaseMemory } from '../../../../lib/core/record/gzip/release-memory';

const MEGABYTES = 16 * 1024 * 1024;

it('gives memory back without the garbage collector', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const all = Array.from({ length: 4 }, () => new Uint8Array(MEGABYTES));
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(4 * MEGABYTES);
  for (const bytes of all) releaseMemory(bytes);
  // The port is closed by now, and still takes buffers.
  await setImmediate();
  const late = new Uint8Array(MEGABYTES);
  releaseMemory(late);
  expect([...all, late].map(({ length, buffer }) => [length, buffer.byteLength])).toEqual(
    Array.from({ length: 5 }, () => [0, 0]),
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MEGABYTES);
});

it('takes the whole buffer from all who look at it', () => {
  const buffer = new ArrayBuffer(100);
  const other = new Uint8Array(buffer, 50);
  releaseMemory(new Uint8Array(buffer, 0, 10));
  expect(other).toHaveLength(0);
});
