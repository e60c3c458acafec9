import fc from 'fast-check';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { SeenRecords } from '../../../../lib/core/record/seen/seen-records';

const ACCOUNT = '111122223333';

describe('SeenRecords', () => {
  test('tells apart every two identities whose id and account differ in the same few bits', () => {
    const bits = fc.array(fc.nat(39), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(bits, fc.nat(2 ** 31), (flipped, start) => {
        const seen = new SeenRecords();
        const identities = new Set<string>();
        for (let both = 0; both < 2 ** Math.min(flipped.length, 5); both++) {
          const change = flipped
            .filter((_, at) => (both >> at) & 1)
            .reduce((sum, bit) => sum ^ (1n << BigInt(bit)), 0n);
          for (const [id, account] of [
            [change, 0n],
            [0n, change],
            [change, change],
          ] as const) {
            const record = neighbour(BigInt(start) ^ id, BigInt(start) ^ account);
            const name = JSON.stringify(record);
            expect(seen.add(record, true)).toBe(identities.has(name) ? 'duplicate' : 'new');
            identities.add(name);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('agrees with a plain set on any ids, through every growth of the table', () => {
    const id = fc.oneof(fc.uuid(), fc.constantFrom('', 'x', 'y'), fc.nat(40).map(nearGuid));
    const account = fc.constantFrom(ACCOUNT, '999999999999', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(id, account), { maxLength: 3000, size: 'max' }), (records) => {
        const seen = new SeenRecords();
        const plain = new Set<string>();
        for (const [eventID, recipientAccountId] of records) {
          const key = `${recipientAccountId} ${eventID}`;
          expect(seen.add({ eventID, recipientAccountId }, true)).toBe(plain.has(key) ? 'duplicate' : 'new');
          plain.add(key);
        }
        expect(seen.size).toBe(plain.size);
      }),
      { numRuns: 20 },
    );
  });
});

/** A record whose id and account are these numbers, as far as they have the bits. */
function neighbour(id: bigint, account: bigint): CloudTrailRecord {
  const digits = (id & 0xffffffffn).toString(16).padStart(8, '0');
  const high = ((id >> 32n) & 0xffffn).toString(16).padStart(4, '0');
  const recipientAccountId = (account % 1_000_000_000_000n).toString().padStart(12, '0');
  return { eventID: `${digits}-${high}-4d71-9eda-4f22702c45f3`, recipientAccountId };
}

/** GUIDs that differ in a bit or two. */
function nearGuid(number: number): string {
  return `00000000-0000-4000-8000-0000000000${number.toString(16).padStart(2, '0')}`;
}
