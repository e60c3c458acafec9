import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { lacksTime, withTime } from '../../../lib/core/record/with-time';

const record = (members: Record<string, unknown>) =>
  ({ eventName: 'StopLogging', ...members }) as unknown as CloudTrailRecord;

test.each([
  ['as Elastic writes it', '2026-11-20T02:15:00.123Z', '2026-11-20T02:15:00Z'],
  ['in another time zone', '2026-11-20T03:15:00+01:00', '2026-11-20T02:15:00Z'],
])('a record gets the time of @timestamp: %s', (_what, timestamp, eventTime) => {
  expect(withTime(record({ '@timestamp': timestamp }))).toEqual({
    ...{ eventName: 'StopLogging', '@timestamp': timestamp, eventTime },
  });
});

test.each([['a text that is no time'], [1_763_604_900_000], [2026], [null]])(
  'of a @timestamp of %p no time is made up, and what the record had is none',
  (timestamp) => {
    const timed = withTime(record({ eventTime: '', '@timestamp': timestamp }));
    expect(timed).toStrictEqual(record({ '@timestamp': timestamp }));
  },
);

test('without @timestamp nothing is added', () => {
  expect(withTime(record({ eventTime: 5 }))).toStrictEqual(record({}));
});

test.each([
  [true, {}],
  [true, { eventTime: '' }],
  [true, { eventTime: 7 }],
  [false, { eventTime: '2026-11-20T02:15:00Z' }],
])('it is %p that a record with %j lacks its time', (lacks, members) =>
  expect(lacksTime(record(members))).toBe(lacks),
);
