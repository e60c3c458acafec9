import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { recordIdentity } from '../../../lib/core/record/record-identity';

const ID = '4031b2d2-5e47-4d71-9eda-4f22702c45f3';

describe('recordIdentity', () => {
  test.each<[what: string, record: object, identity: readonly [string, string]]>([
    ['a record of today', { eventID: ID, recipientAccountId: '111122223333' }, [ID, '111122223333']],
    [
      'a record that another account made',
      { eventID: ID, recipientAccountId: '111122223333', userIdentity: { accountId: '999999999999' } },
      [ID, '111122223333'],
    ],
    [
      'a record of version 1.01',
      { eventID: ID, userIdentity: { accountId: '111122223333' } },
      [ID, '111122223333'],
    ],
    ['an aggregated record', { eventId: ID, accountId: '111122223333' }, [ID, '111122223333']],
    ['a record that tells no account', { eventID: ID, userIdentity: null }, [ID, '']],
    ['a record whose account is a number', { eventID: ID, recipientAccountId: 1 }, [ID, '']],
  ])('of %s', (_what, record, [eventID, recipientAccountId]) => {
    expect(recordIdentity(record as CloudTrailRecord)).toEqual({ eventID, recipientAccountId });
  });

  test('of a record without an id is the hash of what it says, in whatever order', () => {
    const one = { eventName: 'GetObject', requestParameters: { b: [1, { d: 1, c: 2 }], a: null } };
    const same = {
      requestParameters: { a: null, b: [1, { c: 2, d: 1 }] },
      eventName: 'GetObject',
      eventID: undefined,
    };
    const { eventID } = recordIdentity(one);
    expect(eventID).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(recordIdentity(same).eventID).toBe(eventID);
    expect(
      recordIdentity({ ...one, requestParameters: { b: [{ d: 1, c: 2 }, 1], a: null } }).eventID,
    ).not.toBe(eventID);
    expect(recordIdentity({ ...one, eventID: '' }).eventID).not.toBe('');
  });
});
