import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { isAggregatedRecord, isRecord, missingFields } from '../../../lib/core/record/is-record';

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
