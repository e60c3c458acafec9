import type { Input } from '../../../../bin/inputs/input-file';
import { MeasuredInputs } from '../../../../bin/scan/workers/measured-inputs';

const MEGABYTE = 1024 * 1024;

interface Measured {
  /** How many inputs there are, and about how much text each is. */
  readonly inputs: number;
  readonly bytes: number;
  /** What searching each takes. */
  readonly ms: (input: number) => number;
  readonly workers?: number;
  /** Whether only the main thread can read them. */
  readonly isStream?: boolean;
}

/** How many inputs one thread is given that searches each before it takes the next. */
async function givenOf({ inputs, bytes, ms, workers = 2, isStream = false }: Measured): Promise<number> {
  let nowMs = 0;
  const path = isStream ? {} : { path: 'file' };
  const input: Input = { name: 'file', source: {}, named: false, ...path, open: () => nothing() };
  const all = Array.from({ length: inputs }, () => ({ input, bytes }));
  const measured = new MeasuredInputs(all, { workers, cpuMs: () => nowMs });
  let given = 0;
  for await (const _ of measured.inputs()) {
    nowMs += ms(given);
    given += 1;
  }
  expect(measured.left).toHaveLength(inputs - given);
  return given;
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}

describe('inputs of which less than 64 MB are searched', () => {
  it('go to more threads as soon as the time that the first take shows that it is worth it', async () => {
    const slow = { inputs: 20, bytes: 3 * MEGABYTE };
    expect(await givenOf({ ...slow, ms: (input) => (input === 0 ? 230 : 80) })).toBe(1);
    expect(await givenOf({ ...slow, ms: (input) => (input < 10 ? 20 : 200) })).toBe(11);
    expect(await givenOf({ ...slow, inputs: 12, ms: (input) => (input === 0 ? 130 : 60) })).toBe(3);
  });

  it('stay with one thread where half of what is left takes less than it does to start a worker', async () => {
    const quick = { inputs: 20, bytes: 3 * MEGABYTE };
    expect(await givenOf({ ...quick, ms: () => 20 })).toBe(20);
    // In the first, code is compiled.
    expect(await givenOf({ ...quick, ms: (input) => (input === 0 ? 170 : 20) })).toBe(20);
    expect(await givenOf({ ...quick, inputs: 5, ms: () => 80 })).toBe(5);
  });

  it('stay with one thread where the largest is most of the text, and where nothing is known of them', async () => {
    expect(await givenOf({ inputs: 2, bytes: 25 * MEGABYTE, ms: () => 2000 })).toBe(2);
    expect(await givenOf({ inputs: 20, bytes: 3 * MEGABYTE, ms: () => 400, isStream: true })).toBe(20);
    expect(await givenOf({ inputs: 20, bytes: 1024, ms: () => 400 })).toBe(20);
  });
});
