import { RecordsInOrder } from '../../../bin/view/records-in-order';
import type { CloudTrailRecord } from '../../../lib/core/record/record';

function found(second: number, eventName = 'X') {
  const eventTime = new Date(Date.UTC(2026, 10, 20) + second * 1000).toISOString();
  return { record: { eventName, eventTime } as CloudTrailRecord, file: 'f' };
}

const SHUFFLED = Array.from({ length: 1_000 }, (_, at) => (at * 337) % 1_000);

function seconds(records: RecordsInOrder): readonly number[] {
  return records
    .inOrder()
    .map(({ record }) => Date.parse(String(record.eventTime)) / 1000 - Date.UTC(2026, 10, 20) / 1000);
}

it.each([
  [false, [0, 1, 2, 3, 4]],
  [true, [995, 996, 997, 998, 999]],
])('keeps the records of a limit; the last ones: %s', (isLast, kept) => {
  const records = new RecordsInOrder({ most: 5, isLast });
  for (const second of SHUFFLED) records.add(found(second));
  expect(seconds(records)).toEqual(kept);
  expect([records.added, records.hasNoRoom]).toEqual([1_000, false]);
});

it.each([false, true])(
  'keeps what it has room for, and says that there is more; the last ones: %s',
  (isLast) => {
    const size = JSON.stringify(found(0).record).length;
    const records = new RecordsInOrder({ most: Number.POSITIVE_INFINITY, isLast, maxHeld: 100 * size });
    for (const second of SHUFFLED) records.add(found(second));
    expect(seconds(records)).toEqual(Array.from({ length: 100 }, (_, at) => at + (isLast ? 900 : 0)));
    expect(records.hasNoRoom).toBe(true);
  },
);

it('decides on the second that the limit is in when all of it is known', () => {
  const records = new RecordsInOrder({ most: 2, isLast: false });
  const role = { eventSource: 'iam.amazonaws.com', requestParameters: { roleName: 'r' } };
  for (const name of [
    'DeleteRole',
    'PutRolePolicy',
    'GetRole',
    'ListRolePolicies',
    'TagRole',
    'CreateRole',
  ]) {
    const { record, file } = found(0, name);
    records.add({ record: { ...record, ...role }, file });
  }
  expect(records.inOrder().map(({ record }) => record.eventName)).toEqual(['CreateRole', 'PutRolePolicy']);
});
