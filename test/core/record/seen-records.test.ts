import fc from 'fast-check';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { SeenRecords } from '../../../lib/core/record/seen-records';

const ID = '4031b2d2-5e47-4d71-9eda-4f22702c45f3';
const ACCOUNT = '111122223333';

describe('SeenRecords', () => {
  test('says once that a record is new', () => {
    const seen = new SeenRecords();
    const record = { eventID: ID, recipientAccountId: ACCOUNT };
    expect([seen.add(record), seen.add(record), seen.add({ ...record })]).toEqual([true, false, false]);
    expect(seen.size).toBe(1);
  });

  test.each<[what: string, other: CloudTrailRecord]>([
    ['of another account', { eventID: ID, recipientAccountId: '111122223334' }],
    ['of an account that differs only above 32 bits', { eventID: ID, recipientAccountId: '115417190629' }],
    ['of no account', { eventID: ID }],
    ['of another id', { eventID: ID.replace('3', '4'), recipientAccountId: ACCOUNT }],
    ['of an id that is no GUID', { eventID: `${ID}0`, recipientAccountId: ACCOUNT }],
    ['of an id with hyphens elsewhere', { eventID: `-${ID.replace('-', '')}`, recipientAccountId: ACCOUNT }],
    ['without an id', { eventName: 'GetObject', recipientAccountId: ACCOUNT }],
    [
      'whose id is all zeros',
      { eventID: '00000000-0000-0000-0000-000000000000', recipientAccountId: '000000000000' },
    ],
  ])('takes a record %s for another one', (_what, other) => {
    const seen = new SeenRecords();
    expect(seen.add({ eventID: ID, recipientAccountId: ACCOUNT })).toBe(true);
    expect(seen.add(other)).toBe(true);
    expect(seen.add(other)).toBe(false);
  });

  test('takes an aggregated record and its copy for one', () => {
    const seen = new SeenRecords();
    const record = { eventCategory: 'Aggregated', eventId: ID, accountId: ACCOUNT };
    expect([seen.add(record), seen.add({ ...record })]).toEqual([true, false]);
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
          expect(seen.add({ eventID, recipientAccountId })).toBe(!plain.has(key));
          plain.add(key);
        }
        expect(seen.size).toBe(plain.size);
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});

/** GUIDs that differ in a bit or two. */
function nearGuid(number: number): string {
  return `00000000-0000-4000-8000-0000000000${number.toString(16).padStart(2, '0')}`;
}
