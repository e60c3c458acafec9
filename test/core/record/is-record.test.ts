import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import {
  isAggregatedRecord,
  isRecord,
  lacksTime,
  missingFields,
  withTime,
} from '../../../lib/core/record/is-record';
import type { CloudTrailRecord } from '../../../lib/core/record/record';

const WHOLE = { eventName: 'GetObject', eventSource: 's3.amazonaws.com', eventTime: '2026-08-11T22:15:00Z' };

describe('missingFields', () => {
  const cases: readonly (readonly [what: string, value: JsonObject, missing: readonly string[]])[] = [
    ['a record of three fields', WHOLE, []],
    ['an empty object', {}, ['eventName', 'eventSource', 'eventTime']],
    ['an empty name', { ...WHOLE, eventName: '' }, ['eventName']],
    ['a name that is null', { ...WHOLE, eventName: null }, ['eventName']],
    ['a time that is a number', { ...WHOLE, eventTime: 1 }, ['eventTime']],
    [
      'an Insights record',
      { eventType: 'AwsCloudTrailInsight', eventTime: '2026-07-10T01:42:00Z', insightDetails: {} },
      [],
    ],
    ['an Insights record told by its details', { eventTime: '2026-07-10T01:42:00Z', insightDetails: {} }, []],
    ['an Insights record without a time', { eventType: 'AwsCloudTrailInsight' }, ['eventTime']],
    [
      'null insightDetails',
      { eventTime: WHOLE.eventTime, insightDetails: null },
      ['eventName', 'eventSource'],
    ],
    [
      'an aggregated record',
      { eventType: 'AwsAggregatedEvent', eventCategory: 'Aggregated', eventSource: 's3.amazonaws.com' },
      [],
    ],
    ['an aggregated record without a source', { eventCategory: 'Aggregated' }, ['eventSource']],
  ];

  test.each(cases)('of %s are told', (_what, value, missing) => {
    expect(missingFields(value)).toEqual(missing);
  });
});

describe('isRecord', () => {
  test('says yes to a record', () => {
    expect(isRecord(WHOLE)).toBe(true);
  });

  test.each<[Json]>([[null], ['text'], [1], [true], [[]], [[WHOLE]], [{}]])('says no to %j', (value) => {
    expect(isRecord(value)).toBe(false);
  });
});

describe('isAggregatedRecord', () => {
  test.each([{ eventType: 'AwsAggregatedEvent' }, { eventCategory: 'Aggregated' }])(
    'says yes to %j',
    (record) => {
      expect(isAggregatedRecord(record)).toBe(true);
    },
  );

  test('says no to a data event', () => {
    expect(isAggregatedRecord({ ...WHOLE, eventCategory: 'Data' })).toBe(false);
  });
});

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

test('without @timestamp nothing is added, and a number stays', () => {
  expect(withTime(record({ eventTime: 5 }))).toStrictEqual(record({ eventTime: 5 }));
  expect(withTime(record({ eventTime: '' }))).toStrictEqual(record({}));
});

test.each([
  [true, {}],
  [true, { eventTime: '' }],
  [true, { eventTime: 7 }],
  [false, { eventTime: '2026-11-20T02:15:00Z' }],
])('it is %p that a record with %j lacks its time', (lacks, members) =>
  expect(lacksTime(record(members))).toBe(lacks),
);
