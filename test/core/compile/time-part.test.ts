import { timePartOf } from '../../../lib/core/compile/predicate/to-predicate';

describe('parts of a date', () => {
  test.each([
    ['2023-07-10T12:05:09Z', 'minute', 5],
    ['2023-07-10T12:05:09Z', 'hour', 12],
    ['2023-07-10T12:05:09.123Z', 'day', 10],
    ['2023-07-10T12:05Z', 'month', 7],
    ['2023-07-10', 'year', 2023],
    ['2023-07-10', 'hour', 0],
    ['2023-07-10 23:30:00+02:00', 'hour', 21],
    ['2023-07-10T23:30:00-0130', 'day', 11],
    ['2020-12-31T00:00:00Z', 'week', 53],
    ['2021-01-03T23:59:59Z', 'week', 53],
    ['2021-01-04T00:00:00Z', 'week', 1],
    ['2024-12-30', 'week', 1],
    ['0099-03-01', 'year', 99],
  ] as const)('%s has the %s %i', (text, part, value) => {
    expect(timePartOf(text, part)).toBe(value);
  });

  test.each([
    '',
    '12',
    'Jul 10, 2023',
    '2023-02-30',
    '2023-13-01',
    '2023-07-10T24:00:00Z',
    '1689000000',
    'x2023-07-10',
  ])('fails to find one in %j', (text) => {
    expect(timePartOf(text, 'year')).toBeUndefined();
  });
});
