import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ByteSource } from '../../../../lib/core/record/gzip/byte-source';
import { type GunzipStep, gunzip } from '../../../../lib/core/record/gzip/gunzip';
import { isGzip } from '../../../../lib/core/record/gzip/gzip-header';
import { unpackText } from '../../../../lib/core/record/gzip/unpack-text';
import type { LogFileTotals } from '../../../../lib/core/record/log-file/log-file-entry';
import { cases } from '../../../jest/cases';
import { Random } from '../../../samples/generated/random';
import { reading } from '../log-file-reading';

const FILE = 'file';

/** A text is given in pieces of so many bytes. */
const PIECE_BYTES = 1024 * 1024;

/** About two and a half pieces, in which what can and what cannot be packed well take turns. */
function textOf(seed: number, bytes: number): Buffer {
  const random = new Random(seed);
  const parts: string[] = [];
  for (let length = 0; length < bytes; ) {
    const part = random.next() < 0.5 ? 'a record like all others, '.repeat(4000) : noise(random, 30_000);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join('').slice(0, bytes));
}

function noise(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random.next() * 90))).join('');
}

interface Unpacked {
  readonly text: Buffer;
  readonly problems: readonly unknown[];
}

async function unpackedBy(steps: AsyncGenerator<GunzipStep>): Promise<Unpacked> {
  const texts: Buffer[] = [];
  const problems: unknown[] = [];
  for await (const step of steps) {
    if ('text' in step) texts.push(Buffer.from(step.text));
    else problems.push(step.problem);
  }
  return { text: Buffer.concat(texts), problems };
}

/** What happened to a file on its way. */
const damage = fc.oneof(
  fc.constant((packed: Buffer) => packed),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((at) => (packed: Buffer) => packed.subarray(0, at * packed.length)),
  fc
    .tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 255 }))
    .map(([at, bits]) => (packed: Buffer) => {
      const changed = Buffer.from(packed);
      const place = Math.floor(at * packed.length);
      changed[place] = (changed[place] as number) ^ bits;
      return changed;
    }),
  fc.integer({ min: 1, max: 8 }).map((last) => (packed: Buffer) => {
    const changed = Buffer.from(packed);
    changed[packed.length - last] = (changed[packed.length - last] as number) ^ 1;
    return changed;
  }),
  fc
    .constantFrom('\0', 'garbage', 'member')
    .map(
      (behind) => (packed: Buffer) =>
        Buffer.concat([packed, behind === 'member' ? gzipSync('second member') : Buffer.from(behind)]),
    ),
);

it('gives the same text and problems as unpacking step by step, however the file is damaged', async () => {
  let [whole, damaged] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e9),
      fc.constantFrom(0, 1, 1000, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES, 2.5 * PIECE_BYTES),
      damage,
      async (seed, bytes, change) => {
        const packed = change(gzipSync(textOf(seed, bytes), { level: 1 }));
        const options = { name: FILE, maxBytes: 1e9 };
        const found = await unpackedBy(unpackText(new ByteSource([packed]), options));
        if (!isGzip(packed)) return;
        const expected = await unpackedBy(gunzip(new ByteSource([packed]), FILE));
        expect(found.text.equals(expected.text)).toBe(true);
        expect(found.problems).toEqual(expected.problems);
        if (expected.problems.length === 0) whole += 1;
        else damaged += 1;
      },
    ),
    { numRuns: 60 },
  );
  expect(Math.min(whole, damaged)).toBeGreaterThan(cases(10));
});

const record = (id: number, length: number) =>
  JSON.stringify({
    ...{ eventVersion: '1.08', eventID: `id-${id}`, eventName: 'GetObject', eventSource: 's3.amazonaws.com' },
    ...{ eventTime: '2026-11-22T12:00:00Z', recipientAccountId: '111122223333' },
    requestParameters: { key: 'k'.repeat(length) },
  });

async function entriesOf(
  bytes: Buffer,
): Promise<{ entries: readonly unknown[]; totals: Partial<LogFileTotals> }> {
  const { entries, totals } = await reading([bytes]);
  const { compressedBytes: _, ...others } = totals;
  return { entries, totals: others };
}

it('finds in a packed file what it finds in its text, where records go over the ends of pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(10, 900, 40_000, 90_000, 700_000, 1_500_000), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(',', ',\n', ' , '),
      fc.constantFrom(']}', ']', '', '}]', ',]}'),
      async (lengths, separator, end) => {
        const records = lengths.map((length, id) => record(id, length));
        const text = Buffer.from(`{"Records":[${records.join(separator)}${end}`);
        const plain = await entriesOf(text);
        expect(await entriesOf(gzipSync(text, { level: 1 }))).toEqual(plain);
        expect(plain.entries.length).toBeGreaterThanOrEqual(lengths.length - 1);
      },
    ),
    { numRuns: 25 },
  );
});
