import { createHash } from 'node:crypto';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import {
  IDENTITY_WORDS,
  KEY_WORDS,
  SeenRecords,
  writeIdentityKey,
  writeRecordKey,
} from '../../../../lib/core/record/seen/seen-records';

const ID = '4031b2d2-5e47-4d71-9eda-4f22702c45f3';
const ACCOUNT = '111122223333';

describe('SeenRecords', () => {
  test('says once that a record is new', () => {
    const seen = new SeenRecords();
    const record = { eventID: ID, recipientAccountId: ACCOUNT };
    expect([seen.add(record, true), seen.add(record, true), seen.add({ ...record }, true)]).toEqual([
      'new',
      'duplicate',
      'duplicate',
    ]);
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
    expect(seen.add({ eventID: ID, recipientAccountId: ACCOUNT }, true)).toBe('new');
    expect(seen.add(other, true)).toBe('new');
    expect(seen.add(other, true)).toBe('duplicate');
  });

  test.each([
    ['4g', '50'],
    ['4g', '41'],
    ['zzzzzzzz', 'ffffffff'],
    ['1:', '1a'],
    ['1`', '19'],
  ])('takes no other letter for hexadecimal digits: %s is not %s', (other, digits) => {
    const seen = new SeenRecords();
    const idWith = (beginning: string) => beginning + ID.slice(beginning.length);
    const sightings = [other, digits].map((beginning) =>
      seen.add({ eventID: idWith(beginning), recipientAccountId: ACCOUNT }, true),
    );
    expect(sightings).toEqual(['new', 'new']);
  });

  test('knows an identity without a GUID by the first 128 bits of its SHA-256', () => {
    const keys = new Uint32Array(KEY_WORDS);
    writeIdentityKey('shared-event', ACCOUNT, keys, 0);
    const hash = createHash('sha256').update(`${ACCOUNT}\nshared-event`).digest();
    expect([...keys.subarray(0, 4)]).toEqual([0, 4, 8, 12].map((at) => hash.readUInt32BE(at)));
  });

  test('takes an aggregated record and its copy for one', () => {
    const seen = new SeenRecords();
    const record = { eventCategory: 'Aggregated', eventId: ID, accountId: ACCOUNT };
    expect([seen.add(record, true), seen.add({ ...record }, true)]).toEqual(['new', 'duplicate']);
  });

  test('a record of the same identity with other content is changed, whatever the order, and its copy a duplicate', () => {
    const seen = new SeenRecords();
    const whole = { eventID: ID, recipientAccountId: ACCOUNT, requestParameters: { name: 'a', force: true } };
    const reordered = {
      recipientAccountId: ACCOUNT,
      requestParameters: { force: true, name: 'a' },
      eventID: ID,
    };
    const other = { ...whole, requestParameters: { name: 'b', force: true } };
    expect([whole, reordered, other, other, whole].map((record) => seen.add(record, true))).toEqual([
      'new',
      'duplicate',
      'changed',
      'duplicate',
      'duplicate',
    ]);
  });

  test('tells apart contents that differ only in half of a surrogate pair', () => {
    const seen = new SeenRecords();
    const of = (half: string): CloudTrailRecord => ({
      eventID: ID,
      recipientAccountId: ACCOUNT,
      userAgent: half,
    });
    const sightings = ['\ud800', '\ud801', '\ufffd', '\ud800'].map((half) => seen.add(of(half), true));
    expect(sightings).toEqual(['new', 'changed', 'changed', 'duplicate']);
  });

  test('a record that satisfies no rule is the duplicate of another such record, and hides none that does', () => {
    const seen = new SeenRecords();
    const record = { eventID: ID, recipientAccountId: ACCOUNT, eventName: 'ListTrails' };
    const other = { ...record, eventName: 'DescribeTrails' };
    const matched = { ...record, eventName: 'DeleteTrail' };
    const sightings = [seen.add(record, false), seen.add(other, false), seen.add(matched, true)];
    expect([...sightings, seen.add(record, false)]).toEqual(['new', 'duplicate', 'changed', 'duplicate']);
  });

  test('no number of contents of one identity makes it lose one, or makes it slow', () => {
    const seen = new SeenRecords();
    const sightings = Array.from({ length: 50_000 }, (_, index) =>
      seen.add({ eventID: ID, recipientAccountId: ACCOUNT, requestID: String(index) }, true),
    );
    expect(sightings.filter((sighting) => sighting === 'changed')).toHaveLength(49_999);
    expect(seen.size).toBe(16);
  });

  test('the keys of records in one array give the sightings of the records', () => {
    const records: readonly [record: CloudTrailRecord, isMatched: boolean][] = [
      [{ eventID: ID, recipientAccountId: ACCOUNT }, false],
      [{ eventID: ID, recipientAccountId: ACCOUNT, eventName: 'DeleteTrail' }, true],
      [{ eventID: ID, recipientAccountId: ACCOUNT }, false],
      [{ eventID: 'x', recipientAccountId: ACCOUNT }, true],
      [{ eventID: 'x', recipientAccountId: ACCOUNT }, true],
    ];
    const keys = new Uint32Array(KEY_WORDS * records.length).fill(0xffffffff);
    for (const [at, [record, isMatched]] of records.entries())
      writeRecordKey(record, isMatched, keys, at * KEY_WORDS);
    const byKey = new SeenRecords();
    const byRecord = new SeenRecords();
    const sightings = records.map((_, at) => byKey.addKey(keys, at * KEY_WORDS));
    expect(sightings).toEqual(records.map(([record, isMatched]) => byRecord.add(record, isMatched)));
    expect(sightings).toEqual(['new', 'changed', 'duplicate', 'new', 'duplicate']);
    expect(new SeenRecords().addKeys(keys)).toEqual([
      { place: 1, sighting: 'changed' },
      { place: 2, sighting: 'duplicate' },
      { place: 4, sighting: 'duplicate' },
    ]);
  });

  // What finds records by their bytes writes the same words.
  test('a key has the bits of its GUID and account, and no content where the record satisfies no rule', () => {
    const key = new Uint32Array(KEY_WORDS).fill(0xffffffff);
    const eventID = '0149b2d2-5e47-4d71-9edA-4f22702c45f3';
    writeRecordKey({ eventID, recipientAccountId: ACCOUNT }, false, key, 0);
    const account = [Number(ACCOUNT) % 2 ** 32, (1 << 8) | Math.floor(Number(ACCOUNT) / 2 ** 32)];
    expect([...key]).toEqual([0x0149b2d2, 0x5e474d71, 0x9eda4f22, 0x702c45f3, ...account, 0, 0]);
  });

  test.each([ID, ID.toUpperCase(), 'x'])(
    'the identity of a key is that of the event id %s and the account',
    (id) => {
      const key = new Uint32Array(KEY_WORDS);
      writeRecordKey({ eventID: id, recipientAccountId: ACCOUNT }, false, key, 0);
      const identity = new Uint32Array(KEY_WORDS);
      writeIdentityKey(id, ACCOUNT, identity, 0);
      expect(identity.subarray(0, IDENTITY_WORDS)).toEqual(key.subarray(0, IDENTITY_WORDS));
      expect([...identity.subarray(IDENTITY_WORDS)]).toEqual([0, 0]);
    },
  );
});
