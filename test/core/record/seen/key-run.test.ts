import fc from 'fast-check';
import { KeyRun } from '../../../../lib/core/record/seen/key-run';
import { identityHash, KEY_WORDS, KeyTable } from '../../../../lib/core/record/seen/key-table';
import { SeenRecords, type Sighting } from '../../../../lib/core/record/seen/seen-records';
import { cases } from '../../../jest/cases';
import { MemorySpillStore } from '../../correlation/memory-spill-store';

class CountingStore extends MemorySpillStore {
  reads = 0;

  override read(offset: number, length: number): Uint8Array {
    this.reads += 1;
    // As a file gives it, or at any place of a larger buffer.
    const bytes = super.read(offset, length);
    return offset % 128 === 0 ? new Uint8Array(bytes) : bytes;
  }
}

/** A key of an identity and a content. */
function keyOf(identity: number, content: number): Uint32Array {
  return Uint32Array.of(identity, 0, 0, Math.imul(identity, 7), 0, 1 << 8, content, 0);
}

/** What comes in: identities that are all new, with some that were there, and with other contents of one identity. */
const sequences = fc
  .record({
    count: fc.integer({ min: 3_000, max: 9_000 }),
    repeated: fc.integer({ min: 1, max: 50 }),
    contents: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  })
  .map(({ count, repeated, contents, seed }) => {
    let state = seed;
    const below = (bound: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    return Array.from({ length: count }, (_, at) =>
      below(100) < repeated ? keyOf(below(at + 1), below(contents)) : keyOf(at, 0),
    );
  });

function sightings(seen: SeenRecords, keys: readonly Uint32Array[]): readonly Sighting[] {
  return keys.map((key) => seen.addKey(key, 0));
}

test.each([1024, 4096, 2 ** 20])(
  'a table of 1,024 keys and a filter of %d bits give the sightings of a table without a bound',
  (filterBits) => {
    let changed = 0;
    fc.assert(
      fc.property(sequences, (keys) => {
        const store = new CountingStore();
        const bounded = new SeenRecords({ openStore: () => store, maxSlots: 1024, filterBits });
        const unbounded = new SeenRecords();
        const expected = sightings(unbounded, keys);
        expect(sightings(bounded, keys)).toEqual(expected);
        expect(bounded.size).toBe(unbounded.size);
        expect(store.size).toBeGreaterThan(1024 * KEY_WORDS * 4);
        changed += expected.filter((sighting) => sighting === 'changed').length;
      }),
      { numRuns: 30 },
    );
    expect(changed).toBeGreaterThan(cases(1_000));
  },
);

test('keys of one hash are found, whatever blocks they are in', () => {
  const hashes = new Map<number, number[]>();
  for (let identity = 0; identity < 400_000; identity++) {
    const hash = identityHash(keyOf(identity, 0), 0);
    hashes.set(hash, [...(hashes.get(hash) ?? []), identity]);
  }
  const colliding = [...hashes.values()].filter(({ length }) => length > 1).flat();
  expect(colliding.length).toBeGreaterThan(10);
  // Many contents of few identities have the same hash, too: more of them than a block has room for.
  const keys = colliding.flatMap((identity) =>
    Array.from({ length: 16 }, (_, content) => keyOf(identity, content)),
  );
  const others = Array.from({ length: 3_000 }, (_, at) => keyOf(1_000_000 + at, 0));
  const seen = new SeenRecords({ openStore: () => new CountingStore(), maxSlots: 1024, filterBits: 2 ** 16 });
  sightings(seen, [...keys, ...others]);
  expect(new Set(sightings(seen, [...keys, ...others]))).toEqual(new Set(['duplicate']));
});

/** Gives bytes at a place where no word of memory begins. */
class OddStore extends MemorySpillStore {
  override read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length + 1).subarray(1);
    bytes.set(super.read(offset, length));
    return bytes;
  }
}

// 4,096 keys are written at a time.
test.each([1, 64, 65, 4096, 4097, 8192, 10_000])(
  'a run of %d keys holds every one of them, wherever in memory they are read to',
  (count) => {
    const table = new KeyTable();
    const keys = Array.from({ length: count }, (_, at) => keyOf(at, 0));
    for (const key of keys) {
      const hash = identityHash(key, 0);
      expect(table.countOthers(hash, key, 0)).toBe(0);
      table.put(hash, key, 0);
      if (table.isFull) table.grow();
    }
    const run = KeyRun.write(table, new OddStore());
    const found = keys.map((key) => run.countOthers(identityHash(key, 0), key, 0));
    expect(new Set(found)).toEqual(new Set([-1]));
    const other = keyOf(count, 0);
    expect(run.countOthers(identityHash(other, 0), other, 0)).toBe(0);
  },
);

test('opens no store while the table has room, and reads it seldom for what is new', () => {
  const store = new CountingStore();
  let opened = 0;
  const openStore = () => {
    opened += 1;
    return store;
  };
  const seen = new SeenRecords({ openStore, maxSlots: 1024, filterBits: 2 ** 18 });
  const all = Array.from({ length: 20_000 }, (_, at) => keyOf(at, 0));
  sightings(seen, all.slice(0, 700));
  expect(opened).toBe(0);
  sightings(seen, all.slice(700));
  expect(opened).toBe(1);
  expect(store.reads).toBeLessThan(2_000);
});
